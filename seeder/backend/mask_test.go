package backend

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

func TestMessage(t *testing.T) {
	m := &masks{}
	m.add("hunter22", "short", "", "hunter22-and-more")
	m.addHeaders(http.Header{"Authorization": {"Bearer sesame99"}})
	for _, tt := range []struct{ in, want string }{
		{"Duplicated record", "Duplicated record"},
		{"a\n  b\tc\r\nd\x1b[2J", "a b c d [2J"},
		{"a\xffb", "a�b"},
		{"you sent hunter22", "you sent ***"},
		{"you sent hunter22-and-more", "you sent ***"},
		{`bad row {"id":1,"password":"abc","z":2}`, `bad row {"id":1,"password":***,"z":2}`},
		{`{\"reset_token\": \"abc\"}`, `{\"reset_token\": ***}`},
		{"GET /x?access_token=abc&y=1", "GET /x?access_token=***&y=1"},
		{"no sesame99 here, Bearer sesame99", "no *** here, ***"},
		{`otp: ["123", "456"], n: 1`, `otp: ***, n: 1`},
		{`{"secrets":{"a":"b"},"n":1}`, `{"secrets":***,"n":1}`},
		{`{"apiKey":"abc`, `{"apiKey":***`},
		{"password: a, Password = b c", "password: ***, Password = *** c"},
		{"password must be longer than 6 characters", "password must be longer than 6 characters"},
		{"password:", "password:"},
		{"the password", "the password"},
		{strings.Repeat("ế", 1000), strings.Repeat("ế", maxMessage-1) + "…"},
	} {
		if got := m.shorten(tt.in); got != tt.want {
			t.Errorf("got  %q\nwant %q", got, tt.want)
		}
	}
}

// However much a backend says, little work is done for one line of it.
func TestLongMessages(t *testing.T) {
	var before, after runtime.MemStats
	text := strings.Repeat("some words ", 1<<18)
	runtime.ReadMemStats(&before)
	(&masks{}).shorten(text)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > uint64(len(text)) {
		t.Errorf("%d bytes were allocated for a message of %d", took, len(text))
	}
}

func scrubbed(text string) string { return string(scrub(gjson.Parse(text))) }

func TestScrub(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"id":1,"a":[1,2,{}],"b":{},"c":"x\"y"}`, `{"id":1,"a":[1,2,{}],"b":{},"c":"x\"y"}`},
		{`{"password":"x","id":1}`, `{"id":1}`},
		{`{"id":1,"password":"x","z":2}`, `{"id":1,"z":2}`},
		{`{"id":1,"password":"x"}`, `{"id":1}`},
		{`{"password":"x"}`, `{}`},
		{`{"user":{"id":2,"password":"x"},"l":[{"resetToken":"5","a":1}]}`, `{"user":{"id":2},"l":[{"a":1}]}`},
		{`{"p\u0061ssword":1,"id":4}`, `{"id":4}`},
		{`{"secrets":{"a":[1,"}"]},"id":1,"reset_token":[{"x":"]"}]}`, `{"id":1}`},
		{`{"id":"password","l":["password","access_token"]}`, `{"id":"password","l":["password","access_token"]}`},
		{`{"otp":123456,"pin":1,"verification_code":5,"id":1}`, `{"id":1}`},
		{`{"total_tokens":12,"token":"abc","tokens":["a"]}`, `{"total_tokens":12}`},
		{`{"salt":true,"has_password":true,"reset_token":null,"otp":false}`, `{"salt":true,"has_password":true,"reset_token":null,"otp":false}`},
		{`{"shipping":"x","pinned":"y","hashtag":["z"]}`, `{"shipping":"x","pinned":"y","hashtag":["z"]}`},
		{`"password"`, `"password"`},
	} {
		if got := scrubbed(tt.in); got != tt.want {
			t.Errorf("scrub(%s)\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// record is an item as lists have it, of a size that is usual.
func record(i int, withSecrets bool) string {
	secret := ""
	if withSecrets {
		secret = `"password":"$2b$10$abcdefghijklmnopqrstuv","verification_code":"1234","reset_token":"x",`
	}
	return fmt.Sprintf(`{"id":"FF_CUS_%d","first_name":"Nguyễn","last_name":"An","address":[],"user":{%s"id":"USR_%d","email":"customer%d@flashseed.test","phone":"+84901234567"},"created_at":1795388477,"bio":%q}`,
		i, secret, i, i, strings.Repeat("text ", 40))
}

func checkItem(t *testing.T, id string, raw []byte) {
	t.Helper()
	if !json.Valid(raw) {
		t.Fatalf("item %s is %q", id, raw)
	}
	if id == "" || hasSecret(raw) {
		t.Fatalf("item %q is %s", id, raw)
	}
}

// hasSecret looks for secrets in another way than scrub. It sees doubled keys
// too.
func hasSecret(text []byte) bool {
	dec := json.NewDecoder(bytes.NewReader(text))
	var found bool
	var walk func(key string)
	walk = func(key string) {
		token, _ := dec.Token()
		secret, numbers := entities.IsSecret(key)
		switch value := token.(type) {
		case json.Delim:
			found = found || secret
			for dec.More() {
				key := ""
				if value == '{' {
					name, _ := dec.Token()
					key = name.(string)
				}
				walk(key)
			}
			_, _ = dec.Token()
		case string:
			found = found || secret
		case float64:
			found = found || secret && !numbers
		}
	}
	walk("")
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
		out := []byte(scrubbed(string(in)))
		var want bytes.Buffer
		_ = json.Compact(&want, in)
		switch {
		case !json.Valid(out):
			t.Fatalf("%q became %q", in, out)
		case hasSecret(out):
			t.Fatalf("%q became %q, which has a secret", in, out)
		case !hasSecret(in) && string(scrub(gjson.ParseBytes(want.Bytes()))) != want.String():
			t.Fatalf("%q was changed to %q", in, out)
		}
	})
}
