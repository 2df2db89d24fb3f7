package entities

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is the moment at which all tests run.
var clock = time.Date(2026, time.March, 14, 8, 30, 0, 0, time.UTC)

func testOptions(seed uint64) Options {
	return Options{
		Seed:            seed,
		Locale:          "mixed",
		EmailDomain:     "flashseed.test",
		AccountPassword: "Customer#2026",
		AdminPassword:   "Admin#2026",
	}
}

// tb is what testing.TB and rapid.T have in common.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
}

func registry(tb) *Registry { return NewRegistry() }

func emptyWorld(seed uint64) *World {
	w := &World{Options: testOptions(seed), Now: clock, Refs: map[string][]Ref{}}
	w.Settle()
	return w
}

// fullWorld holds n seeded items in each pool, as if a run had just made
// them. Overrides may be given for any pool.
func fullWorld(t tb, seed uint64, n int, change ...func(*World)) *World {
	t.Helper()
	return filledWorld(t, seed, func(*Entity) int { return n }, change...)
}

// presetWorld is the world that a preset makes, orders included.
func presetWorld(t tb, preset string, seed uint64, change ...func(*World)) *World {
	t.Helper()
	change = append(change, func(w *World) { w.Edge = preset == "edge" })
	return filledWorld(t, seed, func(e *Entity) int { return Preset(preset)[e.Pool] }, change...)
}

// town is a world with several variants a dish and several dishes a
// restaurant.
func town(t tb, seed uint64) *World {
	t.Helper()
	most := map[string]int{"menu_items": 36, "menu_item_variants": 108, "address_books": 25}
	return filledWorld(t, seed, func(e *Entity) int { return max(most[e.Pool], 9) })
}

// filledWorld holds so many seeded items of each pool, none of optional ones
// that a small world cannot have.
func filledWorld(t tb, seed uint64, count func(*Entity) int, change ...func(*World)) *World {
	t.Helper()
	w := emptyWorld(seed)
	for _, f := range change {
		f(w)
	}
	for _, e := range registry(t).All() {
		if !lacks(w, e) {
			w.Refs[e.Pool] = refsOf(t, w, e, upTo(count(e)))
		}
	}
	return w
}

// lacks reports whether an optional pool cannot be filled in a small world.
func lacks(w *World, e *Entity) bool {
	addWallets(w)
	_, err := e.New(w)
	return e.Optional && err != nil
}

// addWallets gives the world the wallets that registering makes.
func addWallets(w *World) {
	w.Refs[walletList] = nil
	for _, pool := range []string{"customers", "drivers"} {
		for _, ref := range w.Refs[pool] {
			raw := encode(map[string]any{"id": "F_WALLET_" + ref.ID, "user_id": "USR_" + ref.ID, "balance": "999.00"})
			w.Refs[walletList] = append(w.Refs[walletList], Ref{Item: Item{ID: "F_WALLET_" + ref.ID, Raw: raw}, Index: -1})
		}
	}
}

// mayRepeat reports whether two items of a pool may have the same key.
func mayRepeat(e *Entity) bool { return e.Pool == "orders" || e.Optional && e.Unique == "" }

// refsOf makes the items of some indices and returns them as refs.
func refsOf(t tb, w *World, e *Entity, indices []int) []Ref {
	t.Helper()
	addWallets(w)
	g := generator(t, w, e)
	refs := make([]Ref, len(indices))
	for i, index := range indices {
		refs[i] = refOf(e, g.Draft(index, 0))
	}
	return refs
}

// refOf is the ref that a draft becomes. Its id says nothing about the index.
func refOf(e *Entity, d Draft) Ref {
	id := fmt.Sprintf("%s_%08x", e.Pool[:3], uint32(mix(uint64(d.Index)^textSeed(e.Pool)^uint64(d.Attempt)<<40)))
	return Ref{Item: Item{ID: id, Raw: listed(e, d, id)}, Index: d.Index, Sent: d.Body}
}

// listed is a draft as the backend lists it: accounts behind a user, what
// register routes ignore left out, money as strings, labels of variants not
// told.
func listed(e *Entity, d Draft, id string) json.RawMessage {
	fields := fieldsOf(d.Body)
	fields["id"] = id
	if e.Role != "" {
		delete(fields, "password")
		fields["user"] = map[string]any{"id": "USR_" + id, "email": fields["email"], "phone": fields["phone"]}
		delete(fields, "email")
		delete(fields, "phone")
	}
	switch e.Pool {
	case "restaurants":
		fields["owner"] = fields["user"]
		delete(fields, "user")
		for _, bare := range []string{"address_id", "address", "description", "avatar", "images_gallery"} {
			fields[bare] = nil
		}
		fields["specialize_in"] = []any{}
		delete(fields, "food_category_ids")
	case "drivers":
		fields["vehicle"] = map[string]any{"license_plate": "", "model": "", "color": ""}
		fields["current_location"] = map[string]any{"lat": 0, "lng": 0}
		fields["available_for_work"] = false
		fields["avatar"] = nil
	case "menu_items":
		fields["price"] = fmt.Sprint(fields["price"])
	case "menu_item_variants":
		fields["price"] = fmt.Sprint(fields["price"])
		delete(fields, "variant")
	case "orders":
		fields["total_amount"] = fmt.Sprint(fields["total_amount"])
	}
	return encode(fields)
}

func fieldsOf(raw []byte) map[string]any {
	fields := map[string]any{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		panic(err)
	}
	return fields
}

func generator(t tb, w *World, e *Entity) Generator {
	t.Helper()
	g, err := e.New(w)
	if err != nil {
		t.Fatalf("generator of %s: %v", e.Pool, err)
	}
	return g
}

// made is the generator of a pool of the registry.
func made(t tb, w *World, pool string) Generator {
	t.Helper()
	return generator(t, w, registry(t).Get(pool))
}

// drawnWorld is the world with another seed, and an index and an attempt
// anywhere.
func drawnWorld(t *rapid.T, w *World) (world *World, index, attempt int) {
	other := *w
	other.Seed, index, attempt = drawn(t)
	return &other, index, attempt
}

// decoded reads what was sent.
func decoded[T any](t tb, raw []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return v
}

// changed is a record after a change of some fields.
func changed(raw, change []byte) json.RawMessage {
	fields := fieldsOf(raw)
	maps.Copy(fields, fieldsOf(change))
	return encode(fields)
}

// body drafts an item and decodes it into the struct of its pool.
func body[T any](t tb, g Generator, index, attempt int) T {
	t.Helper()
	return decoded[T](t, g.Draft(index, attempt).Body)
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func items(refs []Ref) []Item {
	list := make([]Item, len(refs))
	for i, ref := range refs {
		list[i] = ref.Item
	}
	return list
}

func forEachPool(t *testing.T, f func(t *testing.T, e *Entity)) {
	t.Helper()
	for _, e := range registry(t).All() {
		t.Run(e.Pool, func(t *testing.T) { f(t, e) })
	}
}
