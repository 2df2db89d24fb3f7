package cache

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
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
	lease := acquire(t, store(t, s.URL, Options{lease: span}))
	if lostWithin(lease, 2*span) {
		t.Fatal("lost")
	}
	wantBusy(t, store(t, s.URL, Options{}), unknownHolder)
}

func TestLeaseProgress(t *testing.T) {
	t.Parallel()
	const span = 10 * time.Minute
	s := redistest.Start(t)
	lease := acquire(t, store(t, s.URL, Options{lease: span}))
	if s.Do("GET", keyProgress) != nil {
		t.Error("there is progress before there is any")
	}
	for _, want := range []string{"1000", "2000"} {
		for range 1000 {
			lease.Progress()
		}
		token, _, _ := strings.Cut(s.Do("GET", keyLock).(string), " ")
		waitFor(t, func() bool { return s.Do("GET", keyProgress) == token+" "+want })
	}
	if left := s.Do("PTTL", keyProgress).(int64); left <= span.Milliseconds()/2 || left > span.Milliseconds() {
		t.Errorf("progress lives %d ms", left)
	}
	lease.Release()
	if n := s.Do("EXISTS", keyLock, keyProgress); n != int64(0) {
		t.Errorf("%d keys are left", n)
	}
}

// TestLeaseIsLostAtOnce has the lock disappear in ways that the holder is not
// told of. It has to look: its lease would last for an hour. Giving the lease
// up must then leave a new holder's lock in place.
func TestLeaseIsLostAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		harm func(s *redistest.Server)
		left []any
	}{
		"deleted":   {func(s *redistest.Server) { s.Do("DEL", keyLock) }, []any{nil, nil}},
		"flushed":   {func(s *redistest.Server) { s.Do("FLUSHALL") }, []any{nil, nil}},
		"restarted": {func(s *redistest.Server) { s.Stop(); s.Restart() }, []any{nil, nil}},
		"stolen":    {func(s *redistest.Server) { s.Do("MSET", keyLock, "thief me", keyProgress, "thief 1") }, []any{"thief me", "thief 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := redistest.Start(t)
			log, logged := logTo()
			lease := acquire(t, store(t, s.URL, Options{lease: time.Hour, Log: log}))
			c.harm(s)
			if !lostWithin(lease, patient) || lease.Err() == nil {
				t.Fatal("not lost")
			}
			lease.Progress()
			lease.Release()
			if left := s.Do("MGET", keyLock, keyProgress); !reflect.DeepEqual(left, c.left) || !strings.Contains(logged(), "the lock was lost") {
				t.Errorf("left %v; logged %q", left, logged())
			}
		})
	}
}

// TestLeaseEndsByItsOwnClock is about a holder that was frozen: nothing has
// run that could have noticed.
func TestLeaseEndsByItsOwnClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lease := &lease{start: time.Now()}
		lease.until.Store(int64(time.Minute))
		time.Sleep(time.Minute - time.Nanosecond)
		if err := lease.Err(); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Nanosecond)
		if lease.Err() == nil {
			t.Error("it runs on")
		}
	})
}

func TestLeaseIsLostWhenRedisHangs(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	log, logged := logTo()
	lease := acquire(t, store(t, s.URL, Options{lease: 700 * time.Millisecond, Log: log}))
	s.Pause()
	if !lostWithin(lease, patient) {
		t.Fatal("not lost")
	}
	lease.Release()
	if !errors.Is(lease.Err(), errExpired) || !strings.Contains(logged(), "no answer within 1s") {
		t.Errorf("%v; logged %q", lease.Err(), logged())
	}
}

