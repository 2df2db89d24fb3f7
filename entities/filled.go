package entities

import (
	"bytes"
	"encoding/json"
)

// Filled returns an item's record with what its creation sent in the fields
// that the answer left out, but for passwords: a short answer, such as an
// admin's without the e-mail, is of little use to whoever reads it later.
func Filled(ref Ref) json.RawMessage {
	if len(ref.Sent) == 0 {
		return ref.Raw
	}
	there := map[string]bool{}
	lacking := !eachMember(ref.Raw, func(key, _ []byte) { there[string(key)] = true })
	eachMember(ref.Sent, func(key, _ []byte) {
		lacking = lacking || !there[string(key)] && !isPassword(key)
	})
	if !lacking {
		return ref.Raw
	}
	var record, sent map[string]json.RawMessage
	if json.Unmarshal(ref.Raw, &record) != nil || record == nil || json.Unmarshal(ref.Sent, &sent) != nil {
		return ref.Raw
	}
	for name, value := range sent {
		if _, there := record[name]; !there && !isPassword([]byte(name)) {
			record[name] = value
		}
	}
	filled, err := json.Marshal(record)
	if err != nil {
		return ref.Raw
	}
	return filled
}

func isPassword(key []byte) bool { return bytes.EqualFold(key, []byte("password")) }
