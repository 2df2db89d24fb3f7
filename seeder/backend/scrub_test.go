package backend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestScrub(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing to do", `{ "id" : 1 , "a":[1, 2] }`, `{ "id" : 1 , "a":[1, 2] }`},
		{"first", `{"password":"x","id":1}`, `{"id":1}`},
		{"middle", `{"id":1,"password":"x","z":2}`, `{"id":1,"z":2}`},
		{"last", `{"id":1,"password":"x"}`, `{"id":1}`},
		{"only", `{"password":"x"}`, `{}`},
		{"all", `{"password":"x","reset_token":null,"verification_code":123}`, `{}`},
		{"two at the end", `{"id":1,"password":"x","reset_token":null}`, `{"id":1}`},
		{"first and last", `{"password":"x","id":1,"access_token":"y"}`, `{"id":1}`},
		{"spread out", "{\n \"id\": 1,\n \"password\" : \"x\" ,\n \"z\": 2\n}", "{\n \"id\": 1,\n \"z\": 2\n}"},
		{"spread out at the end", "{ \"id\": 1 ,\n \"password\": \"x\"\n}", "{ \"id\": 1 \n}"},
		{"nested", `{"user":{"id":2,"password":"x"},"l":[{"reset_token_expiry":5,"a":1}]}`, `{"user":{"id":2},"l":[{"a":1}]}`},
		{"every case", `{"PassWord":1,"RESET_TOKEN":2,"Access_Token":3,"id":4}`, `{"id":4}`},
		{"camel case", `{"accessToken":1,"resetTokenExpiry":2,"verification-code":3,"id":4}`, `{"id":4}`},
		{"escaped", `{"p\u0061ssword":1,"id":4}`, `{"id":4}`},
		{"folded", `{"paſſword":1,"id":4}`, `{"id":4}`},
		{"composite values", `{"password":{"a":[1,"}"]},"id":1,"reset_token":[{"x":"]"}]}`, `{"id":1}`},
		{"strings with quotes", `{"password":"a\"b,\\","id":"\"password\":1"}`, `{"id":"\"password\":1"}`},
		{"a value is no key", `{"id":"password","l":["password","access_token"]}`, `{"id":"password","l":["password","access_token"]}`},
		{"other keys", `{"passwords":1,"my_password":2,"token":3,"pass":4}`, `{"passwords":1,"my_password":2,"token":3,"pass":4}`},
		{"long other key", `{"a_key_that_is_much_longer_than_any_secret":1}`, `{"a_key_that_is_much_longer_than_any_secret":1}`},
		{"long escaped key", `{"verification_codé":1}`, `{"verification_codé":1}`},
		{"scalar", `"password"`, `"password"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(scrub([]byte(tt.in))); got != tt.want {
				t.Errorf("scrub(%s)\n got %s\nwant %s", tt.in, got, tt.want)
			}
		})
	}
}

func TestScrubAllocatesNothing(t *testing.T) {
	clean := []byte(record(7, false))
	dirty := []byte(record(7, true))
	buf := make([]byte, len(dirty))
	if n := testing.AllocsPerRun(100, func() { scrub(clean) }); n != 0 {
		t.Errorf("%v allocations for a clean record", n)
	}
	if n := testing.AllocsPerRun(100, func() { copy(buf, dirty); scrub(buf) }); n != 0 {
		t.Errorf("%v allocations for a record with secrets", n)
	}
}

// record is an item as lists have it, of a size that is usual.
func record(i int, withSecrets bool) string {
	secret := ""
	if withSecrets {
		secret = `"password":"$2b$10$abcdefghijklmnopqrstuv","verification_code":null,"reset_token":"x",`
	}
	return fmt.Sprintf(`{"id":"FF_CUS_%d","first_name":"Nguyễn","last_name":"An","address":[],"user":{%s"id":"USR_%d","email":"customer%d@flashseed.test","phone":"+84901234567"},"created_at":1795388477,"bio":%q}`,
		i, secret, i, i, strings.Repeat("text ", 40))
}

// hasSecret is the slow way to find out. It sees doubled keys too.
func hasSecret(text []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(text))
	var found bool
	var walk func()
	walk = func() {
		token, _ := dec.Token()
		if token != json.Delim('{') && token != json.Delim('[') {
			return
		}
		for dec.More() {
			if token == json.Delim('{') {
				key, _ := dec.Token()
				found = found || isSecretName(key.(string))
			}
			walk()
		}
		_, _ = dec.Token()
	}
	walk()
	return found
}

func FuzzScrub(f *testing.F) {
	for _, seed := range []string{`{"password":1}`, `[{"a":1,"reset_token":2},{}]`, `{"p\u0061ssword":1}`, record(1, true)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if !json.Valid(in) {
			return
		}
		out := scrub(bytes.Clone(in))
		if !json.Valid(out) {
			t.Fatalf("%q became %q", in, out)
		}
		if hasSecret(out) {
			t.Fatalf("%q became %q, which has a secret", in, out)
		}
		if !hasSecret(in) && !bytes.Equal(in, out) {
			t.Fatalf("%q was changed to %q", in, out)
		}
	})
}
