package entities

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func read[T any](t *testing.T, raw string) T {
	t.Helper()
	var v struct{ V T }
	if err := json.Unmarshal([]byte(`{"V":`+raw+`}`), &v); err != nil {
		t.Errorf("%s: %v", raw, err)
	}
	return v.V
}

func TestTolerantTypes(t *testing.T) {
	for raw, want := range map[string]link{`"a"`: "a", `{"id":"a"}`: "a", `{"id":{"id":"b"}}`: "b", `7`: "7", `null`: "", `[1]`: "", `true`: "", `{}`: ""} {
		if got := read[link](t, raw); got != want {
			t.Errorf("link %s is %q", raw, got)
		}
	}
	for raw, want := range map[string]cents{`14.99`: 1499, `"14.99"`: 1499, `" 8 "`: 800, `null`: 0, `"x"`: 0, `{}`: 0, `"NaN"`: 0, `-1.5`: -150} {
		if got := read[cents](t, raw); got != want {
			t.Errorf("cents %s are %d", raw, got)
		}
	}
	for raw, want := range map[string]words{`"a"`: "a", `null`: "", `1`: "", `{}`: ""} {
		if got := read[words](t, raw); got != want {
			t.Errorf("words %s are %q", raw, got)
		}
	}
	for raw, want := range map[string]answer{`true`: yes, `false`: no, `null`: 0, `"yes"`: 0} {
		if got := read[answer](t, raw); got != want {
			t.Errorf("answer %s is %d", raw, got)
		}
	}
	for raw, want := range map[string]int{`[1,"x",{},2]`: 2, `[]`: 0, `null`: 0, `"x"`: 0, `{"a":1}`: 0} {
		if got := read[several[int]](t, raw); len(got) != want {
			t.Errorf("several %s are %v", raw, got)
		}
	}
	for raw, want := range map[string]maybePoint{`{"lat":1.5,"lng":"2"}`: {1.5, 2}, `null`: {}, `"x"`: {}, `[1,2]`: {}} {
		if got := read[maybePoint](t, raw); got != want {
			t.Errorf("point %s is %v", raw, got)
		}
	}
	for raw, want := range map[string]string{`{"key":"k","url":"u"}`: "u", `"u"`: "u", `null`: "", `[]`: "", `{"url":7}`: ""} {
		if got := read[maybePicture](t, raw); got.URL != want {
			t.Errorf("picture %s is %v", raw, got)
		}
	}
}

func TestNullLeavesWhatWasSent(t *testing.T) {
	ref := Ref{
		Item: Item{ID: "x", Raw: []byte(`{"address_id":null,"status":null,"restaurant_name":"New"}`)},
		Sent: []byte(`{"address_id":"a","status":{"is_open":false},"restaurant_name":"Old"}`),
	}
	var r restaurantRecord
	if err := ref.Decode(&r); err != nil {
		t.Fatal(err)
	}
	if r.addressID() != "a" || r.Status.open != no || r.RestaurantName != "New" {
		t.Errorf("%+v", r)
	}
	ref.Sent = []byte(`{`)
	if err := ref.Decode(&r); err == nil {
		t.Error("what was sent cannot be read, but no error")
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
			g := generator(t, w, e)
			for i := range 8 {
				draft(t, g, i, 0)
			}
			if e.Links != nil {
				e.Links(w)
			}
			Assign(g, e, items(w.Refs[e.Pool]), 4, 2)
			SortRefs(e, slices.Clone(w.Refs[e.Pool]))
			if e.Complete != nil {
				if _, err := e.Complete(w, Ref{Item: w.Refs[e.Pool][2].Item, Index: 0}); err != nil {
					t.Fatalf("%v", err)
				}
			}
		}
	})
}
