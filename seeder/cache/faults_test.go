package cache

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
)

const secret = "s3cr3t"

// withSecret gives the URL a password.
func withSecret(raw string) string { return strings.Replace(raw, "://", "://:"+secret+"@", 1) }

// faultCase is a Redis that does not do what it should.
type faultCase struct {
	start func(t *testing.T) string // returns its URL
	want  []string                  // of the text of every error
	works []string                  // operations that succeed nevertheless
}

var faults = map[string]faultCase{
	"down": {
		start: func(t *testing.T) string { return withSecret(down(t)) },
		want:  []string{"connection refused", "start Redis there", "--no-cache"},
	},
	"no such socket": {
		start: func(t *testing.T) string { return "unix://" + t.TempDir() + "/none" },
		want:  []string{"no such file", "start Redis there"},
	},
	"stopped in mid-run": {
		start: func(t *testing.T) string {
			s := redistest.Start(t)
			save(t, store(t, s.URL, Options{}), every(2)...)
			s.Stop()
			return s.URL
		},
		want: []string{"connection refused", "start Redis there"},
	},
	"black hole": {start: blackHole, want: []string{"no answer within 1s", "hangs", "--no-cache"}},
	"hanging": {
		start: func(t *testing.T) string {
			s := redistest.Start(t)
			s.Pause()
			return s.URL
		},
		want: []string{"no answer within 1s", "hangs"},
	},
	"no password": {
		start: protected,
		want:  []string{"NOAUTH", "right user and password"},
	},
	"wrong password": {
		start: func(t *testing.T) string { return withSecret(protected(t)) },
		want:  []string{"WRONGPASS", "right user and password", "percent-encoded"},
	},
	"no permission": {
		start: func(t *testing.T) string {
			s := redistest.Start(t)
			s.Do("ACL", "SETUSER", "reader", "on", ">"+secret, "~*", "+@read", "+@connection", "+@transaction")
			return strings.Replace(s.URL, "://", "://reader:"+secret+"@", 1)
		},
		want:  []string{"NOPERM", "let this Redis user"},
		works: []string{"load", "memory", "ledger"},
	},
	"read-only replica": {
		start: func(t *testing.T) string {
			s := redistest.Start(t)
			host, port, _ := net.SplitHostPort(hostOf(t, down(t)))
			s.Do("REPLICAOF", host, port)
			return s.URL
		},
		want:  []string{"READONLY", "name the primary"},
		works: []string{"load", "memory", "ledger"},
	},
	"too few replicas": {
		start: configured("min-replicas-to-write", "1"),
		want:  []string{"NOREPLICAS"},
		works: []string{"load", "memory", "ledger"},
	},
	"full": {
		start: func(t *testing.T) string {
			s := redistest.Start(t, "--maxmemory-policy", "noeviction")
			save(t, store(t, s.URL, Options{}), every(2)...)
			s.Config("maxmemory", "1")
			return s.URL
		},
		want:  []string{"OOM", "raise maxmemory"},
		works: []string{"load", "memory", "ledger"},
	},
	"no connection left": {
		start: says("-ERR max number of clients reached"),
		want:  []string{"max number of clients"},
	},
	"loading": {
		start: says("-LOADING Redis is loading the dataset in memory"),
		want:  []string{"LOADING"},
	},
	"replica without primary": {
		start: says("-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."),
		want:  []string{"MASTERDOWN", "name the primary"},
	},
	"cannot save to disk": {
		start: says("-MISCONF Redis is configured to save RDB snapshots"),
		want:  []string{"MISCONF"},
	},
	"no such database": {
		start: func(t *testing.T) string { return redistest.Start(t).URL + "/99" },
		want:  []string{"DB index", "database number"},
	},
	"cluster": {start: says("-MOVED 3999 127.0.0.1:6381"), want: []string{"MOVED", "single Redis"}},
	"not Redis": {
		start: says("HTTP/1.1 400 Bad Request"),
		want:  []string{"HTTP/1.1 400 Bad Request", "does Redis listen there?"},
	},
	"unknown authority": {
		start: func(t *testing.T) string {
			s := httptest.NewUnstartedServer(nil)
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return "rediss://" + s.Listener.Addr().String()
		},
		want: []string{"certificate", "redis_ca_file"},
	},
	"speaks no TLS": {
		start: func(t *testing.T) string {
			return "rediss://" + listen(t, func(conn net.Conn) { _, _ = conn.Write([]byte("-ERR what?\r\n")) })
		},
		want: []string{"TLS handshake", "rediss://"},
	},
	"hangs up": {
		start: func(t *testing.T) string { return "redis://" + listen(t, func(conn net.Conn) { _ = conn.Close() }) },
		want:  []string{"see whether Redis was stopped"},
	},
}

// down returns the URL of a port without a listener.
func down(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return "redis://" + l.Addr().String()
}

func protected(t *testing.T) string { return configured("requirepass", "other")(t) }

func configured(name, value string) func(*testing.T) string {
	return func(t *testing.T) string {
		s := redistest.Start(t)
		s.Config(name, value)
		return s.URL
	}
}

func hostOf(t *testing.T, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	must(t, err)
	return u.Host
}

