package server

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// events opens the stream of events; next waits for the next one.
func (r *rig) events() (next func() Update) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/data-pools/events", nil)
	must(r.t, err)
	resp, err := r.client.Do(req)
	must(r.t, err)
	r.t.Cleanup(func() { cancel(); _ = resp.Body.Close() })
	newContract(r.t).holds(r.t, "GET", "/data-pools/events", answer{code: resp.StatusCode, header: resp.Header})
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	return func() (ev Update) {
		r.t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				must(r.t, json.Unmarshal([]byte(data), &ev))
				return ev
			}
		}
		r.t.Fatalf("the stream ended: %v", lines.Err())
		return ev
	}
}

func TestEventsOfARun(t *testing.T) {
	r := newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: time.Millisecond}})
	if a := r.do("HEAD", "/data-pools/events"); a.code != 200 {
		t.Errorf("HEAD answers %d", a.code)
	}
	eventually(t, "the pools were looked at", func() bool { return r.count("orders") >= 0 })
	next, pools := r.events(), r.server.Registry.All()
	if first := next(); first.Kind != snapshotKind || first.Status == nil || len(first.Status.Pools) != len(pools) {
		t.Fatalf("the first event is %+v", first)
	}
	r.ok("POST", "/data-pools/ensure", nil)
	count, created := map[seeder.EventKind]int{}, map[string]int{}
	ev := next()
	for ; ev.Kind != seeder.RunDone; ev = next() {
		count[ev.Kind]++
		switch {
		case ev.Kind == seeder.PoolDone && (ev.Pool.Status != seeder.PoolFull || ev.Pool.Now != 10):
			t.Errorf("pool done: %+v", ev.Pool)
		case ev.Kind == seeder.ItemCreated && ev.Pool.Created < created[ev.Pool.Pool]:
			t.Errorf("%s went from %d created to %d", ev.Pool.Pool, created[ev.Pool.Pool], ev.Pool.Created)
		case ev.Kind == seeder.ItemCreated:
			created[ev.Pool.Pool] = ev.Pool.Created
		}
	}
	if count[seeder.PoolStarted] != len(pools) || count[seeder.PoolDone] != len(pools) || len(created) == 0 {
		t.Errorf("%v of %d pools, created %v", count, len(pools), created)
	}
	if run := ev.Run; run == nil || run.Report.Status != seeder.StatusOK || run.Action != "ensure" || run.Ended == nil {
		t.Errorf("the run ended as %+v", run)
	}
}

// A reader who comes while a run goes on gets all of it that has happened.
func TestLateReaders(t *testing.T) {
	s, pool := bare(nil), seeder.PoolReport{Pool: "orders", Min: 10, Status: seeder.PoolPending}
	made := pool
	made.Created, made.Now = 4, 4
	for _, ev := range []seeder.Event{
		{Kind: seeder.RunStarted, Report: &seeder.Report{Status: seeder.StatusRunning, Pools: []seeder.PoolReport{pool}}},
		{Kind: seeder.Waiting, Text: "the backend"},
		{Kind: seeder.Warned, Text: "no cache"},
		{Kind: seeder.PoolStarted, Pool: &pool},
		{Kind: seeder.ItemCreated, Pool: &made},
	} {
		s.observe(seeder.Request{}, ev)
	}
	_, data, _ := strings.Cut(string(<-s.subscribe()), "data: ")
	var first Update
	must(t, json.Unmarshal([]byte(data), &first))
	if run := first.Status.Running; run == nil || run.Report.Pools[0].Created != 4 || len(run.Warnings) != 1 || run.Waiting != "" {
		t.Errorf("a late reader starts with %+v", run)
	}
}

// TestHeartbeatAndEndOfStream listens in virtual time, until the shutdown.
func TestHeartbeatAndEndOfStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bare(nil)
		listen := func() *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			s.events(w, httptest.NewRequestWithContext(t.Context(), "GET", "/data-pools/events", nil))
			return w
		}
		time.AfterFunc(time.Minute, s.shutdown)
		if got := listen().Body.String(); strings.Count(got, ": still here\n\n") < 3 || !strings.Contains(got, "event: snapshot\n") {
			t.Errorf("in a minute came %s", got)
		}
		listen() // which ends
	})
}

// TestCreationsInShort has a run that creates more than any reader could follow.
func TestCreationsInShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bare(nil)
		events := s.subscribe()
		for i := range 5000 {
			s.observe(seeder.Request{}, seeder.Event{Kind: seeder.ItemCreated, Pool: &seeder.PoolReport{Pool: "orders", Created: i + 1}})
			time.Sleep(time.Millisecond)
		}
		if n := len(events); n != 1+50 {
			t.Errorf("%d events in 5 s; want a snapshot and ten a second", n)
		}
	})
}

// TestSlowReadersAreCut has one reader that takes nothing, and one that does.
func TestSlowReadersAreCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := bare(nil)
		slow, quick := s.subscribe(), s.subscribe()
		got := 1
		<-quick
		for range readerBuffer {
			s.observe(seeder.Request{}, seeder.Event{Kind: seeder.Waiting})
			<-quick
			got++
		}
		if len(s.readers) != 1 || s.dropped != 1 {
			t.Errorf("%d readers are left, %d were cut", len(s.readers), s.dropped)
		}
		n := 0
		for range slow { // which ends: the channel is closed
			n++
		}
		if n != readerBuffer || got != readerBuffer+1 {
			t.Errorf("the slow reader got %d events, the quick one %d", n, got)
		}
	})
}
