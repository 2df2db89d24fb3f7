package backend

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func read(t testing.TB, body io.Reader, wanted listing) (*listing, error) {
	t.Helper()
	l := wanted
	err := l.read(body, 1<<20)
	return &l, cmp.Or(err, l.fault)
}

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		body    string
		count   int
		atLeast bool
		ids     string
		fault   error
	}{
		{`{"EC":0,"EM":"OK","data":[{"id":"a"},{"id":"b"}]}`, 2, false, "a b", nil},
		{`{"data":[{"id":"a"}],"EM":"OK","EC":0}`, 1, false, "a", nil},
		{` [ {"id":"a"} , {"id":"b"} ] `, 2, false, "a b", nil},
		{`[]`, 0, false, "", nil},
		{`{"EC":0,"data":[]}`, 0, false, "", nil},
		{`{"EC":0,"EM":"OK","data":null}`, 0, false, "", nil},
		{`{"items":[{"id":"a"}]}`, 1, false, "a", nil},
		{`{"data":{"data":[{"id":"a"}]}}`, 1, false, "a", nil},
		// the limit exactly, and what lies behind it
		{`[{"id":"a"},{"id":"b"},{"id":"c"}]`, 3, false, "a b c", nil},
		{`[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"}]`, 3, true, "a b c", nil},
		{`[{"id":"a"},{"id":"b"},{"id":"c"},{"id`, 3, true, "a b c", nil},
		// pages, with their total in several places
		{`{"EC":0,"EM":"OK","data":{"totalPages":5,"currentPage":1,"totalItems":10,"items":[{"id":"a"},{"id":"b"}]}}`, 10, false, "a b", nil},
		{`{"EC":"0","data":{"totalItems":"10","items":[{"id":"a"}]}}`, 10, false, "a", nil},
		{`{"data":{"items":[{"id":"a"}],"totalItems":10}}`, 10, false, "a", nil},
		{`{"data":{"items":[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{"id":"e"}],"totalItems":5}}`, 3, true, "a b c", nil},
		{`{"items":[{"id":"a"}],"meta":{"totalItems":9,"itemCount":1}}`, 9, false, "a", nil},
		{`{"items":[{"id":"a"}],"total":9}`, 9, false, "a", nil},
		{`{"totalItems":8,"items":[{"id":"a"}],"total":9}`, 8, false, "a", nil},
		{`{"totalItems":1,"items":[{"id":"a"},{"id":"b"}]}`, 2, false, "a b", nil},
		{`{"EC":0,"data":{"totalItems":0,"items":[]}}`, 0, false, "", nil},
		{`{"EC":0,"data":{"totalItems":0}}`, 0, false, "", nil},
		// odd items, and what is no list or another one
		{`[{"id":12},{"_id":"b"},{"id":null,"_id":"c"}]`, 3, false, "12 b c", nil},
		{`[{"id":"a"},{"name":"x"},{"id":""}]`, 3, false, "a", nil},
		{`[null,{"id":"a"},3]`, 1, false, "a", nil},
		{`{"links":[{"id":"x"}],"meta":[1,2],"EC":0,"data":[{"id":"a"}]}`, 1, false, "a", nil},
		{`{"items":[{"id":"a"}],"data":[{"id":"b"}]}`, 1, false, "a", nil},
		{`{"ec":5,"Data":[{"id":"x"}],"data":[{"id":"a"}]}`, 1, false, "a", nil},
		{"[]\n<!-- cached -->", 0, false, "", nil},

		{body: `{"id":"a"}`, fault: errNoList},
		{body: `5`, fault: errNoList},
		{body: `null`, fault: errNoList}, // without a code
		{body: `{"data":null}`, fault: errNoList},
		{body: `[1,2]`, fault: errNoIDs},
		{body: `[{"name":"x"}]`, fault: errNoIDs},
		{body: `{"data":{"totalItems":3}}`, fault: errNoItems},
		{body: `{"data":{"totalItems":3,"items":[]}}`, fault: errNoItems},
		{body: `[{"id":"a"}`, fault: io.ErrUnexpectedEOF},
		{body: `[{"id":"a`, fault: io.ErrUnexpectedEOF},
		{body: `{"meta":[{"x":1}`, fault: io.ErrUnexpectedEOF},
		{body: `{"EC`, fault: io.ErrUnexpectedEOF},
		{body: `{"other":{"a":"\"`, fault: io.ErrUnexpectedEOF},
		{body: `<html>`, fault: errSyntax},
		{body: `[{"id":"a"},]`, fault: errSyntax},
		{body: `{"EC":}`, fault: errSyntax},
		{body: `[{"id":a}]`, fault: errSyntax},
		{body: strings.Repeat("[", 100000), fault: errSyntax},
	} {
		l, err := read(t, strings.NewReader(tt.body), listing{keep: 3, enough: 3})
		if !errors.Is(err, tt.fault) || !errors.Is(l.fault, tt.fault) {
			t.Errorf("%.100s: error %v, fault %v, want %v", tt.body, err, l.fault, tt.fault)
		}
		got := l.observation()
		if tt.fault == nil && (got.Count != tt.count || got.AtLeast != tt.atLeast || ids(got.Items) != tt.ids) {
			t.Errorf("%s: got %d (at least: %v) %q", tt.body, got.Count, got.AtLeast, ids(got.Items))
		}
	}
}

