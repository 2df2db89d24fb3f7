package backend

import (
	"bytes"
	"strings"
)

// secrets are the keys whose members never pass the door, in their plainest
// spelling: without case, underscores and hyphens.
var secrets = [...]string{"password", "verificationcode", "resettoken", "resettokenexpiry", "accesstoken"}

// scrub removes the members with secret keys from a valid JSON text, at any
// depth. It works in place, in one pass, and returns the shortened text; a
// text without secrets is returned untouched.
func scrub(b []byte) []byte {
	out := -1 // where the next kept byte goes; -1 as long as nothing was removed
	from := 0 // start of what is kept and not yet moved
	for i := 0; i < len(b); {
		if b[i] != '"' {
			i++
			continue
		}
		start := i
		i = skipString(b, i)
		colon := skipSpace(b, i)
		if colon >= len(b) || b[colon] != ':' || !isSecret(b[start+1:i-1]) {
			continue
		}
		if out < 0 {
			out = start
		} else {
			out += copy(b[out:], b[from:start])
		}
		i = skipValue(b, skipSpace(b, colon+1))
		out, from = dropComma(b, out, i)
		i = from
	}
	if out < 0 {
		return b
	}
	return b[:out+copy(b[out:], b[from:])]
}

// dropComma removes one comma beside a member that ended at end: the one
// behind it, else the one before it in what is kept. It returns the new ends of
// both.
func dropComma(b []byte, out, end int) (kept, from int) {
	if next := skipSpace(b, end); next < len(b) && b[next] == ',' {
		return out, skipSpace(b, next+1)
	}
	head := bytes.TrimRight(b[:out], " \n\t\r")
	if len(head) > 0 && head[len(head)-1] == ',' {
		return len(head) - 1, end
	}
	return out, end
}

func isSecret(key []byte) bool {
	// The shortest secret has 8 letters, and none has more than 18 characters;
	// an escaped letter takes 6.
	if len(key) < 8 || len(key) > 6*18 {
		return false
	}
	for _, c := range key {
		if c == '\\' || c >= 0x80 {
			return isSecretName(unquote(append(append([]byte{'"'}, key...), '"')))
		}
	}
	var plain [18]byte
	n := 0
	for _, c := range key {
		if c == '_' || c == '-' {
			continue
		}
		if n == len(plain) {
			return false
		}
		plain[n] = c | 0x20
		n++
	}
	for _, secret := range secrets {
		if string(plain[:n]) == secret {
			return true
		}
	}
	return false
}

func isSecretName(name string) bool {
	name = strings.ReplaceAll(strings.ReplaceAll(name, "_", ""), "-", "")
	for _, secret := range secrets {
		if strings.EqualFold(name, secret) {
			return true
		}
	}
	return false
}
