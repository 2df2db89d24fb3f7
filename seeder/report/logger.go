package report

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"

	"github.com/lmittmann/tint"
)

// LogOptions say how the log is written.
type LogOptions struct {
	JSON  bool         // one JSON object a line, with time; else text for people
	Level slog.Leveler // nil for warnings and above
	Color bool         // of the text
	Time  bool         // of day, in the text
}

// NewLogger returns a logger on w, usually a Console. Whatever is logged,
// values of attributes that are called like a secret and credentials in URLs
// are masked.
func NewLogger(w io.Writer, o LogOptions) *slog.Logger {
	if o.Level == nil {
		o.Level = slog.LevelWarn
	}
	if o.JSON {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: o.Level, ReplaceAttr: mask}))
	}
	return slog.New(tint.NewTextHandler(w, &tint.Options{
		Level:       o.Level,
		NoColor:     !o.Color,
		TimeFormat:  "15:04:05.000",
		ReplaceAttr: textAttr(o.Time),
	}))
}

// textAttr masks secrets, and leaves the time out unless it is wanted.
func textAttr(timed bool) func([]string, slog.Attr) slog.Attr {
	return func(groups []string, a slog.Attr) slog.Attr {
		if !timed && len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return mask(groups, a)
	}
}

const masked = "***"

// mask hides what must not stand in a log.
func mask(_ []string, a slog.Attr) slog.Attr {
	if secret(a.Key) {
		return slog.String(a.Key, masked)
	}
	switch v := a.Value.Any().(type) {
	case slog.Level:
		return a
	case string:
		return slog.String(a.Key, withoutCredentials(v))
	case error:
		return slog.String(a.Key, withoutCredentials(v.Error()))
	case fmt.Stringer:
		if a.Value.Kind() == slog.KindAny {
			return slog.String(a.Key, withoutCredentials(v.String()))
		}
	}
	return a
}

// secret tells whether an attribute of that name holds a secret.
func secret(key string) bool {
	key = strings.ToLower(strings.ReplaceAll(key, "-", "_"))
	switch key {
	case "verification_code", "authorization", "headers", "cookie", "set_cookie", "reset_token_expiry":
		return true
	}
	return strings.HasSuffix(key, "password") || strings.HasSuffix(key, "token") || strings.HasSuffix(key, "secret")
}

var credentials = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`://[^/?#\s]*@`) })

// withoutCredentials masks user and password in the URLs within a text.
func withoutCredentials(s string) string {
	if !strings.Contains(s, "@") {
		return s
	}
	return credentials().ReplaceAllLiteralString(s, "://"+masked+"@")
}
