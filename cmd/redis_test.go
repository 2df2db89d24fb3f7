//go:build unix

package cmd_test

import (
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/cache/redistest"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// hurt is a Redis that does not do what it should, and when it stops to.
type hurt struct {
	start func(t *testing.T) (url string, midRun func())
	warns int    // lines of warning
	says  string // in them
}

// server starts a healthy Redis and lets spoil at it.
func server(spoil func(r *redistest.Server)) func(t *testing.T) (string, func()) {
	return func(t *testing.T) (string, func()) {
		r := redistest.Start(t)
		spoil(r)
		return r.URL, nil
	}
}

// during starts a healthy Redis and spoils it in mid-run.
func during(spoil func(r *redistest.Server)) func(t *testing.T) (string, func()) {
	return func(t *testing.T) (string, func()) {
		r := redistest.Start(t)
		return r.URL, func() { spoil(r) }
	}
}

var hurts = map[string]hurt{
	"healthy":            {start: server(func(*redistest.Server) {})},
	"down":               {start: server((*redistest.Server).Stop), warns: 1, says: "connection refused"},
	"hanging":            {start: server((*redistest.Server).Pause), warns: 1, says: "no answer within 1s"},
	"killed in mid-run":  {start: during((*redistest.Server).Stop), warns: 1, says: "connection"}, // closed or refused
	"hanging in mid-run": {start: during((*redistest.Server).Pause), warns: 1, says: "no answer within 1s"},
	"wrong password": {start: func(t *testing.T) (string, func()) {
		r := redistest.Start(t)
		r.Config("requirepass", "the-right-one")
		return strings.Replace(r.URL, "://", "://:the-wrong-one@", 1), nil
	}, warns: 1, says: "WRONGPASS"},
	"no password": {start: server(func(r *redistest.Server) { r.Config("requirepass", "the-right-one") }), warns: 1, says: "NOAUTH"},
	"read-only": {start: server(func(r *redistest.Server) {
		r.Do("REPLICAOF", "127.0.0.1", "1")
	}), warns: 1, says: "READONLY"},
	"read-only in mid-run": {start: during(func(r *redistest.Server) {
		r.Do("REPLICAOF", "127.0.0.1", "1")
	}), warns: 1, says: "READONLY"},
	"full": {start: server(func(r *redistest.Server) {
		r.Config("maxmemory-policy", "noeviction")
		r.Config("maxmemory", "1")
	}), warns: 1, says: "OOM"},
	"full in mid-run": {start: during(func(r *redistest.Server) {
		r.Config("maxmemory-policy", "noeviction")
		r.Config("maxmemory", "1")
	}), warns: 1, says: "OOM"},
	"garbage": {start: server(func(r *redistest.Server) {
		for _, key := range append([]string{"all", "meta", "lock"}, pools...) {
			r.Do("SET", "data-pools:"+key, "\x00garbage{{")
		}
		r.Do("EXPIRE", "data-pools:lock", "1")
		r.Do("HSET", "data-pools:accounts", "http://elsewhere", "garbage")
	}), warns: 1, says: "data-pools:meta"},
	"wrong types": {start: server(func(r *redistest.Server) {
		for _, key := range append([]string{"all", "meta", "accounts"}, pools...) {
			r.Do("RPUSH", "data-pools:"+key, "a", "b")
		}
	}), warns: 1, says: "data-pools:meta"},
	"a lock of the wrong type": {start: server(func(r *redistest.Server) {
		r.Do("RPUSH", "data-pools:lock", "a")
	}), warns: 1, says: "WRONGTYPE"},
	"another version's values": {start: server(func(r *redistest.Server) {
		for _, pool := range pools {
			r.Do("SET", "data-pools:"+pool, `{"version":9,"items":[]}`)
		}
		r.Do("SET", "data-pools:meta", `{"customers":{"v":2,"where":"http://elsewhere"},"orders":7}`)
		r.Do("SET", "data-pools:all", `[]`)
	}), warns: 1, says: "data-pools:meta"},
}

// Redis is optional: whatever is wrong with it is said once, and the
// pools are full nevertheless, in time.
func TestRedisFaults(t *testing.T) {
	t.Parallel()
	for name, h := range hurts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, midRun := h.start(t)
			s := serve(t, sandbox.Options{Dialect: entities.Readme, NoAdminList: name != "healthy"})
			spoilt := make(chan struct{})
			if midRun == nil {
				close(spoilt)
			} else {
				s.onRequest(60, func() {
					midRun()
					close(spoilt)
				})
			}
			out := run(t, nil, "ensure", "-o", "json", "--backend-url", s.URL, "--redis-url", url)
			<-spoilt
			out.wantCode(t, 0)
			if out.report(t).Cached {
				t.Error("answered from a cache that cannot know")
			}
			s.wantEach(t, 10)
			s.wantSound(t, 10)
			if w := out.warnings(); len(w) != h.warns {
				t.Errorf("%d warnings, want %d:\n%s", len(w), h.warns, strings.Join(w, "\n"))
			}
			if !strings.Contains(strings.Join(out.warnings(), "\n"), h.says) {
				t.Errorf("%q is not among the warnings: %v", h.says, out.warnings())
			}
			if out.took > 15*time.Second {
				t.Errorf("took %s", out.took)
			}
			t.Logf("%s: %s", out.took, strings.Join(out.warnings(), " | "))
			if strings.Contains(out.stderr, "the-wrong-one") {
				t.Error("the password is printed")
			}
		})
	}
}

// What a cache holds is checked before it is trusted: here each value has
// been tampered with in a way that parses.
func TestCacheIsChecked(t *testing.T) {
	t.Parallel()
	for name, command := range map[string][]any{
		"an item less":        {"SET", "data-pools:customers", `[{"id":"a"}]`},
		"items that are none": {"SET", "data-pools:orders", `[1,2,3,4,5,6,7,8,9,10]`},
		"nothing":             {"DEL", "data-pools:drivers"},
		"an address that was never there": {"SET", "data-pools:address_books",
			"[" + strings.Repeat(`{"id":"../../../orders?x=a"},`, 9) + `{"id":"b"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, r := serve(t, sandbox.Options{}), redistest.Start(t)
			cached := func() bool {
				return run(t, nil, "ensure", "-o", "json", "--backend-url", s.URL, "--redis-url", r.URL).wantCode(t, 0).report(t).Cached
			}
			first, second := cached(), cached()
			r.Do(command...)
			if third, fourth := cached(), cached(); first || !second || third || !fourth {
				t.Errorf("cached %v, %v, then %v, put right %v", first, second, third, fourth)
			}
			s.wantEach(t, 10)
			if wrong := lies(r, s); len(wrong) > 0 {
				t.Error(wrong)
			}
		})
	}
}
