package report

import (
	"bytes"
	"encoding/json"
	"io"
)

// writeJSON prints one value, indented, and a line break.
func writeJSON(w io.Writer, v any) error {
	text, err := marshal(v, "  ")
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// writeYAML prints a value under the same keys, in the same order, as its
// JSON form has.
func writeYAML(w io.Writer, v any) error {
	text, err := marshal(v, "")
	if err != nil {
		return err
	}
	return convert(w, bytes.NewReader(text))
}

// marshal encodes a value as people read it: < and & stay what they are.
func marshal(v any, indent string) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return out.Bytes(), err
}
