package entities

import (
	"encoding/json"
	"strings"
)

// Filled returns an item's record with what its creation sent in the fields
// that the answer left out, but for passwords: a short answer, such as an
// admin's without the e-mail, is of little use to whoever reads it later.
func Filled(ref Ref) json.RawMessage {
	if len(ref.Sent) == 0 {
		return ref.Raw
	}
	var record, sent map[string]json.RawMessage
	if json.Unmarshal(ref.Raw, &record) != nil || json.Unmarshal(ref.Sent, &sent) != nil {
		return ref.Raw
	}
	lacking := false
	for name, value := range sent {
		if _, there := record[name]; !there && !strings.EqualFold(name, "password") {
			record[name], lacking = value, true
		}
	}
	if !lacking {
		return ref.Raw
	}
	filled, err := json.Marshal(record)
	if err != nil {
		return ref.Raw
	}
	return filled
}
