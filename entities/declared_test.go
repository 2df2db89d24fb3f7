package entities

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v3"
)

// declarations reads pools as the configuration does.
func declarations(t tb, text string) []Declaration {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatalf("%v", err)
	}
	var list []Declaration
	for pair := range slices.Chunk(root.Content[0].Content, 2) {
		d := Declaration{Pool: pair[0].Value, Node: pair[1], Line: pair[0].Line, Column: pair[0].Column}
		var names struct{ Key, Columns []string }
		var paths struct{ Create, List, Count, Item string }
		if err := errors.Join(pair[1].Decode(&names), pair[1].Decode(&paths)); err != nil {
			t.Fatalf("%v", err)
		}
		d.Key, d.Columns = names.Key, names.Columns
		d.Routes = Routes{Create: paths.Create, List: paths.List, Count: paths.Count, Item: paths.Item}
		list = append(list, d)
	}
	return list
}

func declare(t tb, text string) (*Registry, error) {
	t.Helper()
	return registry(t).Declare(declarations(t, text))
}

func declared(t tb, text string) *Registry {
	t.Helper()
	r, err := declare(t, text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return r
}

// bodies are the first bodies of the declared things.
func bodies(t tb, n int, text string) (list []string) {
	t.Helper()
	g := generator(t, fullWorld(t, 7, 3), declared(t, text).Get("things"))
	for i := range n {
		body := string(g.Draft(i, 0).Body)
		if again := string(g.Draft(i, 0).Body); again != body || !gjson.Valid(body) {
			t.Fatalf("%s, then %s", body, again)
		}
		list = append(list, body)
	}
	return list
}

func field(form string) string {
	return "things:\n  create: /things\n  fields:\n    f: " + form + "\n"
}

// Every form, with what all bodies may hold of it: nothing where it is left out.
func TestForms(t *testing.T) {
	for form, want := range map[string][]string{
		"5":                             {"5"},
		"2.50":                          {"2.5"},
		`"a\"b\nc {x y}"`:               {`"a\"b\nc {x y}"`},
		"true":                          {"true"},
		`"{index}"`:                     {"1", "2", "3"},
		`"{seed}"`:                      {"7"},
		`"{pool}"`:                      {`"things"`},
		`"{pool}-{index}/{seed}"`:       {`"things-1/7"`, `"things-2/7"`, `"things-3/7"`},
		"null":                          {""},
		"[1, null, {a: null, b: 2}]":    {`[1,{"b":2}]`},
		"[]":                            {"[]"},
		"{}":                            {"{}"},
		"{<<: {a: 1}, b: 2}":            {`{"a":1,"b":2}`},
		"2026-12-24":                    {`"2026-12-24"`},
		"[&day 2026-12-24, {on: *day}]": {`["2026-12-24",{"on":"2026-12-24"}]`},
		"{from: 1, to: 3}":              {"1", "2", "3"},
		"{from: 5, to: 20, step: 5}":    {"5", "10", "15", "20"},
		"{from: 0.1, to: 0.3}":          {"0.1", "0.2", "0.3"},
		"{from: -1, to: 0, step: 0.5}":  {"-1", "-0.5", "0"},
		"{from: 0.9999999999999999, to: 1000, step: 2000}": {"1"},
		"{from: 0.0000002, to: 0.0000003}":                 {"0.0000002", "0.0000003"},
		"{from: HAN, to: SGN}":                             {`{"from":"HAN","to":"SGN"}`},
		"{one_of: [a, 2, {b: c}]}":                         {`"a"`, "2", `{"b":"c"}`},
		"{one_of: [{value: a, weight: 1}]}":                {`"a"`},
		"{one_of: [a, {chance: 0, value: b}]}":             {`"a"`, ""},
		"{chance: 0, value: x}":                            {""},
		"{chance: 100, value: x}":                          {`"x"`},
		"{date: now}":                                      {fmt.Sprint(clock.Unix())},
		"{date: +30d}":                                     {fmt.Sprint(clock.Unix() + 30*86400)},
		"{date: -90m}":                                     {fmt.Sprint(clock.Unix() - 90*60)},
		`{deep: [{at: "{index}"}]}`:                        {`{"deep":[{"at":1}]}`, `{"deep":[{"at":2}]}`, `{"deep":[{"at":3}]}`},
	} {
		seen := map[string]bool{}
		for _, body := range bodies(t, 3, field(form)) {
			got := gjson.Get(body, "f").Raw
			if seen[got] = true; !slices.Contains(want, got) {
				t.Errorf("%s gives %s, want one of %s", form, got, want)
			}
		}
		if strings.Contains(form, "{index}") && len(seen) != 3 {
			t.Errorf("%s gives %v for three items", form, seen)
		}
	}
}

func TestWeightsAndChances(t *testing.T) {
	counts := map[string]int{}
	for _, body := range bodies(t, 1000, field(`{one_of: [rare, {value: common, weight: 9}]}`)+"    g: {chance: 30, value: x}\n") {
		counts[gjson.Get(body, "f").Str]++
		counts[gjson.Get(body, "g").Str]++
	}
	if counts["rare"] < 60 || counts["rare"] > 150 || counts["x"] < 240 || counts["x"] > 360 {
		t.Errorf("%v", counts)
	}
}

// All placeholders of one pool mean the same item, items are taken in turn, and
// values keep their JSON type.
func TestReferences(t *testing.T) {
	const text = `
orders_of_mine:
  create: /orders
  key: [nr]
  fields:
    customer: {id: "{customers.id}", name: "{customers.first_name}", again: "{customers.id}"}
    nr: "{index}"
    lines: [{dish: "{menu_items.id}", paid: true}]
notes:
  create: /notes
  fields: {text: "Order {orders_of_mine.nr}: {orders_of_mine.lines.0.dish}", nr: "{orders_of_mine.nr}", paid: "{orders_of_mine.lines.0.paid}", lines: "{orders_of_mine.lines}"}
`
	r := declared(t, text)
	w := fullWorld(t, 7, 3)
	e := r.Get("orders_of_mine")
	if want := []string{"menu_items", "customers"}; !slices.Equal(e.Needs, want) {
		t.Errorf("needs %v", e.Needs)
	}
	g := generator(t, w, e)
	for i := range 5 {
		d := g.Draft(i, 0)
		customer := w.Refs["customers"][i%3]
		got := gjson.ParseBytes(d.Body).Get("customer")
		if got.Get("id").Str != customer.ID || got.Get("again").Str != customer.ID || got.Get("name").Str != customer.record().text("first_name") {
			t.Errorf("%d: %s, want customer %s", i, d.Body, customer.ID)
		}
		if !slices.Contains(d.Refs, Link{"customers", customer.ID}) || len(d.Refs) != 2 {
			t.Errorf("refs %v", d.Refs)
		}
		if e.DraftKey(d) != fmt.Sprint(i+1) {
			t.Errorf("key %q", e.DraftKey(d))
		}
		w.Refs[e.Pool] = append(w.Refs[e.Pool], refOf(e, d))
	}
	dish := w.Refs["menu_items"][1].ID
	want := fmt.Sprintf(`{"text":"Order 2: %s","nr":2,"paid":true,"lines":[{"dish":"%s","paid":true}]}`, dish, dish)
	if got := string(generator(t, w, r.Get("notes")).Draft(1, 0).Body); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if list := items(w.Refs[e.Pool]); !slices.Equal(Assign(g, e, list, 5, 2, never), upTo(5)) {
		t.Error("the items are not known by their keys")
	}
}

// An item that lacks what is referred to is passed over; where all do, the pool
// lacks it.
func TestReferencesThatLackTheField(t *testing.T) {
	r := declared(t, field(`"{customers.phone}"`))
	w := &World{Refs: map[string][]Ref{"customers": {
		{Item: Item{ID: "a", Raw: json.RawMessage(`{"id":"a","phone":null}`)}, Index: -1},
		{Item: Item{ID: "b", Raw: json.RawMessage(`{"id":"b","phone":"090"}`)}, Index: -1},
	}}}
	e := r.Get("things")
	for i := range 2 {
		if d := generator(t, w, e).Draft(i, 0); string(d.Body) != `{"f":"090"}` || d.Refs[0].ID != "b" {
			t.Errorf("%s %v", d.Body, d.Refs)
		}
	}
	w.Refs["customers"] = w.Refs["customers"][:1]
	if _, err := e.New(w); !isLack(err) {
		t.Errorf("%v", err)
	}
}

func isLack(err error) bool {
	_, ok := errors.AsType[*LackError](err)
	return ok
}

// Declared pools come after those that they refer to, whatever the order in the
// file, and are found by their routes.
func TestOrderOfDeclaredPools(t *testing.T) {
	r := declared(t, `
c: {create: /c, fields: {b: "{b.id}", a: "{a.id}"}}
b: {create: "/b?x=1", list: /all-b, count: "-", fields: {a: "{a.id}", o: "{orders.id}"}}
a: {create: /a, item: "-", columns: [ảnh_bìa]}
`)
	names := r.Names()
	if got := names[len(names)-3:]; !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("%v", got)
	}
	if got := r.Get("c").Needs; !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("c needs %v", got)
	}
	if got, want := r.Routes(Flashstrom, "b"), (Routes{List: "/all-b", Create: "/b?x=1", Item: "/all-b", Delete: "/all-b"}); got != want {
		t.Errorf("%+v", got)
	}
	if got, want := r.Routes(Readme, "a"), (Routes{List: "/a", Create: "/a"}); got != want {
		t.Errorf("%+v", got)
	}
	if !r.Get("a").Counted || r.Get("a").Title != "A" || r.Get("a").Columns[0].Title != "Ảnh bìa" {
		t.Errorf("%+v", r.Get("a"))
	}
}

