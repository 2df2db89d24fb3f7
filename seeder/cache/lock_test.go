package cache

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
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
	"free":             testLockFree,
	"waits":            testLockWaits,
	"busy":             testLockBusy,
	"does not wait":    testLockNoWait,
	"progress":         testLockProgress,
	"another holder":   testLockAnotherHolder,
	"cancelled":        testLockCancelled,
	"one at a time":    testLockOneAtATime,
	"release is ours":  testLockReleaseOurs,
	"unnamed callback": testLockNoCallback,
}

func acquire(t *testing.T, l seeder.Lock) seeder.Lease {
	t.Helper()
	lease, _, err := l.Acquire(t.Context(), nil)
	must(t, err)
	t.Cleanup(lease.Release)
	return lease
}

func testLockFree(t *testing.T, s subject) {
	c := opened(t, s, Options{Holder: "first"})
	for range 3 {
		lease, waited, err := c.Acquire(t.Context(), func(string) { t.Error("waits for nobody") })
		must(t, err)
		if waited {
			t.Error("waited for nobody")
		}
		lease.Progress()
		lease.Release()
		lease.Release()
	}
}

func testLockWaits(t *testing.T, s subject) {
	first := acquire(t, opened(t, s, Options{Holder: "host-a, process 7\x1b[31m"}))
	var holders []string
	onWait := func(holder string) {
		holders = append(holders, holder)
		go first.Release()
	}
	second, waited, err := opened(t, s, Options{LockTimeout: time.Minute}).Acquire(t.Context(), onWait)
	must(t, err)
	second.Release()
	if !waited || !slices.Equal(holders, []string{"host-a, process 7[31m"}) {
		t.Errorf("waited %v for %q", waited, holders)
	}
}

func testLockBusy(t *testing.T, s subject) {
	acquire(t, opened(t, s, Options{Holder: "host-a"}))
	start := time.Now()
	_, waited, err := opened(t, s, Options{LockTimeout: 150 * time.Millisecond}).Acquire(t.Context(), nil)
	var busy *seeder.BusyError
	if !errors.As(err, &busy) || !waited || busy.Holder != "host-a" || busy.For != 150*time.Millisecond {
		t.Errorf("waited %v: %v", waited, err)
	}
	if took := time.Since(start); took < 150*time.Millisecond {
		t.Errorf("gave up after %s", took)
	}
}

func testLockNoWait(t *testing.T, s subject) {
	acquire(t, opened(t, s, Options{Holder: "host-a"}))
	told := 0
	_, _, err := opened(t, s, Options{LockTimeout: -time.Second}).Acquire(t.Context(), func(string) { told++ })
	var busy *seeder.BusyError
	if !errors.As(err, &busy) || told != 1 {
		t.Errorf("told %d times: %v", told, err)
	}
}

// testLockProgress has a holder work for longer than the waiter would wait
// for one that hangs.
func testLockProgress(t *testing.T, s subject) {
	const timeout = 800 * time.Millisecond
	first := acquire(t, opened(t, s, Options{Holder: "host-a"}))
	working, stop := context.WithTimeout(t.Context(), 2*timeout)
	defer stop()
	go func() {
		for working.Err() == nil {
			first.Progress()
			_ = sleep(working, 20*time.Millisecond)
		}
	}()
	start, told := time.Now(), 0
	_, _, err := opened(t, s, Options{LockTimeout: timeout}).Acquire(t.Context(), func(string) { told++ })
	var busy *seeder.BusyError
	if took := time.Since(start); !errors.As(err, &busy) || took < 2*timeout || told != 1 {
		t.Errorf("told %d times, gave up after %s: %v", told, took, err)
	}
}

// testLockAnotherHolder passes the lock between holders that show no
// progress, none of whom keeps it for as long as the waiter waits.
func testLockAnotherHolder(t *testing.T, s subject) {
	const timeout, kept, holders = 700 * time.Millisecond, 400 * time.Millisecond, 4
	acquire(t, opened(t, s, Options{Holder: "holder 1"}))
	var told []string
	onWait := func(holder string) {
		told = append(told, holder)
		if next := len(told) + 1; next <= holders {
			time.AfterFunc(kept, func() { s.usurp(fmt.Sprintf("holder %d", next)) })
		}
	}
	start := time.Now()
	_, _, err := opened(t, s, Options{LockTimeout: timeout}).Acquire(t.Context(), onWait)
	var busy *seeder.BusyError
	if !errors.As(err, &busy) || busy.Holder != "holder 4" || len(told) != holders {
		t.Errorf("told %q: %v", told, err)
	}
	if took := time.Since(start); took < (holders-1)*kept+timeout {
		t.Errorf("gave up after %s: a new holder has not reset the clock", took)
	}
}

func testLockCancelled(t *testing.T, s subject) {
	acquire(t, opened(t, s, Options{}))
	ctx, cancel := context.WithCancel(t.Context())
	_, waited, err := opened(t, s, Options{LockTimeout: time.Minute}).Acquire(ctx, func(string) { cancel() })
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
		c := opened(t, s, Options{LockTimeout: time.Minute})
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

func testLockReleaseOurs(t *testing.T, s subject) {
	first := acquire(t, opened(t, s, Options{}))
	first.Release()
	second := acquire(t, opened(t, s, Options{}))
	first.Progress()
	first.Release()
	_, _, err := opened(t, s, Options{}).Acquire(t.Context(), nil)
	var busy *seeder.BusyError
	if !errors.As(err, &busy) {
		t.Errorf("the second holder's lock was released by the first: %v", err)
	}
	second.Release()
}

func testLockNoCallback(t *testing.T, s subject) {
	acquire(t, opened(t, s, Options{}))
	_, _, err := opened(t, s, Options{}).Acquire(t.Context(), nil)
	var busy *seeder.BusyError
	if !errors.As(err, &busy) || busy.Holder != "unknown" {
		t.Errorf("%+v: %v", busy, err)
	}
}

// TestOpenedMemoryLock checks the lock as Open gives it.
func TestOpenedMemoryLock(t *testing.T) {
	lock, err := Open(Options{URL: "memory:", Holder: "host-a"})
	must(t, err)
	lease := acquire(t, lock)
	if lostWithin(lease, time.Millisecond) {
		t.Error("lost")
	}
	var busy *seeder.BusyError
	if _, _, err := lock.Acquire(t.Context(), nil); !errors.As(err, &busy) || busy.Holder != "host-a" {
		t.Errorf("%v", err)
	}
}
