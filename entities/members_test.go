package entities

import (
	"encoding/json"
	"reflect"
	"testing"
)

// Whatever the text, unmarshal leaves in the struct what encoding/json does.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range []string{
		`{"email":"a@b.c","user":{"email":"x"},"contact_email":[{"email":"y"}],"noise":{"email":"z","deep":[1,{"a":"]}"}]}}`,
		` { "EMAIL" : "upper" , "e\u006dail":"escaped","quote\"d":"\\","user":null } `,
		`{"email":"first","email":"last"}`, `{}`, `[]`, `null`, `"text"`, `12`, ``,
		`{"email":`, `{"email"`, `{"email":"a"`, `{"email":"a",}`, `{"email" "a"}`, `{"a":{"b":[}`, `{"a":"\`, `{"email":"a"}}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			_ = unmarshal([]byte(text), &accountRecord{}) // must not panic, no more
			return
		}
		var want, got accountRecord
		wantErr, gotErr := json.Unmarshal([]byte(text), &want), unmarshal([]byte(text), &got)
		if (wantErr == nil) != (gotErr == nil) || !reflect.DeepEqual(want, got) {
			t.Errorf("%s: %+v, %v; encoding/json: %+v, %v", text, got, gotErr, want, wantErr)
		}
	})
}

func TestFilledLeavesWholeAnswersAlone(t *testing.T) {
	for _, c := range []struct{ raw, sent, want string }{
		{`{"id":"1","name":"a"}`, `{"name":"b","password":"p"}`, `{"id":"1","name":"a"}`},
		{`{"id":"1"}`, `{"name":"b","Password":"p"}`, `{"id":"1","name":"b"}`},
		{`null`, `{"name":"b"}`, `null`},
	} {
		got := Filled(Ref{Item: Item{Raw: json.RawMessage(c.raw)}, Sent: json.RawMessage(c.sent)})
		if string(got) != c.want {
			t.Errorf("%s filled with %s is %s, want %s", c.raw, c.sent, got, c.want)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	raw := []byte(`{"id":"FF_RESTO_1","description":"long, long, long","opening_hours":{"mon":{"from":800,"to":2200},"tue":{"from":800,"to":2200}},"images_gallery":[{"url":"https://example.test/1"},{"url":"https://example.test/2"}],"email":"a@b.c","user":{"id":"USR_1","email":"a@b.c"}}`)
	b.SetBytes(int64(len(raw)))
	for name, read := range map[string]func([]byte, any) error{"members": unmarshal, "json": json.Unmarshal} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var r accountRecord
				if err := read(raw, &r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
