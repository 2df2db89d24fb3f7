package backend

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"unicode"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// scrub returns a JSON value without the members that are secrets, at any
// depth. Null, booleans and numbers that count tokens are none.
func scrub(value gjson.Result) []byte {
	return appendScrubbed(make([]byte, 0, len(value.Raw)), value)
}

func appendScrubbed(out []byte, value gjson.Result) []byte {
	isObject := value.IsObject()
	if !isObject && !value.IsArray() {
		return append(out, value.Raw...)
	}
	out = append(out, value.Raw[0])
	start := len(out)
	value.ForEach(func(key, member gjson.Result) bool {
		if isObject && isSecret(key.Str, member) {
			return true
		}
		if len(out) > start {
			out = append(out, ',')
		}
		if isObject {
			out = append(append(out, key.Raw...), ':')
		}
		out = appendScrubbed(out, member)
		return true
	})
	return append(out, value.Raw[len(value.Raw)-1])
}

func isSecret(name string, value gjson.Result) bool {
	switch value.Type {
	case gjson.Null, gjson.True, gjson.False:
		return false
	}
	secret, numbers := entities.IsSecret(name)
	return secret && !(numbers && value.Type == gjson.Number)
}

const (
	maxMessage = 300 // characters of a backend's message
	shortest   = 6   // shorter secrets would mask ordinary words
)

// masks are the secrets that must not show up in messages: what the client was
// given to identify itself.
type masks struct {
	mu      sync.Mutex
	secrets []string
}

func (m *masks) add(secrets ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, secret := range secrets {
		if len(secret) >= shortest && !slices.Contains(m.secrets, secret) {
			m.secrets = append(m.secrets, secret)
		}
	}
	slices.SortFunc(m.secrets, func(a, b string) int { return len(b) - len(a) }) // one may be part of another
}

// addHeaders masks whole values and what follows a scheme such as Bearer.
func (m *masks) addHeaders(header http.Header) {
	for _, values := range header {
		for _, value := range values {
			_, token, _ := strings.Cut(value, " ")
			m.add(value, token)
		}
	}
}

// named finds what a text gives to a name, as password=abc and {"otp":"123"}.
var named = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`([\pL_-]+)(\\?["']?\s*[:=]\s*)(\\?"[^"]*"?|'[^']*'?|\[[^\]]*\]?|\{[^}]*\}?|[^\s,;}&"'\\]+)`)
})

// shorten makes one short line of what a backend said, without secrets.
func (m *masks) shorten(text string) string {
	m.mu.Lock()
	for _, secret := range m.secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	m.mu.Unlock()
	text = text[:min(len(text), 100*maxMessage)] // an answer may be megabytes of text
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "�"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	text = named().ReplaceAllStringFunc(text, func(found string) string {
		parts := named().FindStringSubmatch(found)
		if secret, _ := entities.IsSecret(parts[1]); !secret {
			return found
		}
		return parts[1] + parts[2] + "***"
	})
	if runes := []rune(text); len(runes) > maxMessage {
		return string(runes[:maxMessage-1]) + "…"
	}
	return text
}

// plainError has a text for people and the error that it stands for.
type plainError struct {
	text  string
	cause error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.cause }

// plain words a network error for people, without secrets. It wraps the
// original.
func (c *Client) plain(err error) error {
	if isRefusal(err) {
		return err
	}
	return &plainError{c.masks.shorten(plainText(err)), err}
}

func plainText(err error) string {
	errno, isErrno := errors.AsType[syscall.Errno](err)
	op, isOp := errors.AsType[*net.OpError](err)
	dns, isDNS := errors.AsType[*net.DNSError](err)
	_, isAuthority := errors.AsType[x509.UnknownAuthorityError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the answer broke off"
	case errors.Is(err, io.EOF):
		return "the connection was closed without an answer"
	case isErrno:
		return errno.Error()
	case isDNS:
		return dns.Error()
	case isAuthority:
		return "its certificate is signed by an unknown authority (ca_file can name it)"
	case os.IsTimeout(err):
		return "timed out"
	case isOp:
		return op.Err.Error()
	}
	return strings.TrimPrefix(err.Error(), "net/http: ")
}
