package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// told is one event as a reader gets it.
type told struct {
	id string
	Event
}

// listen reads events until stop is called; the channel is closed at the
// stream's end.
func (r *rig) listenTo(header ...string) (events <-chan told, stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/data-pools/events", nil)
	must(r.t, err)
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := (&http.Client{Transport: r.client.Transport}).Do(req)
	must(r.t, err)
	if ct := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || !strings.HasPrefix(ct, "text/event-stream") {
		r.t.Fatalf("events answer %d %s", resp.StatusCode, ct)
	}
	out := make(chan told, 10000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(out)
		defer resp.Body.Close()
		var ev told
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				ev.id = value
			case "data":
				if err := json.Unmarshal([]byte(value), &ev.Event); err != nil {
					r.t.Errorf("event %q: %v", value, err)
				}
			case "":
				if value == "still here" {
					out <- told{id: "heartbeat"}
				} else if ev.Kind != "" {
					out <- ev
					ev = told{}
				}
			}
		}
	}()
	return out, func() { cancel(); <-ended }
}

func next(t *testing.T, events <-chan told) told {
	t.Helper()
	select {
	case ev, ok := <-events:
		if !ok {
			t.Fatal("the stream ended")
		}
		return ev
	case <-time.After(20 * time.Second):
		t.Fatal("no event came")
		return told{}
	}
}

// until reads up to an event of that kind.
func until(t *testing.T, events <-chan told, kind seeder.EventKind) (all []told) {
	t.Helper()
	for {
		ev := next(t, events)
		all = append(all, ev)
		if ev.Kind == kind {
			return all
		}
	}
}

func TestEventsTellARun(t *testing.T) {
	r := newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: time.Millisecond}})
	eventually(t, "the pools were looked at", func() bool { return r.server.state.snapshot().Pools[0].Count != nil })
	events, stop := r.listenTo()
	defer stop()
	if first := next(t, events); first.Kind != snapshotKind || first.Status == nil || len(first.Status.Pools) != 14 {
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
	if started != 14 || done != 14 || len(created) != 14 || created["orders"] != 10 {
		t.Errorf("%d pools started, %d done, created %v", started, done, created)
	}
	last := all[len(all)-1]
	if last.Run == nil || last.Run.Report.Status != seeder.StatusOK || last.Run.Action != "ensure" || last.Run.Ended == nil {
		t.Errorf("the run ended as %+v", last.Run)
	}
}

func TestLateComersAndThoseWhoComeBack(t *testing.T) {
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
	seen := until(t, early, seeder.ItemCreated)
	stopEarly()
	mark := seen[len(seen)-1].id

	late, stopLate := r.listenTo()
	defer stopLate()
	run := next(t, late).Status.Running
	if run == nil || run.Report.Pools[0].Created != 4 || len(run.Warnings) != 1 {
		t.Fatalf("a late comer is told of %+v", run)
	}
	close(word)
	until(t, late, seeder.RunDone)

	back, stopBack := r.listenTo("Last-Event-ID: " + mark)
	defer stopBack()
	if ev := next(t, back); ev.Kind != seeder.PoolDone || ev.Pool.Created != 10 {
		t.Errorf("one who came back is told %+v", ev)
	}
	for _, stale := range []string{"abc.3", "x", strings.Split(mark, ".")[0] + ".99999"} {
		other, stop := r.listenTo("Last-Event-ID: " + stale)
		if ev := next(t, other); ev.Kind != snapshotKind {
			t.Errorf("after %s: %+v", stale, ev)
		}
		stop()
	}
}

func TestHeartbeatAndEndOfStream(t *testing.T) {
	r := newRig(t, rigOptions{server: func(o *Options) { o.Limits.Heartbeat = 10 * time.Millisecond; o.Limits.Streams = 1 }})
	events, stop := r.listenTo()
	defer stop()
	for next(t, events).id != "heartbeat" {
	}
	r.refused(http.StatusServiceUnavailable, "GET", "/data-pools/events")
	must(t, r.stop())
	for range events {
	}
}

func TestEventsForHEAD(t *testing.T) {
	r := newRig(t, rigOptions{})
	if a := r.do("HEAD", "/data-pools/events"); a.code != 200 {
		t.Errorf("HEAD answers %d", a.code)
	}
}

