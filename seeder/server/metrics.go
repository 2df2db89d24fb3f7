package server

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Metrics counts what flashseed does, in the form that Prometheus reads. It is
// safe for concurrent use.
type Metrics struct {
	set *metrics.Set
}

// NewMetrics returns metrics that share nothing with any others.
func NewMetrics() *Metrics { return &Metrics{set: metrics.NewSet()} }

// BackendRequest counts one request to the backend. The route has "{id}" for
// an id; failed is nil when the answer was a good one. It fits
// backend.Options.OnRequest.
func (m *Metrics) BackendRequest(method, route string, status int, failed *seeder.RequestError, took time.Duration) {
	result := "ok"
	if failed != nil {
		result = cmp.Or(outcomes[failed.Meaning], strings.ReplaceAll(failed.Meaning.String(), " ", "_"))
	}
	m.set.GetOrCreateCounter(fmt.Sprintf(`flashseed_backend_requests_total{method=%q,route=%q,code="%d",outcome=%q}`, method, entities.PathOf(route), status, result)).Inc()
	m.took("flashseed_backend_request_duration_seconds", fmt.Sprintf(`{method=%q,route=%q}`, method, entities.PathOf(route)), took)
}

// outcomes are the labels of the meanings that have an older name here.
var outcomes = map[seeder.Meaning]string{seeder.Unknown: "failed", seeder.TimedOut: "timeout"}

// answered counts one request to the server. Those that lead nowhere share a
// route, so that callers cannot make up new ones.
func (m *Metrics) answered(route string, code int, took time.Duration) {
	method, path, ok := strings.Cut(route, " ")
	if !ok {
		method, path = "other", "other"
	}
	path = strings.TrimSuffix(path, "{$}")
	m.set.GetOrCreateCounter(fmt.Sprintf(`flashseed_http_requests_total{method=%q,route=%q,code="%d"}`, method, path, code)).Inc()
	m.took("flashseed_http_request_duration_seconds", fmt.Sprintf(`{method=%q,route=%q}`, method, path), took)
}

// took adds to a sum and a count, from which Prometheus makes averages.
func (m *Metrics) took(name, labels string, d time.Duration) {
	m.set.GetOrCreateFloatCounter(name + "_sum" + labels).Add(d.Seconds())
	m.set.GetOrCreateCounter(name + "_count" + labels).Inc()
}

// runEnded counts a run and what it did.
func (m *Metrics) runEnded(action string, r *seeder.Report) {
	m.took("flashseed_run_duration_seconds", "", time.Duration(r.DurationMS)*time.Millisecond)
	m.cacheAsked(r.Cached)
	m.set.GetOrCreateCounter(fmt.Sprintf(`flashseed_runs_total{action=%q,outcome=%q}`, action, r.Status)).Inc()
	for _, p := range r.Pools {
		m.set.GetOrCreateCounter(fmt.Sprintf(`flashseed_items_created_total{pool=%q}`, p.Pool)).Add(p.Created)
		m.set.GetOrCreateCounter(fmt.Sprintf(`flashseed_items_completed_total{pool=%q}`, p.Pool)).Add(p.Completed)
	}
}

// cacheAsked counts whether the cache had what was wanted.
func (m *Metrics) cacheAsked(hit bool) {
	result := map[bool]string{true: "hits", false: "misses"}[hit]
	m.set.GetOrCreateCounter("flashseed_cache_" + result + "_total").Inc()
}

// metrics answers with all of it, with what the server knows now, and with what
// the process uses.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	var out bytes.Buffer
	s.Metrics.set.WritePrometheus(&out)
	s.mu.Lock()
	now, readers, dropped := s.now, len(s.readers), s.dropped
	s.mu.Unlock()
	for _, p := range now.Pools {
		items := -1
		if p.Count != nil {
			items = *p.Count
		}
		fmt.Fprintf(&out, "flashseed_pool_items{pool=%q} %d\n", p.Pool, items)
	}
	for _, p := range now.Pools {
		fmt.Fprintf(&out, "flashseed_pool_wanted{pool=%q} %d\n", p.Pool, p.Min)
	}
	ready := map[bool]int{true: 1}[now.Ready]
	fmt.Fprintf(&out, "flashseed_ready %d\nflashseed_waiting_callers %d\n", ready, s.callers.Load())
	fmt.Fprintf(&out, "flashseed_event_readers %d\nflashseed_event_readers_dropped %d\n", readers, dropped)
	fmt.Fprintf(&out, "flashseed_build_info{version=%q} 1\n", s.Version)
	metrics.WriteProcessMetrics(&out)
	s.write(w, http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", out.Bytes())
}
