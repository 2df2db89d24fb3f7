package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// on returns a progress on a terminal, and on its screen.
func on(s *screen, change ...func(*ProgressOptions)) *Progress {
	o := ProgressOptions{Out: NewConsole(s, s.columns), TTY: true, Now: time.Now, Titles: testTitles}
	for _, f := range change {
		f(&o)
	}
	return NewProgress(o)
}

func event(kind seeder.EventKind, p seeder.PoolReport) seeder.Event {
	return seeder.Event{Kind: kind, Pool: &p}
}

func started(dry bool) seeder.Event {
	return seeder.Event{Kind: seeder.RunStarted, Report: &seeder.Report{Backend: "http://localhost:1310", Dialect: "flashstrom", DryRun: dry}}
}

// run plays a run that has everything, waiting before and after what the test
// wants to look at.
func run(p *Progress) {
	p.Observe(started(false))
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "address_books", Min: 10}))
	for i := range 10 {
		p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Pool: "address_books", Min: 10, Created: i + 1}))
		time.Sleep(50 * time.Millisecond)
	}
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "address_books", Min: 10, Created: 10, Now: 10, Status: seeder.PoolFull, Reached: true, DurationMS: 97}))
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "menu_item_variants", Min: 10, Before: 100}))
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "menu_item_variants", Min: 10, Before: 100, Now: 100, AtLeast: true, Completed: 4, Status: seeder.PoolFull, Reached: true, DurationMS: 20}))
	p.Observe(seeder.Event{Kind: seeder.Warned, Text: "redis is down;\n\x1b[2Jgoing on without the cache"})
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "menu_items", Min: 10}))
	time.Sleep(200 * time.Millisecond)
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "menu_items", Min: 10, Now: 7, Created: 7, Status: seeder.PoolShort, Reason: "created 10, the list shows 7"}))
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Min: 10, Status: seeder.PoolSkipped, Reason: "menu_items is short"}))
	p.Observe(seeder.Event{Kind: seeder.RunDone})
}

// Nothing of the bars is left on the screen after a run, and lines that are no
// terminal's hold no control characters.
func TestTheScreenAfterARun(t *testing.T) {
	const all = `
Filling http://localhost:1310 (flashstrom)
✓ Address books           10  (+10)   0.1s
✓ Menu item variants    ≥100  (4 finished)  0.0s
warning: redis is down; [2Jgoing on without the cache
✗ Menu items short, 7 of 10: created 10, the list shows 7
- Orders skipped: menu_items is short`
	const narrow = `
Filling http://localhost:1310
  (flashstrom)
✓ Address books 10 (+10) 0.1s
✓ Menu item variants ≥100 (4 finished)
  0.0s
warning: redis is down; [2Jgoing on
  without the cache
✗ Menu items short, 7 of 10: created 10,
  the list shows 7
- Orders skipped: menu_items is short`
	const quiet = `
warning: redis is down; [2Jgoing on without the cache
✗ Menu items short, 7 of 10: created 10, the list shows 7
- Orders skipped: menu_items is short`
	for _, tt := range []struct {
		width      int
		tty, quiet bool
		want       string
	}{
		{80, true, false, all}, {40, true, false, narrow}, {80, true, true, quiet}, {80, false, true, quiet}, {80, false, false, all},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newScreen(t, tt.width)
			var plain bytes.Buffer
			p := on(s, func(o *ProgressOptions) {
				if o.TTY, o.Quiet, o.Verbose = tt.tty, tt.quiet, tt.quiet; !tt.tty {
					o.Out = NewConsole(io.MultiWriter(s, &plain), func() int { return 40 })
				}
			})
			if tt.quiet {
				p.Observe(seeder.Event{Kind: seeder.Waiting, Text: "the backend"})
			}
			run(p)
			s.wants(tt.want)
			if tt.quiet && s.writes != 3 || strings.ContainsAny(plain.String(), "\x1b\r\t") {
				t.Errorf("%d writes, %q", s.writes, plain.String())
			}
		})
	}
}

