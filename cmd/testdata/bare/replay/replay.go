// Package replay sends requests that were recorded before, and does nothing
// else: what a load generator costs that knows all it has to send. It is what
// flashseed is measured against.
package replay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
)

// Script is what to send: the stages one after the other, since each refers to
// what the ones before it made.
type Script struct {
	Vars   int // how many ids the requests take from answers
	Stages []Stage
}

// Stage lies between two barriers: looks, one after the other, then as many
// chains at once as the concurrency allows. A pool is one stage or two.
type Stage struct {
	Looks  Chain
	Chains []Chain
}

// Chain is a list of requests that need each other's answers.
type Chain []Request

// Request is one request. The texts between its ids are ready-made.
type Request struct {
	Method string
	Path   Text
	Body   Text
	Takes  []Take
}

// Text is a template: the pieces with the variables of those numbers between
// them.
type Text struct {
	Pieces []string
	Vars   []int
}

// Take keeps the n-th id of the answer, counted from 0, as a variable.
type Take struct{ Nth, Var int }

// Runner replays scripts against one backend.
type Runner struct {
	URL         string
	Concurrency int
	Client      *http.Client

	ids []string
}

// NewRunner returns a runner that keeps as many connections as it needs.
func NewRunner(url string, concurrency int) *Runner {
	return &Runner{URL: url, Concurrency: concurrency, Client: &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: concurrency, DisableCompression: true},
	}}
}

// Run sends the whole script. An answer that is none of 2xx ends it.
func (r *Runner) Run(ctx context.Context, s *Script) error {
	r.ids = make([]string, s.Vars)
	for _, stage := range s.Stages {
		if err := r.chain(ctx, stage.Looks); err != nil {
			return err
		}
		if err := r.together(ctx, stage.Chains); err != nil {
			return err
		}
	}
	return nil
}

// together sends the chains, Concurrency of them at once, and waits.
func (r *Runner) together(ctx context.Context, chains []Chain) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		next atomic.Int64
		wg   sync.WaitGroup
	)
	for range min(r.Concurrency, len(chains)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(chains)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				if err := r.chain(ctx, chains[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (r *Runner) chain(ctx context.Context, c Chain) error {
	for i := range c {
		if err := r.send(ctx, &c[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *Runner) send(ctx context.Context, q *Request) error {
	var body io.Reader
	if q.Method != http.MethodGet {
		body = strings.NewReader(q.Body.fill(r.ids))
	}
	req, err := http.NewRequestWithContext(ctx, q.Method, r.URL+q.Path.fill(r.ids), body)
	if err != nil {
		return err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := r.Client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s", q.Method, req.URL.Path, resp.Status)
	}
	if len(q.Takes) == 0 {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return r.take(q, answer)
}

func (r *Runner) take(q *Request, answer []byte) error {
	for _, take := range q.Takes {
		id := NthID(answer, take.Nth)
		if id == "" {
			return fmt.Errorf("%s: the answer has no id number %d", q.Method, take.Nth)
		}
		r.ids[take.Var] = id
	}
	return nil
}

// NthID returns the n-th id in an answer, counted from 0, "" if there are
// fewer.
func NthID(answer []byte, n int) string {
	mark := []byte(`"id":"`)
	for ; ; n-- {
		at := bytes.Index(answer, mark)
		if at < 0 {
			return ""
		}
		answer = answer[at+len(mark):]
		if n == 0 {
			return string(answer[:max(bytes.IndexByte(answer, '"'), 0)])
		}
	}
}

func (t Text) fill(ids []string) string {
	if len(t.Pieces) == 1 {
		return t.Pieces[0]
	}
	var b strings.Builder
	for i, piece := range t.Pieces {
		b.WriteString(piece)
		if i < len(t.Vars) {
			b.WriteString(ids[t.Vars[i]])
		}
	}
	return b.String()
}
