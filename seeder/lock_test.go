package seeder_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// fakeLock is a lock and its own lease.
type fakeLock struct {
	waiting  func() error  // what happens while another run holds it; nil: none does
	over     chan struct{} // closed: the holder's clock says that the lease is over
	lost     chan struct{} // closed: that was noticed
	released int
}

// lock gives the harness a lock that nobody or, with waiting, another run holds.
func (h *harness) lock(waiting func() error) *fakeLock {
	l := &fakeLock{waiting: waiting, over: make(chan struct{}), lost: make(chan struct{})}
	h.options.Lock = l
	return l
}

func (l *fakeLock) Acquire(_ context.Context, onWait func(string)) (seeder.Lease, bool, error) {
	if l.waiting == nil {
		return l, false, nil
	}
	onWait("process 7")
	return l, true, l.waiting()
}

func (l *fakeLock) Progress()             {}
func (l *fakeLock) Lost() <-chan struct{} { return l.lost }
func (l *fakeLock) Release()              { l.released++ }

var errOver = errors.New("it is over")

func (l *fakeLock) Err() error {
	select {
	case <-l.over:
		return errOver
	default:
		return nil
	}
}

// busy is the end of the wait for a run that makes no progress.
func busy() error { return &seeder.BusyError{Holder: "process 7", For: time.Minute} }

func TestABusyLockEndsTheRun(t *testing.T) {
	h := newHarness(t)
	h.lock(busy)
	r := h.run(t, seeder.Request{})
	if r.Status != seeder.StatusFailed || !r.Transient || !strings.Contains(r.Error, "process 7") || r.Requests.Total() != 0 {
		t.Errorf("%s %q, %+v", r.Status, r.Error, r.Requests)
	}
}

// TestAnEarlierHolderHasTimeToStop is about a lock that was not released but
// lost: its holder needs a moment to notice.
func TestAnEarlierHolderHasTimeToStop(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		began := time.Now()
		h.lock(func() error { return nil })
		h.showing("address_books", func(_ int, o seeder.Observation) (seeder.Observation, error) {
			if took := time.Since(began); took < time.Second {
				t.Errorf("it began after %s", took)
			}
			return o, nil
		})
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
	})
}

func TestALockHadTooLateIsGivenBack(t *testing.T) {
	h := newHarness(t)
	ctx, cancel := context.WithCancel(t.Context())
	lock := h.lock(func() error {
		cancel() // at the very moment in which the lock is had
		return nil
	})
	r := h.runWith(t, ctx, seeder.Request{})
	if r.Status != seeder.StatusInterrupted || lock.released != 1 || r.Requests.Total() != 0 {
		t.Errorf("%s, released %d times, %+v", r.Status, lock.released, r.Requests)
	}
}

func wantLost(t *testing.T, r *seeder.Report) {
	t.Helper()
	if r.Status != seeder.StatusFailed || !r.Transient || !errors.Is(r.Cause, errOver) {
		t.Errorf("%s: %s", r.Status, r.Error)
	}
}

// TestNothingIsSentAfterTheLeaseIsOver ends the lease in the middle of a pool,
// as for a process that was frozen: nothing but its clock can show it that.
func TestNothingIsSentAfterTheLeaseIsOver(t *testing.T) {
	for _, c := range []struct {
		pool        string
		concurrency int
	}{{"address_books", 1}, {"address_books", 8}, {"restaurants", 1}} {
		h := newHarness(t)
		h.options.Concurrency = c.concurrency
		lock := h.lock(nil)
		h.creating = func(pool string, n int, _ map[string]any) (bool, *seeder.RequestError) {
			if pool == c.pool && n == 4 {
				close(lock.over)
			}
			return true, nil
		}
		patched := 0
		h.patching = func(change entities.Change) error {
			if change.Pool == c.pool {
				patched++
			}
			return nil
		}
		wantLost(t, h.run(t, seeder.Request{}))
		if n := h.count(c.pool); n < 5 || n >= 5+c.concurrency {
			t.Errorf("%+v: %d were created, of which 5 were begun before", c, n)
		}
		if c.pool == "restaurants" && patched != 4 {
			t.Errorf("%d restaurants were finished, want the 4 that were before", patched)
		}
		if len(h.bodies["orders"]) > 0 {
			t.Error("a later pool was filled")
		}
	}
}

// hangingBackend does not answer for one pool until the request is given up.
type hangingBackend struct {
	*fakeBackend
	hang func()
}

func (b hangingBackend) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	if e.Pool == "customers" {
		b.hang()
		<-ctx.Done()
	}
	return b.fakeBackend.Observe(ctx, e, keep, enough)
}

func TestALostLockEndsTheWaitForABackend(t *testing.T) {
	bubble(t, func(t *testing.T, h *harness) {
		lock := h.lock(nil)
		h.options.Backend = hangingBackend{h.fakeBackend, func() {
			close(lock.over)
			close(lock.lost)
		}}
		wantLost(t, h.run(t, seeder.Request{}))
		if h.observed["orders"] > 0 {
			t.Error("later pools were looked at")
		}
	})
}

// Orders paid from wallets go one by one. Those that wait for their turn when
// the run is stopped are not begun.
func TestStoppingReachesThoseThatWaitForTheWallet(t *testing.T) {
	h := newHarness(t)
	h.wallet = true
	h.options.Min = func(string) int { return 60 }
	ctx, cancel := context.WithCancel(t.Context())
	paid := 0
	h.creating = func(pool string, _ int, body map[string]any) (bool, *seeder.RequestError) {
		if pool == "orders" && body["payment_method"] == "FWallet" {
			paid++
			time.Sleep(20 * time.Millisecond) // the others queue up meanwhile
			cancel()
		}
		return true, nil
	}
	h.options.Concurrency = 60
	if h.runWith(t, ctx, seeder.Request{}); paid != 1 {
		t.Errorf("%d orders were paid from a wallet, want the one that was under way", paid)
	}
}
