package backend

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

func read(t testing.TB, body io.Reader, wanted listing) (*listing, error) {
	t.Helper()
	l := wanted
	err := l.read(body, 1<<20)
	return &l, cmp.Or(err, l.fault)
}

func TestListShapes(t *testing.T) {
	tests := []struct {
		name, body string
		count      int
		atLeast    bool
		ids        string
	}{
		{name: "envelope", body: `{"EC":0,"EM":"OK","data":[{"id":"a"},{"id":"b"}]}`, count: 2, ids: "a b"},
		{name: "code at the end", body: `{"data":[{"id":"a"}],"EM":"OK","EC":0}`, count: 1, ids: "a"},
		{name: "array", body: ` [ {"id":"a"} , {"id":"b"} ] `, count: 2, ids: "a b"},
		{name: "empty array", body: `[]`},
		{name: "empty list", body: `{"EC":0,"data":[]}`},
		{name: "null", body: `{"EC":0,"EM":"OK","data":null}`},
		{name: "data", body: `{"data":[{"id":"a"}]}`, count: 1, ids: "a"},
		{name: "items", body: `{"items":[{"id":"a"}]}`, count: 1, ids: "a"},
		{name: "data.data", body: `{"data":{"data":[{"id":"a"}]}}`, count: 1, ids: "a"},
		{name: "the limit exactly", body: `[{"id":"a"},{"id":"b"},{"id":"c"}]`, count: 3, ids: "a b c"},
		{name: "beyond the limit", body: `[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"}]`, count: 3, atLeast: true, ids: "a b c"},
		{name: "beyond the limit, then garbage", body: `[{"id":"a"},{"id":"b"},{"id":"c"},{"id`, count: 3, atLeast: true, ids: "a b c"},
		{name: "page", body: `{"EC":0,"EM":"OK","data":{"totalPages":5,"currentPage":1,"totalItems":10,"items":[{"id":"a"},{"id":"b"}]}}`, count: 10, ids: "a b"},
		{name: "page, strings", body: `{"EC":"0","data":{"totalItems":"10","items":[{"id":"a"}]}}`, count: 10, ids: "a"},
		{name: "page, total last", body: `{"data":{"items":[{"id":"a"}],"totalItems":10}}`, count: 10, ids: "a"},
		{name: "page, total behind too much", body: `{"data":{"items":[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{"id":"e"}],"totalItems":5}}`, count: 3, atLeast: true, ids: "a b c"},
		{name: "page, total in meta", body: `{"items":[{"id":"a"}],"meta":{"totalItems":9,"itemCount":1}}`, count: 9, ids: "a"},
		{name: "page, total", body: `{"items":[{"id":"a"}],"total":9}`, count: 9, ids: "a"},
		{name: "page, both totals", body: `{"totalItems":8,"items":[{"id":"a"}],"total":9}`, count: 8, ids: "a"},
		{name: "page, total too small", body: `{"totalItems":1,"items":[{"id":"a"},{"id":"b"}]}`, count: 2, ids: "a b"},
		{name: "page, empty", body: `{"EC":0,"data":{"totalItems":0,"items":[]}}`},
		{name: "page, empty without items", body: `{"EC":0,"data":{"totalItems":0}}`},
		{name: "page, no total", body: `{"items":[{"id":"a"}]}`, count: 1, ids: "a"},
		{name: "numbers as ids", body: `[{"id":12},{"_id":"b"},{"id":null,"_id":"c"}]`, count: 3, ids: "12 b c"},
		{name: "one without an id", body: `[{"id":"a"},{"name":"x"},{"id":""}]`, count: 3, ids: "a"},
		{name: "strange elements", body: `[null,{"id":"a"},3]`, count: 1, ids: "a"},
		{name: "members that are no list", body: `{"links":[{"id":"x"}],"meta":[1,2],"EC":0,"data":[{"id":"a"}]}`, count: 1, ids: "a"},
		{name: "a second list", body: `{"items":[{"id":"a"}],"data":[{"id":"b"}]}`, count: 1, ids: "a"},
		{name: "keys have their case", body: `{"ec":5,"Data":[{"id":"x"}],"data":[{"id":"a"}]}`, count: 1, ids: "a"},
		{name: "behind the answer", body: "[]\n<!-- cached -->"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := read(t, strings.NewReader(tt.body), listing{keep: 3, enough: 3})
			mustNot(t, err)
			got := l.observation()
			if got.Count != tt.count || got.AtLeast != tt.atLeast || ids(got.Items) != tt.ids {
				t.Errorf("got %d (at least: %v) %q", got.Count, got.AtLeast, ids(got.Items))
			}
		})
	}
}

