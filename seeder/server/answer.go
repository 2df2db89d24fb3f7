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

// reply is the original service's form of an answer, and what stands beside.
type reply struct {
	Status  string          `json:"status"` // success or error; send sets it
	Data    json.RawMessage `json:"data"`
	Message string          `json:"message"`
	Detail  string          `json:"detail,omitempty"`
	Warning string          `json:"warning,omitempty"`
	Page    *Page           `json:"page,omitempty"`
}

const contentJSON = "application/json; charset=utf-8"

// send answers with a reply.
func (s *Server) send(w http.ResponseWriter, code int, r reply) {
	r.Status = "success"
	if code >= http.StatusBadRequest {
		r.Status = "error"
	}
	if code == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	s.write(w, code, contentJSON, append(encoded(r), '\n'))
}

// refuse answers with a code that is an error, and a message for people.
func (s *Server) refuse(w http.ResponseWriter, code int, message string) {
	s.send(w, code, reply{Message: message})
}

// fail answers with what an error means, unless the caller has gone.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() == nil {
		s.refuse(w, codeOf(err), err.Error())
	}
}

// encoded is a value as JSON. Only an item that is not JSON could fail here,
// and the backend's client lets none in.
func encoded(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil {
		return []byte("null")
	}
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
	if query, ok := errors.AsType[*queryError](err); ok {
		return query.code
	}
	if request, ok := errors.AsType[*seeder.Error](err); ok {
		switch request.Meaning {
		case seeder.TimedOut:
			return http.StatusGatewayTimeout
		case seeder.NotFound:
			return http.StatusNotFound
		}
		return http.StatusBadGateway
	}
	_, busy := errors.AsType[*seeder.BusyError](err)
	run, ran := errors.AsType[*reportError](err)
	switch {
	case errors.Is(err, entities.ErrUnknownPool):
		return http.StatusNotFound
	case errors.Is(err, seeder.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout
	case busy, errors.Is(err, errStopping), errors.Is(err, errCancelled), ran && run.report.Transient:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
