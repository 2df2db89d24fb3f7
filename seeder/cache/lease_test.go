package cache

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

// patient is how long a test waits for what must happen at some time.
const patient = 10 * time.Second

func lostWithin(lease seeder.Lease, d time.Duration) bool {
	select {
	case <-lease.Lost():
		return true
	case <-time.After(d):
		return false
	}
}

func TestLeaseIsKept(t *testing.T) {
	t.Parallel()
	const span = 900 * time.Millisecond
	s := redistest.Start(t)
	lease := acquire(t, dial(t, s.URL, Options{Lease: span}))
	if lostWithin(lease, 2*span) {
		t.Fatal("lost")
	}
	_, _, err := dial(t, s.URL, Options{}).Acquire(t.Context(), nil)
	var busy *seeder.BusyError
	if !errors.As(err, &busy) {
		t.Errorf("somebody else got it: %v", err)
	}
}

func TestLeaseProgressLivesAsLongAsTheLease(t *testing.T) {
	t.Parallel()
	const span = 900 * time.Millisecond
	s := redistest.Start(t)
	lease := acquire(t, dial(t, s.URL, Options{Lease: span}))
	if s.Do("GET", keyProgress) != nil {
		t.Error("there is progress before there is any")
	}
	lease.Progress()
	lease.Progress()
	time.Sleep(2 * span)
	progress, _ := s.Do("GET", keyProgress).(string)
	token, steps, _ := strings.Cut(progress, " ")
	if lock := s.Do("GET", keyLock).(string); !strings.HasPrefix(lock, token+" ") || steps != "2" {
		t.Errorf("lock %q, progress %q", lock, progress)
	}
	if left := s.Do("PTTL", keyProgress).(int64); left <= 0 || left > span.Milliseconds() {
		t.Errorf("progress lives %d ms", left)
	}
	lease.Release()
	if n := s.Do("EXISTS", keyLock, keyProgress); n != int64(0) {
		t.Errorf("%d keys are left", n)
	}
}

// TestProgressIsThrottled reports progress as fast as a run with many items in
// flight would.
func TestProgressIsThrottled(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	lease := acquire(t, dial(t, s.URL, Options{}))
	s.Config("slowlog-log-slower-than", "0")
	s.Config("slowlog-max-len", "1000")
	s.Do("SLOWLOG", "RESET")
	start := time.Now()
	for time.Since(start) < 2*progressEvery {
		lease.Progress()
		time.Sleep(time.Millisecond)
	}
	most := 3 * (int(time.Since(start)/progressEvery) + 1) // each is logged up to three times: script, not cached, again
	waitFor(t, func() bool { return s.Do("EXISTS", keyProgress) == int64(1) })
	if n := strings.Count(fmt.Sprint(s.Do("SLOWLOG", "GET", "1000")), keyProgress); n > most {
		t.Errorf("published in %d commands, at most %d are due", n, most)
	}
}

func TestLeaseIsLostWhenTheLockIsDeleted(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	log, logged := logTo()
	lease := acquire(t, dial(t, s.URL, Options{Lease: 300 * time.Millisecond, Log: log}))
	s.Do("DEL", keyLock)
	if !lostWithin(lease, patient) {
		t.Fatal("not lost")
	}
	lease.Progress()
	lease.Release()
	if !strings.Contains(logged(), "the lock was lost") {
		t.Errorf("logged %q", logged())
	}
}

func TestLeaseIsLostToAThiefAndLeavesThemAlone(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	lease := acquire(t, dial(t, s.URL, Options{Lease: 300 * time.Millisecond}))
	s.Do("SET", keyLock, "thief me")
	s.Do("SET", keyProgress, "thief 1")
	lease.Progress()
	if !lostWithin(lease, patient) {
		t.Fatal("not lost")
	}
	lease.Release()
	if lock, progress := s.Do("GET", keyLock), s.Do("GET", keyProgress); lock != "thief me" || progress != "thief 1" {
		t.Errorf("lock %q, progress %q", lock, progress)
	}
}

