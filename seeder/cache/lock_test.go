package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// TestLockConformance holds every lock to what seeder.Lock promises.
func TestLockConformance(t *testing.T) {
	for kind, newSubject := range subjects {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for name, check := range lockPromises {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					check(t, newSubject(t))
				})
			}
		})
	}
}

var lockPromises = map[string]func(*testing.T, subject){
	"free":            testLockFree,
	"waits":           testLockWaits,
	"busy":            testLockBusy,
	"look":            testLockLook,
	"cancelled":       testLockCancelled,
	"one at a time":   testLockOneAtATime,
	"release is ours": testLockReleaseOurs,
}

func acquire(t *testing.T, l seeder.Lock) seeder.Lease {
	t.Helper()
	lease, _, err := l.Acquire(t.Context(), nil)
	must(t, err)
	t.Cleanup(lease.Release)
	return lease
}

func testLockFree(t *testing.T, s subject) {
	c := s.open(t, Options{Holder: "first"})
	for range 3 {
		lease, waited, err := c.Acquire(t.Context(), func(string) { t.Error("waits although the lock is free") })
		must(t, err)
		if waited {
			t.Error("waited although the lock was free")
		}
		lease.Progress()
		lease.Release()
		lease.Release()
	}
}

func testLockWaits(t *testing.T, s subject) {
	first := acquire(t, s.open(t, Options{Holder: "host-a, process 7\x1b[31m"}))
	var holders []string
	onWait := func(holder string) {
		holders = append(holders, holder)
		go first.Release()
	}
	second, waited, err := s.open(t, Options{LockTimeout: time.Minute}).Acquire(t.Context(), onWait)
	must(t, err)
	second.Release()
	if !waited || !slices.Equal(holders, []string{"host-a, process 7[31m"}) {
		t.Errorf("waited %v for %q", waited, holders)
	}
}

func testLockBusy(t *testing.T, s subject) {
	for holder, timeout := range map[string]time.Duration{"host-a": 150 * time.Millisecond, unknownHolder: -time.Second} {
		lease := acquire(t, s.open(t, Options{Holder: strings.TrimPrefix(holder, unknownHolder)}))
		start, told := time.Now(), 0
		_, waited, err := s.open(t, Options{LockTimeout: timeout}).Acquire(t.Context(), func(string) { told++ })
		busy, ok := errors.AsType[*seeder.BusyError](err)
		if !ok || !waited || told != 1 || busy.Holder != holder || busy.For != max(timeout, 0) || time.Since(start) < timeout {
			t.Errorf("waited %v for %s, told %d times: %v", waited, time.Since(start), told, err)
		}
		lease.Release()
	}
}

// wantBusy wants nobody to get the lock, and its holder to be named.
func wantBusy(t *testing.T, l seeder.Lock, holder string) {
	t.Helper()
	_, _, err := l.Acquire(t.Context(), nil)
	if busy, ok := errors.AsType[*seeder.BusyError](err); !ok || busy.Holder != holder {
		t.Errorf("not busy with %s: %v", holder, err)
	}
}

// testLockLook checks all that Acquire knows of a holder.
func testLockLook(t *testing.T, s subject) {
	c := s.open(t, Options{Holder: "host-a"})
	look := func() holding {
		h, err := c.engine.look(t.Context())
		must(t, err)
		return h
	}
	if h := look(); h != (holding{}) {
		t.Errorf("it is free and shows %+v", h)
	}
	lease := acquire(t, c)
	first := look()
	if first.token == "" || first.holder != "host-a" {
		t.Errorf("it shows %+v", first)
	}
	for last, n := first.progress, 0; n < 2; n++ {
		waitFor(t, func() bool {
			lease.Progress()
			h := look()
			return h.token == first.token && h.progress != "" && h.progress != last
		})
		last = look().progress
	}
	s.usurp("another holder 2")
	if h := look(); h.token == first.token || h.holder != "holder 2" {
		t.Errorf("it shows %+v", h)
	}
}

// TestAWorkingHolderIsWaitedFor has a holder work for longer than the waiter
// would wait for one that hangs.
func TestAWorkingHolderIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memorySubject(t)
		first := acquire(t, s.open(t, Options{Holder: "host-a"}))
		go func() {
			for range 59 {
				time.Sleep(time.Second)
				first.Progress()
			}
		}()
		start, told := time.Now(), 0
		_, _, err := s.open(t, Options{LockTimeout: 10 * time.Second}).Acquire(t.Context(), func(string) { told++ })
		busy, ok := errors.AsType[*seeder.BusyError](err)
		if took := time.Since(start).Round(time.Second); !ok || busy.For != 10*time.Second || took != 69*time.Second || told != 1 {
			t.Errorf("told %d times, gave up after %s: %v", told, took, err)
		}
	})
}

// TestANewHolderIsWaitedFor passes the lock between holders that show no
// progress, none of whom keeps it for as long as the waiter waits.
func TestANewHolderIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := memorySubject(t)
		acquire(t, s.open(t, Options{Holder: "holder 1"}))
		var told []string
		onWait := func(holder string) {
			told = append(told, holder)
			if next := len(told) + 1; next <= 4 {
				time.AfterFunc(8*time.Second, func() { s.usurp(fmt.Sprintf("token-%d holder %d", next, next)) })
			}
		}
		start := time.Now()
		_, _, err := s.open(t, Options{LockTimeout: 10 * time.Second}).Acquire(t.Context(), onWait)
		busy, ok := errors.AsType[*seeder.BusyError](err)
		if took := time.Since(start).Round(time.Second); !ok || busy.Holder != "holder 4" || took != 34*time.Second {
			t.Errorf("told %q, gave up after %s: %v", told, took, err)
		}
	})
}

func testLockCancelled(t *testing.T, s subject) {
	acquire(t, s.open(t, Options{}))
	ctx, cancel := context.WithCancel(t.Context())
	_, waited, err := s.open(t, Options{LockTimeout: time.Minute}).Acquire(ctx, func(string) { cancel() })
	if !errors.Is(err, context.Canceled) || !waited {
		t.Errorf("waited %v: %v", waited, err)
	}
}

func testLockOneAtATime(t *testing.T, s subject) {
	var (
		wg     sync.WaitGroup
		inside atomic.Int32
	)
	for range 5 {
		c := s.open(t, Options{LockTimeout: time.Minute})
		wg.Go(func() {
			lease, _, err := c.Acquire(t.Context(), nil)
			if err != nil {
				t.Error(err)
				return
			}
			defer lease.Release()
			if n := inside.Add(1); n != 1 {
				t.Errorf("%d inside", n)
			}
			time.Sleep(5 * time.Millisecond)
			inside.Add(-1)
		})
	}
	wg.Wait()
}

// testLockReleaseOurs checks that who has released the lock, or closed the
// store that held it, leaves the next holder's alone.
func testLockReleaseOurs(t *testing.T, s subject) {
	for _, end := range []func(*Store, seeder.Lease){
		func(_ *Store, lease seeder.Lease) { lease.Release() },
		func(c *Store, _ seeder.Lease) { must(t, c.Close()) },
	} {
		c := s.open(t, Options{})
		first := acquire(t, c)
		end(c, first)
		second := acquire(t, s.open(t, Options{Holder: "second"}))
		first.Progress()
		first.Release()
		wantBusy(t, s.open(t, Options{}), "second")
		second.Release()
	}
}