// operations are all that may fail, by name.
func operations(ctx context.Context, r *Store) map[string]func() error {
	return map[string]func() error{
		"load":     func() error { _, err := r.Load(ctx, testNames()); return err },
		"save":     func() error { return r.Save(ctx, slices.Values(every(2))) },
		"drop":     func() error { return r.Drop(ctx, testNames()) },
		"memory":   func() error { _, err := r.Memory(ctx, here); return err },
		"remember": func() error { return r.Remember(ctx, here, seeder.Memory{Canary: "w"}) },
		"ledger":   func() error { _, err := r.Ledger(ctx, here); return err },
		"append":   func() error { return r.Append(ctx, here, seeder.Ledger{Next: map[string]int{"orders": 1}}) },
		"forget":   func() error { return r.Forget(ctx, here, "orders", []string{"1"}) },
		"lock":     func() error { _, _, err := r.Acquire(ctx, nil); return err },
	}
}

func TestFaults(t *testing.T) {
	for name, f := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw := f.start(t)
			r := store(t, raw, Options{LockTimeout: time.Minute})
			var wg sync.WaitGroup
			for op, run := range operations(t.Context(), r) {
				wg.Go(func() {
					start := time.Now()
					err := run()
					if took := time.Since(start); took > 2*opTimeout {
						t.Errorf("%s took %s", op, took)
					}
					if !slices.Contains(f.works, op) {
						wantFault(t, op, err, r.Name(), f.want)
					} else if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		})
	}
}

func wantFault(t *testing.T, op string, err error, store string, want []string) {
	t.Helper()
	if _, ok := errors.AsType[*Error](err); !ok || errors.Unwrap(err) == nil || !strings.HasPrefix(err.Error(), store+": ") {
		t.Errorf("%s: %#v", op, err)
		return
	}
	text := err.Error()
	for _, part := range want {
		if !strings.Contains(text, part) {
			t.Errorf("%s: no %q in %q", op, part, text)
		}
	}
	if strings.Contains(text, secret) || strings.Contains(innermost(err), secret) {
		t.Errorf("%s: the password is in %q", op, text)
	}
}

// innermost is the text of the first cause.
func innermost(err error) string {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err.Error()
}

func TestRedisDiesAndComesBack(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	r := store(t, s.URL, Options{})
	save(t, r, every(2)...)
	s.Stop()
	for range 5 {
		if _, err := r.Load(t.Context(), testNames()); err == nil {
			t.Error("loaded from a dead Redis")
		}
	}
	s.Restart()
	waitFor(t, func() bool {
		_, err := r.Load(t.Context(), testNames())
		return err == nil
	})
	save(t, r, every(2)...)
}

// TestFullRedisKeepsWhatItHas checks that a transaction is refused whole.
func TestFullRedisKeepsWhatItHas(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	r := store(t, s.URL, Options{})
	save(t, r, every(2)...)
	s.Config("maxmemory", "1")
	if err := r.Save(t.Context(), slices.Values(every(5))); err == nil {
		t.Fatal("saved")
	}
	s.Config("maxmemory", "0")
	for name, p := range load(t, r) {
		if len(p.Items) != 2 {
			t.Errorf("%s has %d items", name, len(p.Items))
		}
	}
}

func TestWrongTypesAreLoggedOnceAndReplaced(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	log, logged := logTo()
	r := store(t, s.URL, Options{Log: log})
	for _, key := range []string{keyMeta, keyAll, keyPrefix + "orders", keyAccounts, keyProgress} {
		s.Do("RPUSH", key, "x")
	}
	for range 2 {
		if got := load(t, r); len(got) != 0 {
			t.Errorf("got %v", got)
		}
		wantMemory(t, r, here, "")
	}
	if strings.Count(logged(), "\n") != 1 || !strings.Contains(logged(), "data-pools:meta why=\"is not what flashseed writes") {
		t.Errorf("not one warning:\n%s", logged())
	}
	save(t, r, every(2)...)
	must(t, r.Remember(t.Context(), here, seeder.Memory{Canary: "w"}))
	acquire(t, r).Progress()
	if got := load(t, r); len(got) != 3 || s.Do("TYPE", keyAll) != "string" {
		t.Errorf("got %v, data-pools:all is a %v", got, s.Do("TYPE", keyAll))
	}
	wantMemory(t, r, here, "w")
}

func TestLockOfAWrongTypeIsAnError(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	s.Do("RPUSH", keyLock, "x")
	_, waited, err := store(t, s.URL, Options{}).Acquire(t.Context(), nil)
	if waited {
		t.Error("waited")
	}
	wantFault(t, "lock", err, "redis "+s.Addr, []string{"WRONGTYPE", "delete those keys"})
}

func TestAccountsGarbageInRedis(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	log, logged := logTo()
	r := store(t, s.URL, Options{Log: log})
	s.Do("HSET", keyAccounts, here, "garbage", there, "more garbage")
	wantMemory(t, r, here, "")
	if !strings.Contains(logged(), "is not what flashseed writes") {
		t.Errorf("logged %q", logged())
	}
	must(t, r.Remember(t.Context(), here, seeder.Memory{Canary: "w"}))
	wantMemory(t, r, here, "w")
	if s.Do("HGET", keyAccounts, there) != "more garbage" {
		t.Error("what may be a newer version's was deleted")
	}
}

// TestNothingIsSentTwice counts the connections on which a server that hangs
// up after the first command was asked.
func TestNothingIsSentTwice(t *testing.T) {
	t.Parallel()
	var conns atomic.Int32
	addr := listen(t, func(conn net.Conn) {
		conns.Add(1)
		_ = skipCommand(bufio.NewReader(conn))
		_ = conn.Close()
	})
	r := store(t, "redis://"+addr, Options{})
	for op, run := range operations(t.Context(), r) {
		conns.Store(0)
		if err := run(); err == nil || conns.Load() != 1 {
			t.Errorf("%s: asked %d times: %v", op, conns.Load(), err)
		}
	}
}
