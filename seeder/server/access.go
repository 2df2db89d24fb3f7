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
	route string
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

// noteRoute notes which route a request took, for the log and the metrics.
func noteRoute(w http.ResponseWriter, pattern string) {
	if r, ok := w.(*recorder); ok {
		r.route = pattern
	}
}

// watched logs and counts every request.
func (s *Server) watched(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		next(rec, r)
		took := time.Since(began)
		s.Metrics.answered(rec.route, rec.code, took)
		s.Log.LogAttrs(r.Context(), levelOf(rec), "answered",
			slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.code),
			slog.Int("bytes", rec.bytes), slog.Int64("duration_ms", took.Milliseconds()), slog.String("remote", r.RemoteAddr))
	})
}

// levelOf keeps what probes and pages ask for all the time out of the log.
func levelOf(r *recorder) slog.Level {
	switch r.route {
	case "GET /health", "GET /ready", "GET /metrics", "GET /data-pools/events", "GET /data-pools/status":
		return slog.LevelDebug
	}
	return slog.LevelInfo
}