// Wherever the pieces of a body end, the list is the same.
func TestPiecesOfLists(t *testing.T) {
	items := make([]string, 200)
	for i := range items {
		items[i] = strings.Replace(record(i, true), "Nguyễn", `Ng\"uy\\ễn`, 1)
	}
	body := `{"EC":0,"other":[{"a":"}\"]"},-1.5e3,null],"data":[` + strings.Join(items, " , ") + `],"totalItems":200}`
	for name, in := range map[string]io.Reader{
		"bytes": iotest.OneByteReader(strings.NewReader(body)),
		"half":  iotest.HalfReader(strings.NewReader(body)),
		"empty": iotest.DataErrReader(strings.NewReader(body)),
	} {
		l, err := read(t, in, listing{keep: 100, enough: 300})
		mustNot(t, err)
		if l.objects != 200 || len(l.items) != 100 || hasSecret(l.items[99].Raw) {
			t.Errorf("%s: %d objects, %d items", name, l.objects, len(l.items))
		}
	}
	_, err := read(t, io.MultiReader(strings.NewReader(body[:100]), iotest.ErrReader(iotest.ErrTimeout)), listing{keep: 1, enough: 1})
	if !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("error %v", err)
	}
}

// records is a list of n records.
func records(n int) string {
	return "[" + strings.Repeat(record(1, false)+",", n-1) + record(1, false) + "]"
}

// A list is closed when enough was seen of it, or counted to its end in the
// memory that its sample takes, also when it is many times as long as what may
// be read of one answer.
func TestLongLists(t *testing.T) {
	const n = 10_000 // some 4 MB
	text := records(n)
	for _, enough := range []int{1000, n} {
		var before, after runtime.MemStats
		body := strings.NewReader(text)
		runtime.ReadMemStats(&before)
		l, err := read(t, body, listing{keep: 100, enough: enough})
		runtime.ReadMemStats(&after)
		mustNot(t, err)
		if o := l.observation(); o.Count != enough || o.AtLeast != (enough < n) || len(o.Items) != 100 {
			t.Errorf("counted %d (at least: %v), kept %d", o.Count, o.AtLeast, len(o.Items))
		}
		if read := len(text) - body.Len(); read > len(text)/n*(enough+100) {
			t.Errorf("read %d bytes for %d items", read, enough)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
			t.Errorf("%d bytes were allocated for %d items", took, enough)
		}
	}
}

