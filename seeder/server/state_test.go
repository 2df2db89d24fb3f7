package server

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// listen reads events until stop is called; the channel is closed at the
// stream's end.
func (r *rig) listenTo() (events <-chan Update, stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/data-pools/events", nil)
	must(r.t, err)
	resp, err := (&http.Client{Transport: r.client.Transport}).Do(req)
	must(r.t, err)
	if ct := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || !strings.HasPrefix(ct, "text/event-stream") {
		r.t.Fatalf("events answer %d %s", resp.StatusCode, ct)
	}
	out := make(chan Update, 10000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(out)
		defer resp.Body.Close()
		var ev Update
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "data":
				if err := json.Unmarshal([]byte(value), &ev); err != nil {
					r.t.Errorf("event %q: %v", value, err)
				}
			case "":
				if ev.Kind != "" {
					out <- ev
					ev = Update{}
				}
			}
		}
	}()
	return out, func() { cancel(); <-ended }
}

func next(t *testing.T, events <-chan Update) Update {
	t.Helper()
	select {
	case ev, ok := <-events:
		if !ok {
			t.Fatal("the stream ended")
		}
		return ev
	case <-time.After(20 * time.Second):
		t.Fatal("no event came")
		return Update{}
	}
}

// until reads up to an event of that kind.
func until(t *testing.T, events <-chan Update, kind seeder.EventKind) (all []Update) {
	t.Helper()
	for {
		ev := next(t, events)
		all = append(all, ev)
		if ev.Kind == kind {
			return all
		}
	}
}

func TestEventsOfARun(t *testing.T) {
	r := newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: time.Millisecond}})
	if a := r.do("HEAD", "/data-pools/events"); a.code != 200 {
		t.Errorf("HEAD answers %d", a.code)
	}
	eventually(t, "the pools were looked at", func() bool { return r.count("orders") >= 0 })
	events, stop := r.listenTo()
	defer stop()
	pools := r.server.Registry.All()
	if first := next(t, events); first.Kind != snapshotKind || first.Status == nil || len(first.Status.Pools) != len(pools) {
		t.Fatalf("the first event is %+v", first)
	}
	r.ok("POST", "/data-pools/ensure", nil)
	all := until(t, events, seeder.RunDone)
	started, done, created := 0, 0, map[string]int{}
	for _, ev := range all {
		switch ev.Kind {
		case seeder.PoolStarted:
			started++
		case seeder.PoolDone:
			done++
			if ev.Pool.Status != seeder.PoolFull || ev.Pool.Now != 10 {
				t.Errorf("pool done: %+v", ev.Pool)
			}
		case seeder.ItemCreated:
			if ev.Pool.Created < created[ev.Pool.Pool] {
				t.Errorf("%s went from %d created to %d", ev.Pool.Pool, created[ev.Pool.Pool], ev.Pool.Created)
			}
			created[ev.Pool.Pool] = ev.Pool.Created
		}
	}
	if started != len(pools) || done != len(pools) || len(created) == 0 {
		t.Errorf("%d pools started, %d done, created %v", started, done, created)
	}
	last := all[len(all)-1]
	if last.Run == nil || last.Run.Report.Status != seeder.StatusOK || last.Run.Action != "ensure" || last.Run.Ended == nil {
		t.Errorf("the run ended as %+v", last.Run)
	}
}

func TestLateReaders(t *testing.T) {
	word := make(chan struct{})
	r := newRig(t, rigOptions{driver: func(d Driver) Driver {
		return hooked{d, func(_ context.Context, _ seeder.Request, observe seeder.Observer) (*seeder.Report, error) {
			rep := &seeder.Report{Status: seeder.StatusRunning, Pools: []seeder.PoolReport{{Pool: "orders", Min: 10, Status: seeder.PoolPending}}}
			p := &rep.Pools[0]
			observe(seeder.Event{Kind: seeder.RunStarted, Report: rep})
			observe(seeder.Event{Kind: seeder.Waiting, Text: "the backend"})
			observe(seeder.Event{Kind: seeder.Warned, Text: "no cache"})
			observe(seeder.Event{Kind: seeder.PoolStarted, Pool: p})
			p.Created, p.Now = 4, 4
			observe(seeder.Event{Kind: seeder.ItemCreated, Pool: p})
			<-word
			p.Created, p.Now, p.Status, rep.Status = 10, 10, seeder.PoolFull, seeder.StatusShort
			observe(seeder.Event{Kind: seeder.PoolDone, Pool: p})
			observe(seeder.Event{Kind: seeder.RunDone, Report: rep})
			return rep, nil
		}}
	}})
	early, stopEarly := r.listenTo()
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { r.do("POST", "/data-pools/ensure") })
	until(t, early, seeder.ItemCreated)
	stopEarly()

	late, stopLate := r.listenTo()
	defer stopLate()
	run := next(t, late).Status.Running
	if run == nil || run.Report.Pools[0].Created != 4 || len(run.Warnings) != 1 {
		t.Fatalf("a late reader starts with %+v", run)
	}
	close(word)
	until(t, late, seeder.RunDone)
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
