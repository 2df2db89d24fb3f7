package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// reply is the original service's form of an answer, and what stands beside.
type reply struct {
	Status  string          `json:"status"` // success or error; send sets it
	Data    json.RawMessage `json:"data"`
	Message string          `json:"message"`
	Detail  string          `json:"detail,omitempty"`
	Warning string          `json:"warning,omitempty"`
	Page    *Page           `json:"page,omitempty"`

	code      int  // 200 if it is 0
	transient bool // a run did not fill the pools, and running again may help
}

// refusal is an answer that is an error: its code, and a message for people.
// Parameters without a meaning here are ignored, as the original service does.
type refusal struct {
	code int
	text string
}

func (e *refusal) Error() string { return e.text }

func refused(code int, format string, args ...any) error {
	return &refusal{code, fmt.Sprintf(format, args...)}
}

// replies serves what a handler answers, or what its error means, unless the
// caller has gone.
func (s *Server) replies(handle func(*http.Request) (reply, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := handle(r)
		switch {
		case err == nil:
			s.send(w, answer)
		case r.Context().Err() == nil:
			s.refuse(w, codeOf(err), err.Error())
		}
	}
}

func (s *Server) refuse(w http.ResponseWriter, code int, message string) {
	s.send(w, reply{code: code, Message: message})
}

const contentJSON = "application/json; charset=utf-8"

// send answers with a reply.
func (s *Server) send(w http.ResponseWriter, r reply) {
	r.code, r.Status = cmp.Or(r.code, http.StatusOK), "success"
	if r.code >= http.StatusBadRequest {
		r.Status = "error"
	}
	if r.code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	s.write(w, r.code, contentJSON, append(encoded(r), '\n'))
}

// encoded is a value as JSON. Only an item that is not JSON could fail here,
// and the backend's client lets none in.
func encoded(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
	return bytes.TrimRight(out.Bytes(), "\n")
}

// writeTimeout is how long an answer may take from its first byte to its last.
const writeTimeout = 30 * time.Second

func (s *Server) write(w http.ResponseWriter, code int, contentType string, body []byte) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout))
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body) // the reader may have gone
}

// codeOf is the HTTP status that an error means. What the command line ends
// with exit code 3 is 502, 503 or 504.
func codeOf(err error) int {
	refusal, isRefusal := errors.AsType[*refusal](err)
	request, isRequest := errors.AsType[*seeder.RequestError](err)
	_, isBusy := errors.AsType[*seeder.BusyError](err)
	switch {
	case isRefusal:
		return refusal.code
	case isBusy:
		return http.StatusServiceUnavailable
	case isRequest && request.Meaning == seeder.NotFound:
		return http.StatusNotFound
	case isRequest && request.Meaning == seeder.TimedOut, errors.Is(err, seeder.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case isRequest:
		return http.StatusBadGateway
	}
	return http.StatusInternalServerError
}

// recorder notes the code and the length of an answer.
type recorder struct {
	http.ResponseWriter
	code, bytes int
}

// Unwrap lets a ResponseController find what it needs.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(code int) {
	r.code = code
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(p []byte) (int, error) {
	n, err := r.ResponseWriter.Write(p)
	r.bytes += n
	return n, err
}

// watched logs and counts every request. What probes and pages ask all the
// time is logged at the debug level.
func (s *Server) watched(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w, code: http.StatusOK}
		next(rec, r)
		took := time.Since(began)
		s.Metrics.answered(r.Pattern, rec.code, took) // the ServeMux has set the pattern by now
		level := slog.LevelInfo
		switch r.Pattern {
		case "GET /health", "GET /ready", "GET /metrics", "GET /data-pools/events", "GET /data-pools/status", "GET /page/{file}":
			level = slog.LevelDebug
		}
		s.Log.LogAttrs(r.Context(), level, "answered", slog.String("method", r.Method), slog.String("path", r.URL.Path),
			slog.Int("status", rec.code), slog.Int("bytes", rec.bytes), slog.Int64("duration_ms", took.Milliseconds()), slog.String("remote", r.RemoteAddr))
	})
}