func TestLeaseOutlivesAShortHang(t *testing.T) {
	t.Parallel()
	const span = time.Minute
	s := redistest.Start(t)
	log, logged := logTo()
	lease := acquire(t, store(t, s.URL, Options{lease: span, Log: log}))
	s.Pause()
	if lostWithin(lease, opTimeout+2*refreshEvery) {
		t.Fatal("lost while there was time left")
	}
	s.Resume()
	s.Do("PEXPIRE", keyLock, "30000")
	waitFor(t, func() bool { return s.Do("PTTL", keyLock).(int64) > span.Milliseconds()*9/10 })
	if lease.Err() != nil || logged() != "" {
		t.Errorf("%v; logged %q", lease.Err(), logged())
	}
}

func TestLockOfADeadHolderExpires(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	s.Do("SET", keyLock, "token dead", "PX", "300")
	lease, waited, err := store(t, s.URL, Options{LockTimeout: patient}).Acquire(t.Context(), nil)
	must(t, err)
	lease.Release()
	if !waited {
		t.Error("did not wait")
	}
}

func TestLockRecoversFromALostReply(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	r := store(t, s.URL, Options{})
	for range 2 {
		if lock, err := r.engine.take(t.Context(), "token", r.o); lock == nil || err != nil {
			t.Fatalf("%v, %v", lock, err)
		}
	}
}

func TestParseHolding(t *testing.T) {
	for _, c := range []struct{ lock, progress, holder, want string }{
		{"token host-a, process 7", "token 3", "host-a, process 7", "token 3"},
		{"token host-a", "other 3", "host-a", ""},
		{"token host-a", "token", "host-a", ""},
		{"garbage", "", "unknown", ""},
		{"token \x1b]0;evil\a\n", "", "]0;evil", ""},
		{"token " + strings.Repeat("x", 500), "", strings.Repeat("x", 120), ""},
	} {
		if h := parseHolding(c.lock, c.progress); h.token != c.lock || h.holder != c.holder || h.progress != c.want {
			t.Errorf("%q: %+v", c.lock, h)
		}
	}
}

// script is an engine whose lock behaves as it was told, about a turn a second.
type script struct {
	engine
	now   turn
	turns []turn
}

type turn struct {
	lock *lock
	err  error
	look error
}

func (s *script) take(context.Context, string, Options) (*lock, error) {
	time.Sleep(time.Second)
	s.now, s.turns = s.turns[0], s.turns[1:]
	return s.now.lock, s.now.err
}

func (s *script) look(context.Context) (holding, error) { return holding{}, s.now.look }

func TestWhoHasSeenAHolderWaitsTheLeaseOut(t *testing.T) {
	down := errors.New("down")
	free, held, failed, unread := turn{lock: &lock{release: func(context.Context) error { return nil }}}, turn{}, turn{err: down}, turn{look: down}
	for name, c := range map[string]struct {
		turns []turn
		err   error
		busy  bool
	}{
		"no holder seen":          {turns: []turn{failed, free}, err: down},
		"free again":              {turns: []turn{held, failed, failed, free}},
		"free at the last moment": {turns: slices.Concat([]turn{held}, repeat(failed, 9), []turn{free})},
		"never again":             {turns: slices.Concat([]turn{held}, repeat(failed, 11), []turn{free}), err: down, busy: true},
		"seen again":              {turns: slices.Concat([]turn{held}, repeat(failed, 9), []turn{held}, repeat(failed, 9), []turn{free})},
		"held, by whom is unread": {turns: append(repeat(unread, 30), free)},
		"unread for an hour":      {turns: repeat(unread, 4000), err: down, busy: true},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &Store{o: Options{LockTimeout: time.Hour, lease: 10500 * time.Millisecond}, engine: &script{turns: c.turns}}
			lease, waited, err := s.Acquire(t.Context(), nil)
			_, busy := errors.AsType[*seeder.BusyError](err)
			if lease != nil {
				lease.Release()
			}
			if !errors.Is(err, c.err) || busy != c.busy || waited != (c.err == nil || c.busy) || (lease == nil) != (c.err != nil) {
				t.Errorf("%s: %v, %v, %v", name, lease, waited, err)
			}
		})
	}
}

func repeat(what turn, n int) []turn { return slices.Repeat([]turn{what}, n) }