func TestNoLists(t *testing.T) {
	tests := []struct {
		name, body string
		want       error
	}{
		{name: "a page", body: "<html>", want: errSyntax},
		{name: "an object", body: `{"id":"a"}`, want: errNoList},
		{name: "a scalar", body: `5`, want: errNoList},
		{name: "null without a code", body: `null`, want: errNoList},
		{name: "null without a code in it", body: `{"data":null}`, want: errNoList},
		{name: "no object", body: `[1,2]`, want: errNoIDs},
		{name: "no ids", body: `[{"name":"x"}]`, want: errNoIDs},
		{name: "a count only", body: `{"data":{"totalItems":3}}`, want: errNoItems},
		{name: "a count and no items", body: `{"data":{"totalItems":3,"items":[]}}`, want: errNoItems},
		{name: "cut", body: `[{"id":"a"}`, want: io.ErrUnexpectedEOF},
		{name: "cut in an item", body: `[{"id":"a`, want: io.ErrUnexpectedEOF},
		{name: "cut in another list", body: `{"meta":[{"x":1}`, want: io.ErrUnexpectedEOF},
		{name: "a comma too many", body: `[{"id":"a"},]`, want: errSyntax},
		{name: "no value", body: `{"EC":}`, want: errSyntax},
		{name: "a bad item", body: `[{"id":a}]`, want: errSyntax},
		{name: "cut in a key", body: `{"EC`, want: io.ErrUnexpectedEOF},
		{name: "cut in what is passed over", body: `{"other":{"a":"\"`, want: io.ErrUnexpectedEOF},
		{name: "deep", body: strings.Repeat("[", 100000), want: errSyntax},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := read(t, strings.NewReader(tt.body), listing{keep: 3, enough: 3})
			if !errors.Is(err, tt.want) || !errors.Is(l.fault, tt.want) {
				t.Errorf("error %v, fault %v, want %v", err, l.fault, tt.want)
			}
		})
	}
}

