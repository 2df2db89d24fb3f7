package report

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\n\tb": "a b", "\x1b[31mred": "[31mred", "\u009b2J": "2J", "a\u202eb\ufeff": "ab", "\xffx": "\ufffdx", " \u2028 ": "", "Nguyễn": "Nguyễn",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestCutNeverSplitsACharacter(t *testing.T) {
	for _, s := range []string{"Nguye\u0302\u0303n Thi\u0323", "田中さくら", "👩‍👩‍👧 family", "plain text"} {
		for width := range 20 {
			got := cut(s, width)
			if columnsOf(got) > width {
				t.Errorf("%q in %d columns: %q", s, width, got)
			}
			if head := strings.TrimSuffix(got, "…"); !strings.HasPrefix(s, head) {
				t.Errorf("%q is not the beginning of %q", head, s)
			}
		}
	}
	if got := cut("Thi\u0323 A", 3); got != "Th…" {
		t.Errorf("%q", got)
	}
	if got := cut("Thi\u0323 A", 4); got != "Thi\u0323…" {
		t.Errorf("%q", got)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"one two three", 7, "one two\n  three"},
		{"one two three", 0, "one two three"},
		{"one abcdefghij two", 6, "one\n  abcdefghij\n  two"},
		{"  one two three", 8, "  one\n  two\n  three"},
		{"", 10, ""},
	} {
		if got := wrap(c.in, c.width); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestDurations(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0.0s", 0: "0.0s", 300 * time.Millisecond: "0.3s", 9949 * time.Millisecond: "9.9s", 10 * time.Second: "10s",
		59600 * time.Millisecond: "1m0s", 65400 * time.Millisecond: "1m5s", 127*time.Minute + 40*time.Second: "2h8m", 50 * time.Hour: "50h0m",
	} {
		if got := duration(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

// FuzzYAML checks that any JSON value comes out as YAML that says the same.
func FuzzYAML(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5,-0,1e5,true,null,"x"],"b":{}}`, `"yes"`, `["no","1:30","0x1F","~","null","- a","a: b","#c"," lead","trail ","1e3","2025-07-14"]`,
		`"line\nbreak \n\n"`, `"\u0000\u001b\u0085\u2028\ud83d\ude00"`, `"\ud800"`, `{"":"","a b":"{}"}`, `[[],[[]],{"k":[{}]}]`, `99000100900010000100000`, `"=\t<<"`, `{"<<":{"a":1}}`,
		`{"yes":1,"1":2,"null":3}`,
		"{\"\xff\":\"a\xff\xfeb\"}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			t.Skip()
		}
		var out bytes.Buffer
		writeYAML(&out, []byte(text))
		same(t, []byte(text), out.Bytes())
	})
}

func TestEventsInALog(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, LogOptions{JSON: true, Level: slog.LevelInfo})
	observe := LogEvents(log)
	short := event(seeder.PoolDone, seeder.PoolReport{Pool: "orders", Created: 3, Status: seeder.PoolShort, Reason: "why"})
	for _, e := range []seeder.Event{
		started(false), short, started(true), short,
		event(seeder.PoolStarted, seeder.PoolReport{}),
		event(seeder.PoolDone, seeder.PoolReport{Pool: "customers", Status: seeder.PoolFull}),
		{Kind: seeder.Waiting, Text: "the lock"},
		{Kind: seeder.Warned, Text: "redis://:pw@host is down"},
		{Kind: seeder.RunDone, Report: &seeder.Report{Status: seeder.StatusOK}},
		{Kind: seeder.RunDone, Report: &seeder.Report{Status: seeder.StatusFailed, Error: "gone"}},
	} {
		observe(e)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		var record struct{ Time, Level, Msg string }
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.Time == "" {
			t.Errorf("%v: %s", err, line)
		}
		got = append(got, record.Level+" "+record.Msg)
	}
	want := "INFO run started, WARN pool short, INFO run started, INFO pool short, INFO pool full, INFO waiting, WARN redis://***@host is down, INFO run ok, ERROR run failed"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
}

func TestSecretsAreMasked(t *testing.T) {
	target := &url.URL{Scheme: "redis", User: url.UserPassword("u", "hunter2"), Host: "h"}
	for _, handler := range []LogOptions{{JSON: true}, {}} {
		var out bytes.Buffer
		log := NewLogger(&out, handler)
		log.Warn("to http://u:hunter2@h/x?mail=a@b", "account_password", "hunter2", "access-token", "hunter2", "Authorization", "hunter2",
			slog.Group("g", "verification_code", "hunter2", "url", target), "mail", "a@b", "took", time.Second, "n", 1, "client_secret", "hunter2", "apiKey", "hunter2")
		got := out.String()
		if strings.Contains(got, "hunter2") {
			t.Errorf("a secret in %s", got)
		}
		for _, want := range []string{"a@b", "http://***@h/x?mail=a@b", "redis://***@h"} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in %s", want, got)
			}
		}
	}
}
