package backend

import (
	"net/http"
	"strings"
	"testing"
)

func TestMessage(t *testing.T) {
	m := &masks{}
	m.add("hunter22", "short", "", "hunter22-and-more")
	m.addHeaders(http.Header{"Authorization": {"Bearer sesame99"}})
	tests := []struct{ name, in, want string }{
		{"plain", "Duplicated record", "Duplicated record"},
		{"one line", "a\n  b\tc\r\nd\x1b[2J", "a b c d [2J"},
		{"broken text", "a\xffb", "a�b"},
		{"our secret", "you sent hunter22", "you sent ***"},
		{"a longer secret", "you sent hunter22-and-more", "you sent ***"},
		{"JSON", `bad row {"id":1,"password":"abc","z":2}`, `bad row {"id":1,"password":***,"z":2}`},
		{"escaped JSON", `{\"reset_token\": \"abc\"}`, `{\"reset_token\": ***}`},
		{"query", "GET /x?access_token=abc&y=1", "GET /x?access_token=***&y=1"},
		{"a token in the headers", "no sesame99 here, Bearer sesame99", "no *** here, ***"},
		{"a list", `otp: ["123", "456"], n: 1`, `otp: ***, n: 1`},
		{"an object", `{"secrets":{"a":"b"},"n":1}`, `{"secrets":***,"n":1}`},
		{"an open text", `{"apiKey":"abc`, `{"apiKey":***`},
		{"two", "password: a, Password = b c", "password: ***, Password = *** c"},
		{"a rule is no secret", "password must be longer than 6 characters", "password must be longer than 6 characters"},
		{"no value", "password:", "password:"},
		{"at the end", "the password", "the password"},
		{"long", strings.Repeat("ế", 1000), strings.Repeat("ế", maxMessage-1) + "…"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := m.shorten(tt.in); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}
