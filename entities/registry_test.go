package entities

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// No two pools have a name in common, and each comes behind those that it refers
// to.
func TestRegistry(t *testing.T) {
	r, seen := registry(t), map[string]bool{}
	names := r.Names()
	for i, e := range r.All() {
		for _, name := range []string{e.Pool, "json " + e.JSONKey, "title " + e.Title, "role " + e.Role} {
			if seen[name] && name != "role " {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
		}
		for _, f := range e.Fields {
			for _, pool := range f.Refs {
				if !slices.Contains(names[:i], pool) {
					t.Errorf("%s refers to %s, which does not come before it", e.Pool, pool)
				}
			}
		}
	}
	for pool, want := range map[string]string{
		"address_books": "", "finance_rules": "super_admins", "menu_items": "food_categories restaurants",
		"orders": "address_books restaurants menu_items menu_item_variants customers",
	} {
		if got := strings.Join(r.Get(pool).Needs, " "); got != want {
			t.Errorf("%s needs %q, want %q", pool, got, want)
		}
	}
}

func TestSelect(t *testing.T) {
	r := registry(t)
	selected, err := r.Select("orders")
	var got []string
	for _, e := range selected {
		got = append(got, e.Pool)
	}
	if want := "address_books food_categories restaurants menu_items menu_item_variants customers orders"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("orders take along %v, %v", got, err)
	}
	if all, err := r.Select(); err != nil || len(all) != len(r.All()) {
		t.Errorf("%d pools, %v", len(all), err)
	}
	if _, err := r.Select("orders", "pizzas"); !errors.Is(err, ErrUnknownPool) || !strings.Contains(err.Error(), "pizzas") {
		t.Errorf("%v", err)
	}
}

func TestRoutes(t *testing.T) {
	r := registry(t)
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, p := range r.Dialects() {
			routes := r.Routes(p.Dialect, e.Pool)
			if e.Optional && routes == (Routes{}) {
				continue
			}
			if routes.List == "" || routes.Create == "" || routes.Item != "" && routes.Delete == "" {
				t.Errorf("%s: %+v", p.Dialect, routes)
			}
			for _, path := range []string{routes.List, routes.Count, PathOf(routes.Create), routes.Item, routes.Delete} {
				if path != "" && !strings.HasPrefix(path, "/") || strings.Contains(path, "?") {
					t.Errorf("%s: %s", p.Dialect, path)
				}
			}
		}
	})
	if r.Routes("klingon", "orders") != (Routes{}) || r.Routes(Flashstrom, "pizzas") != (Routes{}) {
		t.Error("routes of what is not there")
	}
}

// A probe is a list or count route of its dialect and of no other.
func TestProbesTellDialectsApart(t *testing.T) {
	r := registry(t)
	for _, p := range r.Dialects() {
		if len(p.Probes) == 0 {
			t.Errorf("%s cannot be recognised", p.Dialect)
		}
		for _, probe := range p.Probes {
			for _, other := range r.Dialects() {
				has := slices.ContainsFunc(r.All(), func(e *Entity) bool {
					routes := other.RoutesOf(e)
					return routes.List == probe || routes.Count != "" && routes.Count == PathOf(probe)
				})
				if has != (other == p) {
					t.Errorf("%s as a probe of %s, in %s: %v", probe, p.Dialect, other.Dialect, has)
				}
			}
		}
	}
}

// What is sent has all required fields, and none that is empty.
func TestBodiesAreComplete(t *testing.T) {
	w := fullWorld(t, 1, 10)
	forEachPool(t, func(t *testing.T, e *Entity) {
		for _, ref := range w.Refs[e.Pool] {
			fields := decoded[map[string]json.RawMessage](t, ref.Sent)
			for _, f := range e.Fields {
				value, ok := fields[f.Name]
				if !ok && !f.Optional || string(value) == "null" || string(value) == `""` {
					t.Errorf("%s is %s in %s", f.Name, value, ref.Sent)
				}
			}
			for _, problem := range Check(e.Fields, gjson.ParseBytes(ref.Sent), true) {
				t.Errorf("%s %s", problem.Path, problem.text())
			}
		}
	})
}