// A key is read from wherever a record shows it.
func TestKeysOfDeclaredPools(t *testing.T) {
	r := declared(t, `things: {create: /x, key: [email, customer_id], fields: {email: "a{index}@x.test", customer_id: "{customers.id}"}}`)
	for raw, want := range map[string]string{
		`{"email":"A1@x.test","customer_id":"c"}`:            keyOf("a1@x.test", "c"),
		`{"user":{"email":"a1@x.test"},"customer":{"id":7}}`: keyOf("a1@x.test", "7"),
		`{"user":{"name":"a1@x.test"},"customer":{"id":7}}`:  "",
		`{"email":"a1@x.test"}`:                              "",
	} {
		if got := r.Get("things").Key(Item{Raw: json.RawMessage(raw)}); got != want {
			t.Errorf("%s: %q", raw, got)
		}
	}
}

// Each mistake is told with its place. (A script of the command line has others,
// and suggestions.)
func TestMistakesInDeclarations(t *testing.T) {
	for text, want := range map[string]string{
		field(`"{things.id}"`):                                              "pools.things.fields.f: \"{things.id}\": the references lead in a circle: things → things (4:8)",
		field(`[1, "{orders.order_items.0.itm}"]`):                          "orders has no field order_items.0.itm (fields: item_id",
		field(`"{customers.password}"`):                                     "password is a secret",
		field(`"{idnex}"`):                                                  "there is no placeholder {idnex}",
		field("{from: 5, to: 1}"):                                           "goes from the greater number to the smaller",
		field("{from: 5, to: 6, step: 0}"):                                  "f.step: 0: takes at least 1e-06",
		field("{from: 0.12345678901234567, to: 1e308}"):                     "f.to: 1e+308: takes at most 1e+12",
		field("{one_of: []}"):                                               "f.one_of: []: takes a list of values",
		field("{one_of: [{value: a, weight: 0}]}"):                          "f.one_of.0.weight: 0: takes at least 1",
		field("{one_of: [{value: a, weight: 1e300}]}"):                      "f.one_of.0.weight: 1e+300: takes at most 1e+09",
		field("{date: tomorrow}"):                                           "a date is now, or a time from now",
		field("{chance: 101, value: 1}"):                                    "f.chance: 101: takes at most 100",
		field("[1, .nan]"):                                                  "pools.things.fields.f: holds a value that JSON does not have (4:8)",
		field("{1: a}"):                                                     "holds a value that JSON does not have",
		field("{chance: 10}"):                                               "f.value: is missing",
		"all: {create: /a}":                                                 "pools.all: the name is taken",
		"menu__items: {create: /a}":                                         "pools.menu__items: the name is taken by menu_items",
		"a: {create: /a, list: '-'}":                                        "can be neither listed nor counted",
		"a: {create: /a, key: [b], fields: {c: '{index}'}}":                 "pools.a.key: b: there is no such field (fields: c) (1:23)",
		"a: {create: /a, columns: [c, api_key], fields: {c: '{index}'}}":    "pools.a.columns: api_key: is a secret, which is removed from the backend's answers (1:30)",
		"a: {create: /a, columns: [''], fields: {c: 1}}":                    "pools.a.columns: a field needs a name (1:27)",
		"a: {create: /a, fields: {'': 1}}":                                  "pools.a.fields.: 1: a field needs a name",
		"a: {create: /a, key: [c], fields: {c: ['{index}']}}":               "must be a text or a number",
		"a: {create: /a, key: [c], fields: {c: fixed}}":                     "each item needs a key of its own",
		"a: {create: /a}\nb: {create: /b, key: [c], fields: {c: '{a.id}'}}": "the same in every run",
	} {
		_, err := declare(t, text)
		bad, ok := errors.AsType[*DeclarationError](err)
		if !ok {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := fmt.Sprintf("%s (%d:%d)", bad, bad.Line, bad.Column); !strings.Contains(got, want) || bad.Line == 0 || bad.Column == 0 {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}
