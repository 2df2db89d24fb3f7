package sandbox

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestConcurrentUse(t *testing.T) {
	w := newWorld(t, Options{Wallet: true, ListCache: -1})
	s := w.scene()
	const workers, rounds = 8, 5
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := range rounds {
				n := worker*rounds + i
				w.post("/auth/register-customer"+generated, accountBody("customer", 100+n))
				w.post("/auth/register-driver"+generated, accountBody("customer", 100+n))
				w.post("/food-categories", categoryBody(100+n))
				w.post("/food-categories", categoryBody(7))
				w.post("/menu-items", with(menuItemBody(s.restaurant, s.category, 100+n), m{"variants": []m{{"price": n}}}))
				w.post("/orders"+generated, with(s.order(), m{"payment_method": "FWallet"}))
				w.patchBy("/restaurants/"+s.restaurant, m{"description": fmt.Sprint(n)})
				w.get("/orders/paginated?limit=3")
				w.get("/customers")
				w.get("/menu-items")
				w.deleteBy("/customers/" + w.Items("customers")[0]["id"].(string))
				w.Requests("all")
			}
		})
	}
	group.Wait()
	const all = workers * rounds
	for pool, want := range map[string]int{
		"drivers": all, "food_categories": 1 + all + 1, "menu_items": 1 + all, "menu_item_variants": 1 + all, "orders": all,
	} {
		if got := w.Count(pool); got != want {
			t.Errorf("%s: %d, want %d", pool, got, want)
		}
	}
	if n := w.Items("restaurants")[0]["total_orders"]; n != float64(all) {
		t.Errorf("total_orders: %v", n)
	}
}

func TestOneEmailManyAtOnce(t *testing.T) {
	w := newWorld(t, Options{})
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() { w.post("/auth/register-customer"+generated, accountBody("same", 1)) })
	}
	group.Wait()
	if n, refused := w.Count("customers"), w.Requests("refused"); n != 1 || refused != 15 {
		t.Errorf("%d customers, %d refused", n, refused)
	}
}

// Whatever is done in whatever order, the pool is what a plain list of names
// would be, and every reading of it agrees.
func TestPoolIsAList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, Options{})
		var names, ids []string
		which := func(rt *rapid.T) int {
			if len(ids) == 0 {
				rt.Skip()
			}
			return rapid.IntRange(0, len(ids)-1).Draw(rt, "which")
		}
		rt.Repeat(map[string]func(*rapid.T){
			"create": func(rt *rapid.T) {
				name := rapid.StringMatching(`[ab]{1,3}`).Draw(rt, "name")
				r := w.post("/food-categories", m{"name": name, "description": ""})
				if slices.Contains(names, name) {
					w.want(ecDuplicate, r)
					return
				}
				names = append(names, name)
				ids = append(ids, w.want(0, r).object(t)["id"].(string))
			},
			"delete": func(rt *rapid.T) {
				i := which(rt)
				w.want(0, w.deleteBy("/food-categories/"+ids[i]))
				names, ids = slices.Delete(names, i, i+1), slices.Delete(ids, i, i+1)
			},
			"rename": func(rt *rapid.T) {
				i := which(rt)
				names[i] = fmt.Sprint("renamed ", ids[i])
				w.want(0, w.patchBy("/food-categories/"+ids[i], m{"name": names[i]}))
			},
			"": func(rt *rapid.T) {
				list := w.get("/food-categories").list(t)
				page := toList(t, w.get("/food-categories/paginated?limit=1000").object(t)["items"])
				if len(list) != len(ids) || len(page) != len(ids) || w.Count("food_categories") != len(ids) {
					rt.Fatalf("%d listed, %d paged, want %d", len(list), len(page), len(ids))
				}
				for i, id := range ids {
					if list[i]["id"] != id || page[i]["name"] != names[i] {
						rt.Fatalf("item %d: %v, want %s %s", i, list[i], id, names[i])
					}
				}
			},
		})
	})
}
