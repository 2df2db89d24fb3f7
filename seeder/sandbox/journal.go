package sandbox

import (
	"net/http"
	"sync"
)

// Requests counts the requests a server has received.
type Requests struct {
	Get, Post, Patch, Delete, Other int

	// Refused counts the POSTs that the backend carried out and answered with
	// a refusal: EC 1, 2, -2, -3, -4, -5, -8 and the like, or a 4xx. Server
	// errors are none.
	Refused int
}

// Total is the number of requests of all methods.
func (r Requests) Total() int { return r.Get + r.Post + r.Patch + r.Delete + r.Other }

// RequestRecord is what an observer learns of a request.
type RequestRecord struct {
	Method string
	Path   string
	Query  string // without the question mark
	Body   []byte // the JSON body; not to be changed
	Status int    // HTTP status
	EC     int    // the envelope's code, also of a plain answer
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
	if rec.Method == http.MethodPost && (rec.EC != ecOK && rec.EC != ecServer || rec.Status >= 400 && rec.Status < 500) {
		j.counts.Refused++
	}
	observer := j.observer
	j.mu.Unlock()
	if observer != nil {
		observer(rec)
	}
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

// OnRequest has observe called for every request that is carried out, right
// before its answer is written. Calls come from the requests' goroutines,
// several at once. nil ends it.
func (s *Server) OnRequest(observe func(RequestRecord)) {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.observer = observe
}
