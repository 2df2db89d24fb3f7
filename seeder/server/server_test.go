package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// closedAddress is where nothing listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return "http://" + l.Addr().String()
}

// TestShutdownStopsTheRun asks for much, and for the end right after.
func TestShutdownStopsTheRun(t *testing.T) {
	r := newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: 20 * time.Millisecond}})
	got := make(chan answer, 1)
	go func() { got <- r.do("POST", "/data-pools/ensure?min=super_admins=2000") }()
	eventually(t, "the run is at work", func() bool { return r.sandbox.Count("super_admins") > 3 })
	began := time.Now()
	must(t, r.stop())
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("the shutdown took %v", took)
	}
	if a := <-got; a.code != http.StatusServiceUnavailable || !strings.Contains(string(a.body), "interrupted") {
		t.Errorf("the caller got %d %s", a.code, a.body)
	}
	if n := r.sandbox.Count("super_admins"); n >= 2000 {
		t.Errorf("it went on to the end: %d", n)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://")); err == nil {
		t.Error("it still takes connections")
	}
}

// TestShutdownAborts has a run that does not end by itself.
func TestShutdownAborts(t *testing.T) {
	var aborted atomic.Bool
	abort, giveUp := context.WithCancel(context.Background())
	r := newRig(t, rigOptions{
		server: func(o *Options) {
			o.ShutdownTimeout = 50 * time.Millisecond
			o.Abort = func() { aborted.Store(true); giveUp() }
		},
		driver: func(d Driver) Driver {
			return hooked{d, func(context.Context, seeder.Request, seeder.Observer) (*seeder.Report, error) {
				<-abort.Done()
				return &seeder.Report{Status: seeder.StatusInterrupted, Error: "interrupted", Transient: true}, nil
			}}
		},
	})
	got := make(chan answer, 1)
	go func() { got <- r.do("POST", "/data-pools/ensure") }()
	eventually(t, "the run is at work", func() bool { return r.server.cancel.Load() != nil })
	must(t, r.stop())
	if a := <-got; a.code != http.StatusServiceUnavailable {
		t.Errorf("the caller got %d %s", a.code, a.body)
	}
	if !aborted.Load() || !strings.Contains(r.log.String(), "aborted") {
		t.Error("the run was not aborted")
	}
}

// TestServeTellsWhyItEnded has the listener fail.
func TestServeTellsWhyItEnded(t *testing.T) {
	r := newRig(t, rigOptions{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	must(t, l.Close())
	if err := New(r.server.Options).Serve(context.Background(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve returned %v", err)
	}
}
