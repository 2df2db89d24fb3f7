package cmd_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// record is an item as the backend shows it.
type record map[string]any

func (r record) text(key string) string { s, _ := r[key].(string); return s }

func (r record) id() string { return r.text("id") }

// number reads a number that may come as a decimal string; NaN if there is
// none.
func (r record) number(key string) float64 {
	switch v := r[key].(type) {
	case float64:
		return v
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return f
		}
	}
	return math.NaN()
}

func (r record) child(key string) record { m, _ := r[key].(map[string]any); return m }

func (r record) list(key string) []any { l, _ := r[key].([]any); return l }

func (r record) children(key string) []record {
	var all []record
	for _, v := range r.list(key) {
		if m, ok := v.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

// cents reads an amount, and NaN for one that is no whole number of cents.
func (r record) cents(key string) float64 {
	c := math.Round(r.number(key) * 100)
	if math.Abs(c/100-r.number(key)) > 1e-9 {
		return math.NaN()
	}
	return c
}

// inspector looks for what is wrong with what flashseed put into a backend.
type inspector struct {
	pools   map[string][]record          // all of them
	byID    map[string]map[string]record // by pool and id
	bodies  map[string]record            // by id: what created an item, of those in orders
	foreign map[string]bool              // ids of foreign items
	wrong   []string
}

// inspect reads all pools of at least min items back and returns what is wrong
// with them. Items named as foreign need not be sound.
func inspect(s *sandbox.Server, min int, foreign ...string) []string {
	in := &inspector{pools: map[string][]record{}, byID: map[string]map[string]record{}, bodies: map[string]record{}, foreign: map[string]bool{}}
	for _, id := range foreign {
		in.foreign[id] = true
	}
	for _, pool := range pools {
		in.byID[pool] = map[string]record{}
		for _, item := range s.Items(pool) {
			in.pools[pool] = append(in.pools[pool], item)
			in.byID[pool][record(item).id()] = item
		}
		if n := len(in.pools[pool]); n < min {
			in.complain("%s holds %d, not %d", pool, n, min)
		}
	}
	in.readOrders(s)
	in.people()
	in.places()
	in.rules()
	in.menus()
	in.promotions()
	in.orders(min)
	return in.wrong
}

// wantSound fails the test where something is wrong with what inspect reads.
func (s *site) wantSound(t testing.TB, min int, foreign ...string) {
	t.Helper()
	for _, what := range inspect(s.Server, min, foreign...) {
		t.Error(what)
	}
}

func (in *inspector) complain(format string, args ...any) {
	if len(in.wrong) < 20 {
		in.wrong = append(in.wrong, fmt.Sprintf(format, args...))
	}
}

// seeded returns the items of a pool that flashseed made.
func (in *inspector) seeded(pool string) []record {
	var list []record
	for _, r := range in.pools[pool] {
		if !in.foreign[r.id()] {
			list = append(list, r)
		}
	}
	return list
}

// refer complains about a reference that leads nowhere.
func (in *inspector) refer(from, pool, id string) {
	if in.byID[pool][id] == nil {
		in.complain("%s refers to %q, which is not among %s", from, id, pool)
	}
}

// readOrders pairs our orders with the bodies that made them: some of what was
// sent shows in the record alone, some in the body alone.
func (in *inspector) readOrders(s *sandbox.Server) {
	var bodies []record
	for _, raw := range s.Bodies("orders") {
		body := record{}
		if err := json.Unmarshal(raw, &body); err != nil {
			in.complain("an order's body: %v", err)
		}
		bodies = append(bodies, body)
	}
	ours := in.seeded("orders")
	if len(bodies) != len(ours) {
		in.complain("%d orders of %d bodies", len(ours), len(bodies))
		return
	}
	for i, order := range ours {
		in.bodies[order.id()] = bodies[i]
	}
}
