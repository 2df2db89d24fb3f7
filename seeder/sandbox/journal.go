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

// journal counts requests.
type journal struct {
	mu     sync.Mutex
	counts Requests
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

func (j *journal) answer(method string, status, ec int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if method == http.MethodPost && (ec != ecOK && ec != ecServer || status >= 400 && status < 500) {
		j.counts.Refused++
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