func TestCreationsAreToldTogether(t *testing.T) {
	p := pending{created: map[string]int{}, signal: make(chan struct{}, 1)}
	for i := range 5000 {
		p.add(Event{Kind: seeder.ItemCreated, Pool: &seeder.PoolReport{Pool: "orders", Created: i + 1}})
	}
	p.add(Event{Kind: seeder.PoolDone, Pool: &seeder.PoolReport{Pool: "orders"}})
	events, overflow := p.take()
	if len(events) != 2 || events[0].Pool.Created != 5000 || overflow {
		t.Errorf("%d events, overflow %v", len(events), overflow)
	}
	for range mostPending + 1 {
		p.add(Event{Kind: seeder.Waiting})
	}
	if events, overflow := p.take(); len(events) != mostPending || !overflow {
		t.Errorf("%d events, overflow %v", len(events), overflow)
	}
}

// TestOvertakenReadersAreDropped lets the ring go round.
func TestOvertakenReadersAreDropped(t *testing.T) {
	r := newRig(t, rigOptions{})
	h := r.server.hub
	place, _ := h.start("")
	for range ringSize + 1 {
		h.publish([]Event{{Kind: seeder.Waiting}})
	}
	if _, _, more, ok := h.next(place); ok || more != nil {
		t.Error("a reader that the ring has overtaken is not dropped")
	}
	if frames, now, _, ok := h.next(h.head - 2); !ok || now != h.head || strings.Count(string(frames), "event: waiting") != 2 {
		t.Errorf("a reader two behind gets %q", frames)
	}
}

// TestReadersDoNotSlowRuns compares runs before idle and slow readers with runs
// before none, pair by pair.
func TestReadersDoNotSlowRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	o := rigOptions{sandbox: sandbox.Options{RegisterDelay: 2 * time.Millisecond}, server: func(o *Options) { o.Limits.Pace = 0 }}
	lonely, crowded := newRig(t, o), newRig(t, o)
	readers := crowded.readers(1000, 500)
	defer readers()
	eventually(t, "all read", func() bool { return crowded.server.hub.count() == 1500 })

	// A machine that has other things to do can spoil a measurement, but hardly
	// all of them.
	ratio := 0.0
	for range 4 {
		if ratio = compare(t, lonely, crowded); ratio <= 1.10 {
			return
		}
	}
	t.Errorf("1,500 readers slow a run by %.1f %%", 100*(ratio-1))
}

// compare returns how much longer a run takes before the crowd.
func compare(t *testing.T, lonely, crowded *rig) (ratio float64) {
	t.Helper()
	took := map[*rig][]time.Duration{}
	for i := range 11 {
		pair := []*rig{lonely, crowded}
		if i%2 == 1 {
			slices.Reverse(pair)
		}
		for _, r := range pair {
			took[r] = append(took[r], r.timedRun())
		}
	}
	alone, among := median(took[lonely]), median(took[crowded])
	ratio = float64(among) / float64(alone)
	t.Logf("a run takes %v alone and %v before 1,500 readers: %+.1f %%", alone, among, 100*(ratio-1))
	return ratio
}

// timedRun empties the backend and fills it.
func (r *rig) timedRun() time.Duration {
	r.t.Helper()
	r.sandbox.Reset()
	began := time.Now()
	r.ok("POST", "/data-pools/refresh", nil)
	return time.Since(began)
}

func median(list []time.Duration) time.Duration {
	list = slices.Clone(list)
	slices.Sort(list)
	return list[len(list)/2]
}

// readers connects readers of events: idle ones that never read, and slow ones that
// take a byte now and then.
func (r *rig) readers(idle, slow int) (stop func()) {
	done := make(chan struct{})
	var wg sync.WaitGroup
	var conns []net.Conn
	for i := range idle + slow {
		c, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		must(r.t, err)
		fmt.Fprintf(c, "GET /data-pools/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		conns = append(conns, c)
		if i >= idle {
			wg.Go(func() { sip(c, done) })
		}
	}
	return func() {
		close(done)
		for _, c := range conns {
			_ = c.Close()
		}
		wg.Wait()
	}
}

// sip reads a byte at a time.
func sip(c net.Conn, done <-chan struct{}) {
	one := make([]byte, 1)
	tick := time.NewTicker(250 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
		}
		if _, err := c.Read(one); err != nil {
			return
		}
	}
}
