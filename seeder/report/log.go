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

	"github.com/flashseed/flashseed/entities"
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
	return slog.New(&textHandler{o.Retries, tint.NewTextHandler(w, &tint.Options{
		Level: o.Level, NoColor: !o.Color, TimeFormat: "15:04:05.000",
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			level, isLevel := a.Value.Any().(slog.Level)
			switch {
			case len(groups) == 0 && a.Key == slog.TimeKey && !o.Time:
				return slog.Attr{}
			case isLevel && level >= slog.LevelError:
				return tint.Attr(1, slog.String(a.Key, "error:"))
			case isLevel && level >= slog.LevelWarn:
				return tint.Attr(3, slog.String(a.Key, "warning:"))
			case isLevel:
				return slog.String(a.Key, strings.ToLower(level.String())+":")
			}
			return mask(groups, a)
		},
	})})
}

// textHandler shortens the records of repeated requests, which carry the number
// of the attempt: to one line that is redrawn where there is a console for it.
type textHandler struct {
	retries *Console
	slog.Handler
}

func (h *textHandler) Handle(ctx context.Context, r slog.Record) error {
	values := map[string]string{}
	r.Attrs(func(a slog.Attr) bool {
		values[a.Key] = mask(nil, a).Value.String()
		return true
	})
	if values["attempt"] == "" {
		return h.Handler.Handle(ctx, r)
	}
	text := clean(fmt.Sprintf("retry %s: %s", values["attempt"], values["error"]))
	if h.retries != nil {
		h.retries.show(text)
		return nil
	}
	return h.Handler.Handle(ctx, slog.NewRecord(r.Time, r.Level, text, 0))
}

const masked = "***"

// mask hides what must not stand in a log.
func mask(_ []string, a slog.Attr) slog.Attr {
	value, kind := a.Value.Any(), a.Value.Kind()
	_, isLevel := value.(slog.Level)
	switch {
	case secret(a.Key):
		return slog.String(a.Key, masked)
	case kind == slog.KindString, kind == slog.KindAny && value != nil && !isLevel:
		return slog.String(a.Key, credentials().ReplaceAllLiteralString(a.Value.String(), "://"+masked+"@"))
	}
	return a
}

// secret reports whether an attribute of that name holds a secret.
func secret(key string) bool {
	switch strings.ToLower(strings.ReplaceAll(key, "-", "_")) {
	case "authorization", "headers", "cookie", "set_cookie":
		return true
	}
	secret, _ := entities.IsSecret(key)
	return secret
}

// credentials matches user and password in the URLs within a text.
var credentials = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`://[^/?#\s]*@`) })

// WriteError prints an error and what to try next, for people: the error in
// red, the hint dimmed, both wrapped at words.
func WriteError(w io.Writer, message, hint string, o TableOptions) {
	for line := range strings.Lines(message) {
		text := wrap("error: "+strings.TrimSuffix(line, "\n"), o.Width)
		fmt.Fprintln(w, red.paint(text, o.Color))
	}
	if hint != "" {
		fmt.Fprintln(w, faint.paint(wrap("hint: "+hint, o.Width), o.Color))
	}
}

// LogEvents returns an observer that writes a run into a log instead of
// drawing it: the form for logs that programs read. It may be shared by runs.
func LogEvents(log *slog.Logger) seeder.Observer {
	var dry atomic.Bool
	return func(e seeder.Event) {
		r, p, level := e.Report, e.Pool, slog.LevelInfo
		switch {
		case e.Kind == seeder.RunStarted:
			dry.Store(r.DryRun)
			log.Info("run started", "backend", r.Backend, "dialect", r.Dialect, "seed", r.Seed, "pools", len(r.Pools), "dry_run", r.DryRun)
		case e.Kind == seeder.Waiting:
			log.Info("waiting", "for", e.Text)
		case e.Kind == seeder.Warned:
			log.Warn(e.Text)
		case e.Kind == seeder.PoolDone:
			if p.Status != seeder.PoolFull && !dry.Load() {
				level = slog.LevelWarn
			}
			before, now := any(p.Before), any(p.Now)
			if p.Unknown {
				before, now = nil, nil
			}
			log.Log(context.Background(), level, "pool "+string(p.Status), "pool", p.Pool, "before", before, "created", p.Created,
				"completed", p.Completed, "now", now, "at_least", p.AtLeast, "min", p.Min, "reason", p.Reason, "duration_ms", p.DurationMS)
		case e.Kind == seeder.RunDone:
			if r.Error != "" {
				level = slog.LevelError
			}
			log.Log(context.Background(), level, "run "+string(r.Status), "backend", r.Backend, "cached", r.Cached, "duration_ms", r.DurationMS,
				"get", r.Requests.Get, "post", r.Requests.Post, "patch", r.Requests.Patch, "error", r.Error)
		}
	}
}
