package report

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/lmittmann/tint"

	"github.com/flashseed/flashseed/seeder"
)

// LogOptions say how the log is written.
type LogOptions struct {
	JSON    bool         // one JSON object a line, with time; else text for people
	Level   slog.Leveler // nil for warnings and above
	Color   bool         // of the text
	Time    bool         // of day, in the text
	Retries *Console     // where a retry is one line that is redrawn; nil for a line each
}

// NewLogger returns a logger on w. Values of attributes that are called like a
// secret and credentials in URLs are masked.
func NewLogger(w io.Writer, o LogOptions) *slog.Logger {
	if o.Level == nil {
		o.Level = slog.LevelWarn
	}
	if o.JSON {
		return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: o.Level, ReplaceAttr: mask}))
	}
	text := tint.NewTextHandler(w, &tint.Options{
		Level: o.Level, NoColor: !o.Color, TimeFormat: "15:04:05.000", ReplaceAttr: textAttr(o.Time),
	})
	if o.Retries != nil {
		return slog.New(&retries{text, o.Retries})
	}
	return slog.New(text)
}

// retries shows records of repeated requests, which carry their attempt, as one
// line that is redrawn.
type retries struct {
	slog.Handler
	console *Console
}

func (h *retries) Handle(ctx context.Context, r slog.Record) error {
	values := map[string]string{}
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = mask(nil, a).Value.String()
		return true
	})
	if values["attempt"] == "" {
		return h.Handler.Handle(ctx, r)
	}
	h.console.show(clean(fmt.Sprintf("retry %s in %s: %s", values["attempt"], values["wait"], values["error"])))
	return nil
}

// levels are the words that lines on stderr begin with, and their colours.
func levels(level slog.Level) slog.Attr {
	switch {
	case level >= slog.LevelError:
		return tint.Attr(1, slog.String(slog.LevelKey, "error:"))
	case level >= slog.LevelWarn:
		return tint.Attr(3, slog.String(slog.LevelKey, "warning:"))
	case level >= slog.LevelInfo:
		return slog.String(slog.LevelKey, "info:")
	}
	return slog.String(slog.LevelKey, "debug:")
}

// textAttr masks secrets, and leaves the time out unless it is wanted.
func textAttr(timed bool) func([]string, slog.Attr) slog.Attr {
	return func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) > 0 {
			return mask(groups, a)
		}
		level, isLevel := a.Value.Any().(slog.Level)
		switch {
		case a.Key == slog.TimeKey && !timed:
			return slog.Attr{}
		case a.Key == slog.LevelKey && isLevel:
			return levels(level)
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

// secret reports whether an attribute of that name holds a secret.
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

// WriteError prints an error and what to try next, for people: the error in
// red, the hint dimmed, both wrapped at words.
func WriteError(w io.Writer, message, hint string, o TableOptions) {
	for line := range strings.Lines(message) {
		text := wrap("error: "+strings.TrimSuffix(line, "\n"), o.Width, gap)
		_, _ = io.WriteString(w, red.paint(text, o.Color)+"\n") // there is nowhere left to say it
	}
	if hint != "" {
		_, _ = io.WriteString(w, faint.paint(wrap("hint: "+hint, o.Width, gap), o.Color)+"\n")
	}
}

// LogEvents returns an observer that writes a run into a log instead of
// drawing it: the form for logs that programs read. It may be shared by runs.
func LogEvents(log *slog.Logger) seeder.Observer {
	var dry atomic.Bool
	return func(e seeder.Event) {
		switch {
		case e.Kind == seeder.RunStarted && e.Report != nil:
			dry.Store(e.Report.DryRun)
			log.Info("run started", "backend", e.Report.Backend, "dialect", e.Report.Dialect,
				"seed", e.Report.Seed, "pools", len(e.Report.Pools), "dry_run", e.Report.DryRun)
		case e.Kind == seeder.Waiting:
			log.Info("waiting", "for", e.Text)
		case e.Kind == seeder.Warned:
			log.Warn(e.Text)
		case e.Kind == seeder.PoolDone && e.Pool != nil:
			logPool(log, e.Pool, dry.Load())
		case e.Kind == seeder.RunDone && e.Report != nil:
			logEnd(log, e.Report)
		}
	}
}

func logPool(log *slog.Logger, p *seeder.PoolReport, dry bool) {
	level := slog.LevelInfo
	if p.Status != seeder.PoolFull && !dry {
		level = slog.LevelWarn
	}
	before, now := slog.Int("before", p.Before), slog.Int("now", p.Now)
	if p.Unknown {
		before, now = slog.Any("before", nil), slog.Any("now", nil)
	}
	log.LogAttrs(context.Background(), level, "pool "+string(p.Status),
		slog.String("pool", p.Pool), before, slog.Int("created", p.Created), slog.Int("completed", p.Completed),
		now, slog.Bool("at_least", p.AtLeast), slog.Int("min", p.Min), slog.String("reason", p.Reason),
		slog.Int64("duration_ms", p.DurationMS))
}

func logEnd(log *slog.Logger, r *seeder.Report) {
	level := slog.LevelInfo
	if r.Error != "" {
		level = slog.LevelError
	}
	log.LogAttrs(context.Background(), level, "run "+string(r.Status),
		slog.String("backend", r.Backend), slog.Bool("cached", r.Cached), slog.Int64("duration_ms", r.DurationMS),
		slog.Int("get", r.Requests.Get), slog.Int("post", r.Requests.Post), slog.Int("patch", r.Requests.Patch),
		slog.String("error", r.Error))
}
