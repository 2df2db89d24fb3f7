package entities

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestTolerantFields(t *testing.T) {
	type written map[string]any // in records: what is read of it
	for what, c := range map[string]struct {
		read func(record) any
		written
	}{
		"id": {func(r record) any { return r.id("f") }, written{
			`"a"`: "a", `{"id":"a"}`: "a", `{"id":3}`: "3", `7`: "7", `1e3`: "1e3", `1234567890123`: "1234567890123", `null`: "", `[1]`: "", `true`: "", `{}`: "", `""`: "",
		}},
		"cents": {func(r record) any { return r.cents("f") }, written{
			`14.99`: 1499, `"14.99"`: 1499, `" 8 "`: 800, `null`: 0, `"x"`: 0, `{}`: 0, `"NaN"`: 0, `"1e999"`: 0, `1e999`: 0, `-1.5`: -150,
		}},
		"text": {func(r record) any { return r.text("f") }, written{`"a"`: "a", `"\u00e1\""`: "á\"", `null`: "", `1`: "", `{}`: ""}},
		"answer": {func(r record) any { return r.answer("f") }, written{
			`true`: yes, `false`: no, `null`: answer(0), `"yes"`: answer(0),
		}},
		"list": {func(r record) any { return len(r.list("f")) }, written{`[1,"x",{},2]`: 4, `[]`: 0, `null`: 0, `"x"`: 0, `{"a":1}`: 0}},
		"point": {func(r record) any { return r.point("f") }, written{
			`{"lat":1.5,"lng":"2"}`: point{1.5, 2}, `null`: point{}, `"x"`: point{}, `[1,2]`: point{}, `"{\"lat\":1,\"lng\":2}"`: point{}, `"{'lat:1,\"lng\":2,'lat':3"`: point{},
		}},
		"picture": {func(r record) any { return *cmp.Or(r.picture("f"), &picture{}) }, written{
			`{"key":"k","url":"u"}`: picture{"k", "u"}, `{"key":7,"url":"u"}`: picture{URL: "u"}, `"u"`: picture{URL: "u"}, `null`: picture{}, `[]`: picture{}, `{"url":7}`: picture{}, `""`: picture{},
		}},
	} {
		for raw, want := range c.written {
			if got := c.read(record{answered: []byte(`{"f":` + raw + `}`)}); got != want {
				t.Errorf("the %s in %s is %v, want %v", what, raw, got, want)
			}
		}
	}
}

// The first path that leads to something readable counts, and under each the
// answer before what was sent.
func TestFieldsInOrder(t *testing.T) {
	r := record{answered: []byte(`{"a":null,"b":{"id":7},"c":"c"}`), sent: []byte(`{"a":"sent","b":"sent","d":"d"}`)}
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{[]string{"a", "b"}, "sent"}, {[]string{"b"}, "7"}, {[]string{"x", "c", "d"}, "c"}, {[]string{"d"}, "d"}, {[]string{"x.y"}, ""},
	} {
		if got := r.id(c.paths...); got != c.want {
			t.Errorf("%v lead to %q, want %q", c.paths, got, c.want)
		}
	}
	if !r.has("a") || r.has("d") {
		t.Errorf("has a: %t, d: %t; the answer has a alone", r.has("a"), r.has("d"))
	}
}

func TestIDOf(t *testing.T) {
	for raw, want := range map[string]string{`{"id":"a"}`: "a", `{"id":1234567}`: "1234567", `{"_id":"m"}`: "m", `{"id":null,"_id":"m"}`: "m", `{}`: "", `null`: ""} {
		if got := IDOf([]byte(raw)); got != want {
			t.Errorf("the id of %s is %q, want %q", raw, got, want)
		}
	}
}

func TestFilled(t *testing.T) {
	for _, c := range []struct{ raw, sent, want string }{
		{`{"id":"1","name":"a"}`, `{"name":"b","password":"p"}`, `{"id":"1","name":"a"}`},
		{`{"id":"1"}`, `{"name":"b","Password":"p"}`, `{"id":"1","name":"b"}`},
		{` {"id":"1","a\u0062":{"x":"}"} } `, `{"ab":2,"c":[1,{"d":"}"}],"e":null}`, `{"id":"1","a\u0062":{"x":"}"},"c":[1,{"d":"}"}],"e":null}`},
		{`{}`, `{"name":"b","e":1}`, `{"name":"b","e":1}`},
		{`{"id":"1"}`, ``, `{"id":"1"}`},
		{`null`, `{"name":"b"}`, `null`},
		{``, `{"name":"b"}`, ``},
	} {
		got := Filled(Ref{Item: Item{Raw: []byte(c.raw)}, Sent: []byte(c.sent)})
		if string(got) != c.want {
			t.Errorf("%s filled with %s is %s, want %s", c.raw, c.sent, got, c.want)
		}
	}
}

// No record may bring a generator down, whatever it holds.
func TestGeneratorsBearAnyRecords(t *testing.T) {
	shapes := []string{`null`, `{}`, `[]`, `"x"`, `7`, `{"id":null,"status":"open","location":"here","price":{},"order_items":7,"variants":0}`,
		`{"status":{"is_open":"no"},"address":[1],"specialize_in":{"a":1},"contact_email":{},"owner":[],"menu_id":[],"restaurant_id":{},"avatar":7}`}
	rapid.Check(t, func(t *rapid.T) {
		w := fullWorld(t, 1, 2)
		for _, e := range registry(t).All() {
			raw := rapid.SampledFrom(shapes).Draw(t, e.Pool)
			w.Refs[e.Pool] = append(w.Refs[e.Pool], Ref{Item: Item{ID: "odd", Raw: []byte(raw)}, Index: -1})
		}
		for _, e := range registry(t).All() {
			if lacks(w, e) {
				continue
			}
			g := generator(t, w, e)
			for i := range 8 {
				g.Draft(i, 0)
			}
			if e.Links != nil {
				e.Links(w)
			}
			Assign(g, e, items(w.Refs[e.Pool]), 4, 2, never)
			SortRefs(e, slices.Clone(w.Refs[e.Pool]))
			for _, f := range e.Finishers {
				f.Next(w, Ref{Item: w.Refs[e.Pool][len(w.Refs[e.Pool])-1].Item, Index: 0})
			}
		}
	})
}
