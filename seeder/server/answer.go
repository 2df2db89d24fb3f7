package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// succeed answers 200 with data, which is JSON already, and what goes beside
// it.
func (s *Server) succeed(w http.ResponseWriter, data []byte, message string, beside ...field) {
	var out bytes.Buffer
	out.Grow(len(data) + 256)
	out.WriteString(`{"status":"success","data":`)
	out.Write(data)
	out.WriteString(`,"message":`)
	out.Write(encoded(message))
	for _, f := range beside {
		out.WriteString("," + strconv.Quote(f.name) + ":")
		out.Write(encoded(f.value))
	}
	out.WriteString("}\n")
	s.write(w, http.StatusOK, "application/json; charset=utf-8", out.Bytes())
}

// field is one more member of an answer.
type field struct {
	name  string
	value any
}

// encoded is a value as JSON. Nothing that the server tells can fail to be
// encoded but an item that is no JSON, which the backend's client lets not in.
func encoded(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return []byte("null")
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// refuse answers a code that is an error, with a message for people.
func (s *Server) refuse(w http.ResponseWriter, _ *http.Request, code int, message string) {
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	text := `{"status":"error","data":null,"message":` + string(encoded(message)) + "}\n"
	s.write(w, code, "application/json; charset=utf-8", []byte(text))
}

// fail answers what an error means.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody is there to read it
	}
	s.refuse(w, r, codeOf(err), err.Error())
}

// write sends an answer, for which its reader has so much time.
func (s *Server) write(w http.ResponseWriter, code int, contentType string, body []byte) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.Limits.WriteTimeout))
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(code)
	_, _ = w.Write(body) // a reader that has gone is its own business
}

// codeOf is the HTTP status that an error asks for.
func codeOf(err error) int {
	var (
		request *seeder.Error
		busy    *seeder.BusyError
		query   *queryError
	)
	switch {
	case errors.As(err, &query):
		return query.code
	case errors.Is(err, entities.ErrUnknownPool):
		return http.StatusNotFound
	case errors.Is(err, errStopping), errors.Is(err, errCrowded), errors.As(err, &busy):
		return http.StatusServiceUnavailable
	case errors.As(err, &request):
		return codeOfRequest(request.Kind)
	case errors.Is(err, seeder.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	}
	return http.StatusInternalServerError
}

func codeOfRequest(kind seeder.Kind) int {
	switch kind {
	case seeder.Unreachable:
		return http.StatusBadGateway
	case seeder.TimedOut:
		return http.StatusGatewayTimeout
	case seeder.NotFound:
		return http.StatusNotFound
	}
	return http.StatusInternalServerError
}

// reportError is a run that did not fill the pools, as an error.
type reportError struct{ report *seeder.Report }

func (e *reportError) Error() string {
	if e.report.Error == "" {
		return "the run ended as " + string(e.report.Status)
	}
	return e.report.Error
}

// Unwrap returns what ended the run.
func (e *reportError) Unwrap() error {
	if e.report.Status == seeder.StatusInterrupted {
		return errStopping
	}
	return e.report.Cause
}