func TestLines(t *testing.T) {
	done := func(pool string, p seeder.PoolReport) seeder.Event {
		p.Pool = pool
		return event(seeder.PoolDone, p)
	}
	for name, tt := range map[string]struct {
		events []seeder.Event
		want   string
	}{
		"what a pool began with": {[]seeder.Event{event(seeder.PoolStarted, seeder.PoolReport{Pool: "customers", Min: 10, Before: 12})}, "  Customers: 12 there, 10 wanted"},
		"a dry run": {[]seeder.Event{
			started(true),
			event(seeder.PoolStarted, seeder.PoolReport{Pool: "orders", Min: 10}),
			done("orders", seeder.PoolReport{Created: 7, Status: seeder.PoolFull}),
			done("address_books", seeder.PoolReport{Min: 10, Status: seeder.PoolShort, Reason: "no answer"}),
		}, "Dry run on http://localhost:1310 (flashstrom): nothing will be created\n✗ Address books short, 0 of 10: no answer"},
		"a pool that was not observed": {[]seeder.Event{
			done("orders", seeder.PoolReport{Min: 10, Unknown: true, Status: seeder.PoolShort, Reason: "no answer"}),
		}, "✗ Orders short, – of 10: no answer"},
		"one cause of two": {[]seeder.Event{
			done("menu_items", seeder.PoolReport{Min: 10, Status: seeder.PoolShort, Reason: "refused: the price"}),
			done("orders", seeder.PoolReport{Min: 10, Status: seeder.PoolSkipped, Reason: "menu_items is empty: refused: the price"}),
		}, "✗ Menu items short, 0 of 10: refused: the price\n- Orders skipped: menu_items is empty"},
		// A pool that was full without a look was answered from the cache: a line
		// that says so for all of them is printed with the result.
		"a cached run": {[]seeder.Event{
			started(false),
			done("orders", seeder.PoolReport{Before: 10, Now: 10, Min: 10, Status: seeder.PoolFull}),
			{Kind: seeder.RunDone, Report: &seeder.Report{Status: seeder.StatusOK, Cached: true}},
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, tty := range []bool{true, false} {
				s := newScreen(t, 80)
				p := on(s, func(o *ProgressOptions) { o.TTY, o.Verbose = tty, name == "what a pool began with" })
				for _, e := range tt.events {
					p.Observe(e)
				}
				s.wants(tt.want)
			}
		})
	}
}

func TestColorIsForTerminals(t *testing.T) {
	var out bytes.Buffer
	p := NewProgress(ProgressOptions{Out: NewConsole(&out, nil), TTY: true, Color: true, Now: time.Now, Titles: map[string]string{"orders": "Orders"}})
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "orders"}))
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Status: seeder.PoolFull, Reached: true, Now: 1, DurationMS: 100}))
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Status: seeder.PoolShort, Reason: "r"}))
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Status: seeder.PoolSkipped}))
	p.Observe(seeder.Event{Kind: seeder.Warned, Text: "w"})
	want := "\x1b[32m✓\x1b[0m Orders       1          0.1s\n\x1b[31m✗\x1b[0m Orders short, 0 of 0: r\n" +
		"\x1b[33m-\x1b[0m Orders skipped\n\x1b[33mwarning:\x1b[0m w\n"
	if out.String() != want {
		t.Errorf("got %q\nwant %q", out.String(), want)
	}
}

func TestResizedWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScreen(t, 120)
		p := on(s)
		p.Observe(started(false))
		p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "customers", Min: 10}))
		for _, width := range []int{40, 23, 200, 13, 80} {
			s.width = width
			time.Sleep(time.Second)
			p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Pool: "customers", Min: 10, Created: width % 10}))
		}
		s.width = 30 // and a log line right after a resize, before the next frame
		fmt.Fprintln(p.o.Out, "logged")
		s.width = 80
		fmt.Fprintln(p.o.Out, "logged again")
		p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "customers", Status: seeder.PoolFull, Reached: true, Now: 10, Created: 10, DurationMS: 1500}))
		s.wants(`
Filling http://localhost:1310 (flashstrom)
logged
logged again
✓ Customers               10  (+10)   1.5s`)
	})
}

func TestLongPoolsInALogSayHowFarTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := NewProgress(ProgressOptions{Out: NewConsole(&out, nil), Now: time.Now, Titles: testTitles})
		p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "customers", Min: 100000}))
		for i := range 650 {
			time.Sleep(100 * time.Millisecond)
			p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Pool: "customers", Min: 100000, Created: (i + 1) * 100}))
		}
		want := "  Customers  30000/100000  1000.0/s  1m10s left\n  Customers  60000/100000  1000.0/s  40s left\n"
		if out.String() != want {
			t.Errorf("got\n%swant\n%s", out.String(), want)
		}
	})
}

// What is logged while a bar is drawn stays whole, and nothing of the bar
// stays behind.
func TestLogLinesAndTheBarShareTheStream(t *testing.T) {
	s := newScreen(t, 80)
	p := on(s)
	log := NewLogger(p.o.Out, LogOptions{})
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "orders", Min: 1000}))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 100 {
				log.Warn("retried", "by", g, "try", i)
				time.Sleep(time.Millisecond)
			}
		})
	}
	for i := range 1000 {
		p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Pool: "orders", Min: 1000, Created: i + 1}))
		time.Sleep(200 * time.Microsecond)
	}
	wg.Wait()
	p.Observe(event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Now: 1000, Created: 1000, Reached: true, Status: seeder.PoolFull}))
	whole := regexp.MustCompile(`^warning: retried by=\d try=\d+$`)
	lines := strings.Split(s.text(), "\n")
	if len(lines) != 801 || !strings.HasPrefix(lines[800], "✓ Orders") {
		t.Errorf("%d lines, the last: %s", len(lines), lines[len(lines)-1])
	}
	for _, line := range lines[:len(lines)-1] {
		if !whole.MatchString(line) {
			t.Errorf("a broken line: %q", line)
		}
	}
}