func TestSecretsStayOutOfLists(t *testing.T) {
	body := "[" + record(1, true) + "," + record(2, true) + "]"
	l, err := read(t, strings.NewReader(body), listing{keep: 3, enough: 3})
	mustNot(t, err)
	for i, item := range l.items {
		if want := record(i+1, false); string(item.Raw) != want {
			t.Errorf("kept %s\nwant %s", item.Raw, want)
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

// endless is a list of n records, or without an end.
type endless struct {
	item string // with its comma
	n    int    // left
	rest string
}

func newEndless(n int) *endless { return &endless{item: record(1, false) + ",", n: n, rest: "["} }

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		if e.n == 0 {
			return 0, io.EOF
		}
		e.rest = e.item
		if e.n--; e.n == 0 {
			e.rest = e.item[:len(e.item)-1] + "]"
		}
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func TestLongListsAreClosed(t *testing.T) {
	body := newEndless(-1)
	l, err := read(t, body, listing{keep: 100, enough: 1000})
	mustNot(t, err)
	if o := l.observation(); o.Count != 1000 || !o.AtLeast || len(o.Items) != 100 {
		t.Errorf("counted %d (at least: %v), kept %d", o.Count, o.AtLeast, len(o.Items))
	}
	if read := -1 - body.n; read > 1100 {
		t.Errorf("read %d items for 1000", read)
	}
}

// A list is counted to its end in the memory that its sample takes, also when
// it is many times as long as what may be read of one answer.
func TestLongListsAreCountedInConstantMemory(t *testing.T) {
	const n = 10_000 // some 4 MB
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l, err := read(t, newEndless(n), listing{keep: 100, enough: n})
	mustNot(t, err)
	runtime.ReadMemStats(&after)
	if o := l.observation(); o.Count != n || o.AtLeast || len(o.Items) != 100 {
		t.Errorf("counted %d (at least: %v), kept %d", o.Count, o.AtLeast, len(o.Items))
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("%d bytes more are held", grown)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	for name, body := range map[string]io.Reader{
		"items":  newEndless(-1),
		"string": io.MultiReader(strings.NewReader(`["`), repeat("a")),
		"space":  repeat(" "),
		"object": io.MultiReader(strings.NewReader(`{`), repeat(`"a":1,`)),
		"depth":  repeat(`{"data":`),
		"total":  io.MultiReader(strings.NewReader(`{"totalItems":`), repeat("1")),
	} {
		t.Run(name, func(t *testing.T) {
			l := listing{keep: 1 << 30, enough: 1 << 30}
			err := l.read(body, 1<<16)
			if _, limited := errors.AsType[*http.MaxBytesError](err); !limited && l.fault != errSyntax {
				t.Errorf("error %v, fault %v", err, l.fault)
			}
		})
	}
}

type repeat string

func (r repeat) Read(p []byte) (int, error) {
	n := 0
	for n+len(r) <= len(p) {
		n += copy(p[n:], r)
	}
	if n == 0 {
		n = copy(p, r)
	}
	return n, nil
}

func TestABodyThatEndsAtItsLimitIsWhole(t *testing.T) {
	body := `[{"id":"a"}]`
	mustNot(t, (&listing{keep: 3, enough: 3}).read(strings.NewReader(body), int64(len(body))))
	err := (&listing{keep: 3, enough: 3}).read(strings.NewReader(body), 11)
	if _, limited := errors.AsType[*http.MaxBytesError](err); !limited {
		t.Errorf("error %v", err)
	}
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

func ExampleTargetError() {
	fmt.Println((&TargetError{Host: "api.example.com", Reason: "is 93.184.216.34"}).Error())
	// Output: refused to seed api.example.com: it is 93.184.216.34
}

// Some backends show fewer items a page than they were asked for, some show
// items without an id, and some say nothing of a total.
func TestShortPages(t *testing.T) {
	const all = `[{"id":"a"},{"id":"b"},{"id":"c"},{"id":"d"},{}]`
	const first, second, third, fourth = `{"items":[{"id":"a"},{"id":"b"}]}`, `{"items":[{"id":"b"},{"id":"c"},{}]}`, `{"items":[{"id":"d"}]}`, `[]`
	for name, tt := range map[string]struct {
		pages        [4]string
		asked, count int
	}{
		"with a total": {[4]string{page(5, "a", "b"), page(5, "c", ""), page(5, "d"), page(5)}, 3, 5},
		"without":      {[4]string{first, second, third, fourth}, 4, 2},
		"all at once":  {[4]string{all, all}, 2, 4},
	} {
		t.Run(name, func(t *testing.T) {
			c, sent := cannedClient(t, func(_ int, req *http.Request) (*http.Response, error) {
				n, _ := strconv.Atoi(req.URL.Query().Get("page"))
				return response(200, tt.pages[n-1]), nil
			}, retries(3))
			got, err := c.List(t.Context(), pool(t, "customers"))
			check(t, got, err, 5, false, "a b c d")
			if sent.count() != tt.asked {
				t.Errorf("asked %s", sent.asked)
			}
			got, err = c.Observe(t.Context(), pool(t, "customers"), 2, 4)
			check(t, got, err, tt.count, tt.count < 5, "a b")
			if sent.count() != tt.asked+1 {
				t.Errorf("asked %s", sent.asked)
			}
		})
	}
}

// A whole pool is read page by page, or where pages are of no use in one list,
// whatever its length.
func TestWholePools(t *testing.T) {
	for name, o := range map[string]sandbox.Options{
		"pages":     {},
		"lists":     {Dialect: entities.Readme},
		"no counts": {Failures: []sandbox.Failure{{Method: "GET", Path: "/customers/paginated", Status: 500, Rate: 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			box := sandbox.New(o)
			for i := range 2500 {
				box.Insert("customers", map[string]any{"first_name": "An", "user": map[string]any{"email": fmt.Sprintf("c%d@example.test", i)}})
			}
			server := httptest.NewServer(box)
			t.Cleanup(server.Close)
			c := newClient(t, server.URL, auto, func(o *Options) { o.MaxBody = 1 << 20 })
			t.Cleanup(c.Close)
			seen, err := c.List(t.Context(), pool(t, "customers"))
			mustNot(t, err)
			ids := map[string]bool{}
			for _, item := range seen.Items {
				ids[item.ID] = true
			}
			if len(ids) != 2500 || !seen.Whole() {
				t.Errorf("%d of 2500 customers, whole %v", len(ids), seen.Whole())
			}
		})
	}
}
