package entities

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func written(raw string) record { return record{answered: []byte(`{"f":` + raw + `}`)} }

func TestTolerantFields(t *testing.T) {
	for raw, want := range map[string]string{`"a"`: "a", `{"id":"a"}`: "a", `{"id":3}`: "3", `7`: "7", `1e3`: "1e3", `1234567890123`: "1234567890123", `null`: "", `[1]`: "", `true`: "", `{}`: "", `""`: ""} {
		if got := written(raw).id("f"); got != want {
			t.Errorf("the id in %s is %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]int{`14.99`: 1499, `"14.99"`: 1499, `" 8 "`: 800, `null`: 0, `"x"`: 0, `{}`: 0, `"NaN"`: 0, `"1e999"`: 0, `1e999`: 0, `-1.5`: -150} {
		if got := written(raw).cents("f"); got != want {
			t.Errorf("the cents in %s are %d, want %d", raw, got, want)
		}
	}
	for raw, want := range map[string]string{`"a"`: "a", `"\u00e1\""`: "á\"", `null`: "", `1`: "", `{}`: ""} {
		if got := written(raw).text("f"); got != want {
			t.Errorf("the text in %s is %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]answer{`true`: yes, `false`: no, `null`: 0, `"yes"`: 0} {
		if got := written(raw).answer("f"); got != want {
			t.Errorf("the answer in %s is %d, want %d", raw, got, want)
		}
	}
	for raw, want := range map[string]int{`[1,"x",{},2]`: 4, `[]`: 0, `null`: 0, `"x"`: 0, `{"a":1}`: 0} {
		if got := written(raw).list("f"); len(got) != want {
			t.Errorf("the list in %s is %v, want %d elements", raw, got, want)
		}
	}
	for raw, want := range map[string]point{`{"lat":1.5,"lng":"2"}`: {1.5, 2}, `null`: {}, `"x"`: {}, `[1,2]`: {}, `"{\"lat\":1,\"lng\":2}"`: {}, `"{'lat:1,\"lng\":2,'lat':3"`: {}} {
		if got := written(raw).point("f"); got != want {
			t.Errorf("the point in %s is %v, want %v", raw, got, want)
		}
	}
	for raw, want := range map[string]picture{`{"key":"k","url":"u"}`: {"k", "u"}, `{"key":7,"url":"u"}`: {URL: "u"}, `"u"`: {URL: "u"}, `null`: {}, `[]`: {}, `{"url":7}`: {}, `""`: {}} {
		got := written(raw).picture("f")
		if got == nil {
			got = &picture{}
		}
		if *got != want {
			t.Errorf("the picture in %s is %v, want %v", raw, *got, want)
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

func TestNullLeavesWhatWasSent(t *testing.T) {
	r := record{
		answered: []byte(`{"address_id":null,"status":null,"restaurant_name":"New"}`),
		sent:     []byte(`{"address_id":"a","status":{"is_open":false},"restaurant_name":"Old"}`),
	}
	if addressOf(r) != "a" || takesOrders(r) || r.text("restaurant_name") != "New" {
		t.Errorf("%s, orders %v, %s", addressOf(r), takesOrders(r), r.text("restaurant_name"))
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
