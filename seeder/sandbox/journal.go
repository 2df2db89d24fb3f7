package sandbox

import (
	"net/http"
	"sync"
)

// Requests counts the requests a server has received, faulty ones included.
type Requests struct {
	Get, Post, Patch, Delete, Other int

	// Refused counts the POSTs that the backend carried out and answered with
	// a refusal: EC 1, 2, -2, -3, -4, -5, -8 and the like, or a 4xx. Injected
	// faults and server errors are none.
	Refused int
}

// Total is the number of requests of all methods.
func (r Requests) Total() int { return r.Get + r.Post + r.Patch + r.Delete + r.Other }

// RequestRecord is what an observer learns of a request.
type RequestRecord struct {
	Method string
	Path   string
	Query  string    // without the question mark
	Body   []byte    // the JSON body; not to be changed
	Status int       // HTTP status, 0 for a fault before processing
	EC     int       // the envelope's code, also of a plain answer
	Fault  FaultKind // the fault that spoilt the request or its answer, "" none
}

// journal counts requests and tells the observer.
type journal struct {
	mu       sync.Mutex
	counts   Requests
	observer func(RequestRecord)
}

func (j *journal) arrive(method string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch method {
	case http.MethodGet:
		j.counts.Get++
	case http.MethodPost:
		j.counts.Post++
	case http.MethodPatch:
		j.counts.Patch++
	case http.MethodDelete:
		j.counts.Delete++
	default:
		j.counts.Other++
	}
}

func (j *journal) answer(rec RequestRecord) {
	j.mu.Lock()
	if rec.Method == http.MethodPost && refused(rec.Status, rec.EC) {
		j.counts.Refused++
	}
	observer := j.observer
	j.mu.Unlock()
	if observer != nil {
		observer(rec)
	}
}

func refused(status, ec int) bool {
	return ec != ecOK && ec != ecServer || status >= 400 && status < 500
}

// record puts an answer on record before it is written.
func (c *call) record(status, ec int) {
	c.ec = ec
	c.server.log.answer(RequestRecord{
		Method: c.r.Method, Path: c.r.URL.Path, Query: c.r.URL.RawQuery,
		Body: c.body, Status: status, EC: ec, Fault: c.fault,
	})
}

// Requests returns the counts since the start or the last reset.
func (s *Server) Requests() Requests {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.counts
}

// ResetRequests sets all counts to zero.
func (s *Server) ResetRequests() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.counts = Requests{}
}

// OnRequest has observe called for every request, right before its answer is
// written (after processing, where the answer is then lost). Calls come from
// the requests' goroutines, several at once. nil ends it.
func (s *Server) OnRequest(observe func(RequestRecord)) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.observer = observe
}
