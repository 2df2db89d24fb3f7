package seeder

import "testing"

func TestOverlay(t *testing.T) {
	for _, test := range []struct{ name, raw, patch, want string }{
		{"replaced and added", `{"id":"a","name":"An"}`, `{"name":"Binh","age":3}`, `{"id":"a","name":"Binh","age":3}`},
		{"within objects", `{"user":{"id":1,"email":"a@b.test"}}`, `{"user":{"email":null}}`, `{"user":{"id":1,"email":null}}`},
		{"an object over none", `{"address":null}`, `{"address":{"city":"Hue"}}`, `{"address":{"city":"Hue"}}`},
		{"a list as a whole", `{"tags":[1,2]}`, `{"tags":[]}`, `{"tags":[]}`},
		{"escaped names", `{"a\"b":1}`, `{"a\u0022b":2}`, `{"a\"b":2}`},
		{"nothing", `{ "id": 1 }`, `{}`, `{"id":1}`},
		{"over nothing", `{}`, `{"id":1}`, `{"id":1}`},
		{"no patch", `{"id":1}`, ``, `{"id":1}`},
		{"no object", `[1]`, `{"id":1}`, `[1]`},
	} {
		if got := string(overlay([]byte(test.raw), []byte(test.patch))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
