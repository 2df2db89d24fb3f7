package config

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// binding ties a setting to its place in C, a Config or a Pool.
type binding[C any] struct {
	set  func(*C, raw) error
	show func(*C) string
}

// bind parses into the field that place points to.
func bind[C, T any](place func(*C) *T, parse func(raw) (T, error)) binding[C] {
	return binding[C]{
		set: func(c *C, r raw) error {
			if r.broken != nil {
				return r.broken
			}
			value, err := parse(r)
			if err != nil {
				return err
			}
			*place(c) = value
			return nil
		},
		show: func(c *C) string { return display(*place(c)) },
	}
}

// display writes a parsed value as one would type it.
func display(value any) string {
	switch v := value.(type) {
	case time.Duration:
		return displayDuration(v)
	case *url.URL:
		return v.String()
	case *int:
		return fmt.Sprint(*v)
	case []string:
		return strings.Join(v, ", ")
	case slog.Level:
		return strings.ToLower(v.String())
	case http.Header:
		if len(v) == 0 {
			return ""
		}
	}
	return fmt.Sprint(value)
}

// displayDuration drops the zero parts that Duration.String spells out: 1h,
// not 1h0m0s.
func displayDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
