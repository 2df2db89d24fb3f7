package server

import (
	"log/slog"
	"net/http"
	"time"
)

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	code  int
	bytes int
}

// Unwrap lets a ResponseController find what it needs.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(code int) {
	if r.code == 0 {
		r.code = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.code == 0 {
		r.code = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// watched logs and counts every request. What probes and pages ask all the
// time is logged at the debug level.
func (s *Server) watched(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		next(rec, r)
		took := time.Since(began)
		s.Metrics.answered(r.Pattern, rec.code, took) // the ServeMux has set the pattern by now
		level := slog.LevelInfo
		switch r.Pattern {
		case "GET /health", "GET /ready", "GET /metrics", "GET /data-pools/events", "GET /data-pools/status", "GET /page/{file}":
			level = slog.LevelDebug
		}
		s.Log.LogAttrs(r.Context(), level, "answered",
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.code),
			slog.Int("bytes", rec.bytes), slog.Int64("duration_ms", took.Milliseconds()), slog.String("remote", r.RemoteAddr))
	})
}
