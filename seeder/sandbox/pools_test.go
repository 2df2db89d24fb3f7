package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// refs are items as a generator refers to them.
func refs(items []m) (refs []entities.Ref) {
	for i, item := range items {
		refs = append(refs, entities.Ref{Item: entities.Item{ID: item["id"].(string), Raw: encode(item)}, Index: i})
	}
	return refs
}

// What flashseed makes of any pool is taken, listed, found, changed and
// deleted, by the definitions alone.
func TestEveryPool(t *testing.T) {
	registry := entities.NewRegistry()
	for _, opts := range []Options{{}, {Dialect: entities.Readme}, {Dialect: entities.Readme, Plain: true}} {
		opts.Registry, opts.ListCache = registry, -1
		w := newWorld(t, opts)
		for _, rule := range w.Items("finance_rules") {
			w.Delete("finance_rules", rule["id"].(string))
		}
		seeded := &entities.World{
			Options: entities.Options{Seed: 1, Locale: "vi", EmailDomain: "x.test", AccountPassword: "Passw0rd!", AdminPassword: "Passw0rd!"},
			Now:     time.Now(), Refs: map[string][]entities.Ref{},
		}
		for _, e := range registry.All() {
			if w.protocol.RoutesOf(e).Create != "" {
				w.seed(e, seeded)
			}
		}
		for _, e := range slices.Backward(registry.All()) {
			routes := w.protocol.RoutesOf(e)
			for _, item := range w.Items(e.Pool) {
				if r := w.deleteBy(routes.Delete + "/" + item["id"].(string)); r.Status != 200 {
					t.Errorf("DELETE of %s: %d %s", e.Pool, r.Status, r.Raw)
				}
			}
			if n := w.Count(e.Pool); n != 0 {
				t.Errorf("%s: %d left", e.Pool, n)
			}
		}
	}
}

// A declared field may have a dot in its name.
func TestReferencesByAnyName(t *testing.T) {
	w := newWorld(t, Options{})
	w.addPool(&entities.Entity{
		Pool: "cards", Declared: true, Routes: entities.Routes{List: "/cards", Create: "/cards"},
		Fields: []entities.Field{{Name: "home.id", Kind: entities.Text, Refs: []string{"address_books"}}},
	})
	w.put("cards", m{"home.id": w.put("address_books", addressBody(1))})
	w.want(ecNotFound, w.post("/cards", m{"home.id": ""}))
}

// seed makes ten items of a pool and reads them in every way there is.
func (w *world) seed(e *entities.Entity, seeded *entities.World) {
	w.Helper()
	for _, path := range e.Beside {
		seeded.Refs[path] = refs(w.get(path).list(w))
	}
	g, err := e.New(seeded)
	if err != nil {
		w.Fatal(err)
	}
	routes := w.protocol.RoutesOf(e)
	const n = 10
	for i := range n {
		if r := w.post(routes.Create, json.RawMessage(g.Draft(i, 0).Body)); r.Status != 201 || w.Count(e.Pool) != i+1 {
			w.Fatalf("POST %s: %d %s", routes.Create, r.Status, r.Raw)
		}
	}
	seeded.Refs[e.Pool] = refs(w.Items(e.Pool))
	for _, ref := range seeded.Refs[e.Pool] {
		if e.Pool == "customer_cares" { // nobody else takes inquiries
			w.patchBy(routes.Item+"/"+ref.ID, m{"available_for_work": true})
		}
		if e.Pool == "restaurants" { // where nothing can be ordered before there is an address
			patch := m{"address_id": seeded.Refs["address_books"][0].ID}
			if r := w.patchBy(routes.Item+"/"+ref.ID, patch); r.Status != 200 || r.EC > 0 {
				w.Errorf("PATCH of %s: %d %s", e.Pool, r.Status, r.Raw)
			}
		}
		if routes.Item != "" {
			if r := w.get(routes.Item + "/" + ref.ID); r.Status != 200 || r.EC != 0 && !w.opts.Plain {
				w.Errorf("GET of %s by id: %d %s", e.Pool, r.Status, r.Raw)
			}
		}
	}
	seeded.Refs[e.Pool] = refs(w.Items(e.Pool))
	if listed := w.get(routes.List); strings.Count(string(listed.Raw), seeded.Refs[e.Pool][0].ID) == 0 {
		w.Errorf("GET %s: %s", routes.List, listed.Raw)
	}
	if routes.Count != "" {
		page := w.get(routes.Count + "?limit=2")
		if got := gjson.GetBytes(page.Raw, "data.items.#").Int(); got != 2 || gjson.GetBytes(page.Raw, "data.totalItems").Int() != n {
			w.Errorf("GET %s: %s", routes.Count, page.Raw)
		}
	}
}