func TestLeaseIsLostInTimeWhenRedisHangs(t *testing.T) {
	t.Parallel()
	const span, slack = 700 * time.Millisecond, 400 * time.Millisecond // slack is less than opTimeout beyond the first renewal
	s := redistest.Start(t)
	log, logged := logTo()
	lease := acquire(t, dial(t, s.URL, Options{Lease: span, Log: log}))
	s.Pause()
	start := time.Now()
	if !lostWithin(lease, patient) {
		t.Fatal("not lost")
	}
	if took := time.Since(start); took > span+slack {
		t.Errorf("noticed after %s that a lease of %s is over", took, span)
	}
	lease.Release()
	if took := time.Since(start); took > span+4*opTimeout {
		t.Errorf("released after %s", took)
	}
	if !strings.Contains(logged(), "no answer within 1s") {
		t.Errorf("logged %q", logged())
	}
}

func TestLeaseOutlivesAShortHang(t *testing.T) {
	t.Parallel()
	const span = 3 * time.Second
	s := redistest.Start(t)
	lease := acquire(t, dial(t, s.URL, Options{Lease: span}))
	s.Pause()
	lease.Progress()
	if lostWithin(lease, span/3) {
		t.Fatal("lost while there was time left")
	}
	s.Resume()
	if lostWithin(lease, span) {
		t.Fatal("lost after Redis came back")
	}
}

func TestLockOfADeadHolderExpires(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	s.Do("SET", keyLock, "token dead", "PX", "300")
	lease, waited, err := dial(t, s.URL, Options{LockTimeout: patient}).Acquire(t.Context(), nil)
	must(t, err)
	lease.Release()
	if !waited {
		t.Error("did not wait")
	}
}

func TestLockRecoversFromALostReply(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	door := &redisDoor{r: dial(t, s.URL, Options{}), token: "token"}
	for range 2 {
		lease, err := door.try(t.Context())
		if lease == nil || err != nil {
			t.Fatalf("%v, %v", lease, err)
		}
		defer lease.Release()
	}
}

func TestParseHolding(t *testing.T) {
	for _, c := range []struct{ lock, progress, holder, want string }{
		{"token host-a, process 7", "token 3", "host-a, process 7", "token 3"},
		{"token host-a", "", "host-a", ""},
		{"token host-a", "other 3", "host-a", ""},
		{"token host-a", "token", "host-a", ""},
		{"garbage", "", "unknown", ""},
		{"", "", "unknown", ""},
		{"token \x1b]0;evil\a\n", "", "]0;evil", ""},
		{"token " + strings.Repeat("x", 500), "", strings.Repeat("x", maxText-1) + "…", ""},
	} {
		if h := parseHolding(c.lock, c.progress); h.token != c.lock || h.holder != c.holder || h.progress != c.want {
			t.Errorf("%q: %+v", c.lock, h)
		}
	}
}

// script is a door that answers as it was told, one turn after another.
type script struct{ turns []turn }

type turn struct {
	lease seeder.Lease
	err   error
	look  error
}

func (s *script) try(context.Context) (seeder.Lease, error) { return s.turns[0].lease, s.turns[0].err }

func (s *script) look(context.Context) (holding, error) { return holding{}, s.turns[0].look }

func (s *script) next() time.Duration {
	s.turns = s.turns[1:]
	return time.Microsecond
}

func TestWaiterBearsFailuresOnceItHasSeenAHolder(t *testing.T) {
	down := errors.New("down")
	free, held, failed := turn{lease: noLease{}}, turn{}, turn{err: down}
	for name, c := range map[string]struct {
		turns  []turn
		err    error
		waited bool
	}{
		"at once":             {[]turn{failed, free}, down, false},
		"two and a lease":     {[]turn{held, failed, failed, free}, nil, true},
		"two and two":         {[]turn{held, failed, failed, held, failed, failed, free}, nil, true},
		"three":               {[]turn{held, failed, failed, failed, free}, down, true},
		"while looking":       {[]turn{{look: down}, {look: down}, free}, nil, true},
		"while looking again": {[]turn{{look: down}, {look: down}, {look: down}, free}, down, true},
	} {
		s := &script{c.turns}
		w := waiter{door: s, timeout: time.Hour, pause: s.next}
		lease, waited, err := w.acquire(t.Context())
		if !errors.Is(err, c.err) || waited != c.waited || (lease == nil) != (c.err != nil) {
			t.Errorf("%s: %v, %v, %v", name, lease, waited, err)
		}
	}
}