func TestBodiesAreLimited(t *testing.T) {
	for name, body := range map[string]io.Reader{
		"items":  io.MultiReader(strings.NewReader(`[`), &endless{text: `{"id":"a"},`}),
		"string": io.MultiReader(strings.NewReader(`["`), &endless{text: "a"}),
		"space":  &endless{text: " "},
		"object": io.MultiReader(strings.NewReader(`{`), &endless{text: `"a":1,`}),
		"depth":  &endless{text: `{"data":`},
		"total":  io.MultiReader(strings.NewReader(`{"totalItems":`), &endless{text: "1"}),
	} {
		l := listing{keep: 1 << 30, enough: 1 << 30}
		err := l.read(body, 1<<16)
		if _, limited := errors.AsType[*http.MaxBytesError](err); !limited && l.fault != errSyntax {
			t.Errorf("%s: error %v, fault %v", name, err, l.fault)
		}
	}
	for limit, whole := range map[int64]bool{12: true, 11: false} {
		if err := (&listing{keep: 3, enough: 3}).read(strings.NewReader(`[{"id":"a"}]`), limit); (err == nil) != whole {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}

// endless is a text again and again.
type endless struct {
	text string
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.read%len(e.text):])
	e.read += n
	return n, nil
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"EC":0,"EM":"OK","data":[{"id":"a","password":"x"},{"_id":5},null]}`,
		`{"data":{"items":[{"id":"a","user":{"Reset_Token":1}}],"totalItems":"10"},"EC":0}`,
		`{"EC":0,"EM":"OK","data":{"id":"USR_1","data":{"id":"FF_CUS_1","access\u005ftoken":1}}}`,
		`{"EC":2,"EM":"Invalid","data":["a must be b"]}`,
		`{"EC":0,"data":null}`, `[[[[`, `{"data":{"data":{"data":{"data":[]}}}}`, `"`, `{"EC":-`, "<html>", "",
		`[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{"id":"e"}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		const limit = 3
		l, err := read(t, strings.NewReader(string(body)), listing{keep: limit, enough: limit + 1})
		if err == nil && len(l.items) > limit {
			t.Fatalf("%d items of %q", len(l.items), body)
		}
		for _, item := range l.items {
			checkItem(t, item.ID, item.Raw)
		}
		o := l.observation()
		if o.Count < len(o.Items) {
			t.Fatalf("counted %d of %d in %q", o.Count, len(o.Items), body)
		}
		compare(t, body, l, err)
		r := parse(string(body))
		if r.fault != nil && r.data.Exists() {
			t.Fatalf("data of %q", body)
		}
		if item := newItem(r.object()); item.ID != "" {
			checkItem(t, item.ID, item.Raw)
		}
		if item := r.find("a"); item.ID != "" {
			checkItem(t, item.ID, item.Raw)
		}
		failed := judge(answer{method: "POST", at: &endpoint{url: url.URL{}}, status: 200, reply: r})
		if r.hasEC && r.ec != 0 && failed == nil {
			t.Fatalf("created by %q", body)
		}
	})
}

// compare holds a plain array against what encoding/json reads of it.
func compare(t *testing.T, body []byte, l *listing, err error) {
	t.Helper()
	var elements []json.RawMessage
	if json.Unmarshal(body, &elements) != nil || elements == nil {
		return
	}
	if err != nil && !errors.Is(err, errNoIDs) {
		t.Fatalf("%q: %v", body, err)
	}
	objects := 0
	for _, element := range elements[:min(len(elements), 4)] {
		if element[0] == '{' {
			objects++
		}
	}
	if l.objects != objects || l.more != (len(elements) > 4) {
		t.Fatalf("%d objects (more: %v) in %q", l.objects, l.more, body)
	}
}

// Some backends show fewer items a page than they were asked for, some show
// items without an id, and some say nothing of a total.
func TestShortPages(t *testing.T) {
	const all = `[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{}]`
	const first, second, third, fourth = `{"items":[{"id":"a"},{"id":"b"}]}`, `{"items":[{"id":"b"},{"id":"c"},{}]}`, `{"items":[{"id":"d"}]}`, `[]`
	for name, tt := range map[string]struct {
		pages  [4]string
		asked  int
		sample string
	}{
		"with a total": {[4]string{page(5, "a", "b"), page(5, "c", ""), page(5, "d"), page(5)}, 3, "5 a b"},
		"without":      {[4]string{first, second, third, fourth}, 4, "at least 2 a b"},
		"all at once":  {[4]string{all, all}, 2, "at least 4 a b"},
	} {
		t.Run(name, func(t *testing.T) {
			c, sent := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
				n, _ := strconv.Atoi(req.URL.Query().Get("page"))
				return response(200, tt.pages[n-1]), nil
			}, retries(3))
			equal(t, saw(c.List(t.Context(), pools.Get("customers"))), "5 a b c d")
			equal(t, sent.count(), tt.asked)
			equal(t, saw(c.Observe(t.Context(), pools.Get("customers"), 2, 4)), tt.sample)
			equal(t, sent.count(), tt.asked+1)
		})
	}
}

// A whole pool is read page by page, or where pages are of no use in one list,
// whatever its length.
func TestWholePools(t *testing.T) {
	answers := map[string]string{"GET /customers/paginated": "#500", "GET /customers": records(3000)}
	c, sent := cannedClient(t, routed(answers), func(o *Options) { o.MaxBody = 1 << 20 })
	seen, err := c.List(t.Context(), pools.Get("customers"))
	if err != nil || len(seen.Items) != 3000 || !seen.Whole() {
		t.Errorf("%d of 3000 customers, whole %v: %v", len(seen.Items), seen.Whole(), err)
	}
	asked(t, sent, "GET /customers/paginated?limit=1000&page=1", "GET /customers")
}