func TestLogger(t *testing.T) {
	for name, c := range map[string]struct {
		o    LogOptions
		want string
	}{
		"text":  {LogOptions{}, "warning: slow pool=orders err=\"GET http://***@host/: EOF\" password=***\n"},
		"timed": {LogOptions{Time: true}, "12:00:00.000 warning: slow pool=orders err=\"GET http://***@host/: EOF\" password=***\n"},
		"color": {LogOptions{Color: true}, "\x1b[33mwarning:\x1b[0m slow \x1b[2mpool=\x1b[0morders \x1b[2merr=\x1b[0m\"GET http://***@host/: EOF\" \x1b[2mpassword=\x1b[0m***\n"},
		"json":  {LogOptions{JSON: true}, `{"time":"2025-07-14T12:00:00Z","level":"WARN","msg":"slow","pool":"orders","err":"GET http://***@host/: EOF","password":"***"}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			h := NewLogger(NewConsole(&out, nil), c.o).Handler()
			r := slog.NewRecord(noon, slog.LevelWarn, "slow", 0)
			r.AddAttrs(slog.String("pool", "orders"), slog.Any("err", fmt.Errorf("GET http://me:p@ss@host/: %w", io.EOF)), slog.String("password", "x"))
			if err := h.Handle(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("got  %q\nwant %q", out.String(), c.want)
			}
			if h.Enabled(t.Context(), slog.LevelInfo) {
				t.Error("says more than warnings")
			}
		})
	}
}

func TestTheBarShowsRateAndTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for width, want := range map[int]string{
			40:  "Customers  25% ██░░░░░░░░░ (5000/20000)",
			80:  "Customers           25% ███░░░░░░░░░░░ (5000/20000, 1002 items/s) [5s:14s]",
			120: "Customers           25% ██████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ (5000/20000, 1002 items/s) [5s:14s]",
		} {
			s := newScreen(t, width)
			p := on(s)
			p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "customers", Before: 1000, Now: 1000, Min: 21000}))
			for i := range 500 { // 5 s at 1000 items a second
				p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Before: 1000, Min: 21000, Created: (i + 1) * 10}))
				time.Sleep(10 * time.Millisecond)
			}
			p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Before: 1000, Min: 21000, Created: 5000}))
			s.wants(want)
			if s.writes > 52 {
				t.Errorf("%d frames in 5 s", s.writes)
			}
			p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Before: 1000, Min: 21000, Created: 5000, Now: 22000}))
			if !strings.Contains(s.text(), "100%") {
				t.Errorf("an over-full pool: %s", s.text())
			}
			p.o.Out.Clear()
			s.wants("")
		}
	})
}

func TestWaitingIsOneLineThatIsRedrawn(t *testing.T) {
	s := newScreen(t, 60)
	p := on(s)
	p.Observe(seeder.Event{Kind: seeder.Waiting, Text: "http://localhost:1310 to answer"})
	p.Observe(seeder.Event{Kind: seeder.Waiting, Text: "the lock of a process with a name so long that it does not fit"})
	s.wants("waiting: the lock of a process with a name so long that it")
	p.Observe(event(seeder.PoolStarted, seeder.PoolReport{Pool: "orders", Min: 2}))
	p.Observe(seeder.Event{Kind: seeder.Waiting, Text: "the list"})
	s.wants("waiting: the list")
	p.Observe(event(seeder.ItemCreated, seeder.PoolReport{Pool: "orders", Min: 2, Created: 2}))
	if !strings.HasPrefix(s.text(), "Orders ") {
		t.Errorf("after the wait: %s", s.text())
	}
	p.Observe(seeder.Event{Kind: seeder.RunDone})
	s.wants("")

	s = newScreen(t, 60) // a log says each once
	p = on(s, func(o *ProgressOptions) { o.TTY = false })
	for _, what := range []string{"the backend", "the backend", "the lock"} {
		p.Observe(seeder.Event{Kind: seeder.Waiting, Text: what})
	}
	s.wants("waiting: the backend\nwaiting: the lock")
}

func TestARetryIsRedrawnOnATerminal(t *testing.T) {
	s := newScreen(t, 80)
	c := NewConsole(s, s.columns)
	log := NewLogger(c, LogOptions{Retries: c})
	for attempt := range 3 {
		log.Warn("request is repeated", "error", io.ErrUnexpectedEOF, "attempt", attempt+1, "wait", time.Second)
	}
	s.wants("retry 3: unexpected EOF")
	log.Warn("something else")
	s.wants("warning: something else\nretry 3: unexpected EOF")

	var out bytes.Buffer
	NewLogger(&out, LogOptions{}).Warn("request is repeated", "error", "GET http://u:p@h/x: EOF", "attempt", 2)
	if want := "warning: retry 2: GET http://***@h/x: EOF\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
}

func TestErrorsOfTheStreamAreReturned(t *testing.T) {
	read, write := io.Pipe()
	_ = read.Close()
	if n, err := fmt.Fprintln(NewConsole(write, nil), "text"); n != 0 || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%d, %v", n, err)
	}
}
