package entities

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

// foreignWorld is a backend that others have filled: 300 restaurants, some
// without address, some closed, some without menu; 900 menu items; five of
// every other pool. The world holds samples of a hundred.
func foreignWorld(t tb) (w, backend *World) {
	t.Helper()
	backend = emptyWorld(1)
	add := backend.addForeign
	for i := range 5 {
		add("address_books", fmt.Sprint("FF_AB_", i), map[string]any{
			"street": fmt.Sprint(i, " Elm St"), "title": "Home", "location": map[string]any{"lat": 10.75 + float64(i)/100, "lng": 106.68},
		})
		add("food_categories", fmt.Sprint("FF_FC_", i), map[string]any{"name": []string{"Pizza & Pasta", "Pho", "Drinks", "Odds and ends", "Banh mi"}[i]})
		for _, pool := range []string{"super_admins", "customers", "drivers"} {
			add(pool, fmt.Sprint(pool, i), map[string]any{"first_name": "A", "last_name": "B", "user": map[string]any{"email": fmt.Sprintf("%s%d@example.com", pool, i)}})
		}
		add("orders", fmt.Sprint("FF_ORDER_", i), map[string]any{"status": "PENDING", "order_items": nil})
	}
	for i := range 300 {
		add("restaurants", fmt.Sprint("FF_RES_", i), foreignRestaurant(backend, i))
	}
	for i := range 900 {
		add("menu_items", fmt.Sprint("FF_MENU_ITEM_", i), map[string]any{
			"name": []string{"Phở Bò", "Steak Frites", "Trà sữa"}[i%3], "price": fmt.Sprint(3 + i%7), "availability": false,
			"restaurant_id": fmt.Sprint("FF_RES_", i*7%250), "avatar": nil, "category": []string{},
		})
	}
	for i := range 5 {
		add("menu_item_variants", fmt.Sprint("FF_MENU_ITEM_VARIANT_", i), map[string]any{
			"menu_id": fmt.Sprint("FF_MENU_ITEM_", 5*i+2), "description": "theirs", "price": "4.5",
		})
	}
	return sampleOf(t, backend, 100), backend
}

// addForeign adds an item that others have made.
func (w *World) addForeign(pool, id string, record map[string]any) {
	record["id"] = id
	w.Refs[pool] = append(slices.Clip(w.Refs[pool]), Ref{Item: Item{ID: id, Raw: encode(record)}, Index: -1})
}

func foreignRestaurant(w *World, i int) map[string]any {
	record := map[string]any{
		"restaurant_name": fmt.Sprint("Their place ", i), "owner": map[string]any{"email": fmt.Sprintf("r%03d@example.com", i)},
		"status":        map[string]any{"is_open": i%4 != 1, "is_active": true, "is_accepted_orders": true},
		"specialize_in": []any{}, "address_id": nil, "address": nil,
	}
	if i%5 == 0 {
		record["specialize_in"] = []any{map[string]any{"id": "FF_FC_0", "name": "Pizza & Pasta"}}
	}
	if i%3 != 0 {
		address := w.Refs["address_books"][i%5]
		record["address_id"] = address.ID
		record["address"] = fieldsOf(address.Raw)
	}
	return record
}

// sampleOf is what a run sees of a backend: so many items of each pool.
func sampleOf(t tb, backend *World, size int) *World {
	w := *backend
	w.Refs = map[string][]Ref{}
	for _, e := range registry(t).All() {
		refs := backend.Refs[e.Pool]
		w.Refs[e.Pool] = slices.Clone(refs[:min(len(refs), size)])
		SortRefs(e, w.Refs[e.Pool])
	}
	return &w
}

// fetchLinks fetches what the links name, as a run does.
func fetchLinks(w, backend *World, e *Entity, most int) (fetched int) {
	seen := map[Link]bool{}
	for before := -1; fetched != before; {
		before = fetched
		for _, l := range e.Links(w) {
			if seen[l] || fetched >= most {
				continue
			}
			seen[l] = true
			if ref := backend.find(l.Pool, l.ID); ref != nil {
				w.Refs[l.Pool] = append(slices.Clip(w.Refs[l.Pool]), *ref)
				fetched++
			}
		}
	}
	return fetched
}

func TestVariantsInSomebodysTown(t *testing.T) {
	w, _ := foreignWorld(t)
	g := made(t, w, "menu_item_variants").(*variantMaker)
	facts := facts{w}
	for i := range 10 {
		b := body[variantBody](t, g, i, 0)
		item := facts.item(b.MenuID)
		place := facts.restaurant(restaurantOf(item))
		if w.find("restaurants", restaurantOf(item)) != nil && (addressOf(place) == "" || !takesOrders(place)) {
			t.Errorf("variant %d is for an item that nobody can order", i)
		}
		if price := item.cents("price"); price == 0 || b.Price != dollars(price) {
			t.Errorf("variant %d costs %v, its item %v", i, b.Price, price)
		}
	}
	if len(g.items) != 100 {
		t.Errorf("%d of 100 items get variants", len(g.items))
	}
}

// What is dealt must not move when some of it is there already.
func TestVariantsAfterABreak(t *testing.T) {
	w, _ := foreignWorld(t)
	e := registry(t).Get("menu_item_variants")
	whole := generator(t, w, e)
	rapid.Check(t, func(t *rapid.T) {
		broken := *w
		broken.Refs = maps.Clone(w.Refs)
		var list []Item
		var want []int
		for i := range 150 {
			if rapid.Bool().Draw(t, "there") {
				item := refOf(e, whole.Draft(i, 0)).Item
				list, want = append(list, item), append(want, i)
				broken.Refs[e.Pool] = append(slices.Clip(broken.Refs[e.Pool]), Ref{Item: item, Index: -1})
			}
		}
		g := generator(t, &broken, e)
		if got := Assign(g, e, list, 150, 1, never); !slices.Equal(got, want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
		i := rapid.IntRange(0, 400).Draw(t, "index")
		if a, b := g.Draft(i, 0).Body, whole.Draft(i, 0).Body; string(a) != string(b) {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}

func TestOrdersInSomebodysTown(t *testing.T) {
	w, backend := foreignWorld(t)
	variants := registry(t).Get("menu_item_variants")
	w.Refs[variants.Pool] = append(w.Refs[variants.Pool], refsOf(t, w, variants, upTo(5))...)
	e := registry(t).Get("orders")
	if fetched := fetchLinks(w, backend, e, 20); fetched == 0 || fetched > 20 {
		t.Errorf("%d items were fetched", fetched)
	}
	g := generator(t, w, e).(*orderMaker)
	if len(g.shops) < 3 {
		t.Errorf("only %d restaurants to order from", len(g.shops))
	}
	backend.Refs["menu_item_variants"] = w.Refs["menu_item_variants"]
	facts := facts{backend}
	rapid.Check(t, func(t *rapid.T) {
		facts.check(t, body[orderBody](t, g, rapid.IntRange(0, 1000).Draw(t, "index"), rapid.IntRange(0, 3).Draw(t, "attempt")))
	})
}

func TestLinksAreFollowedToTheEnd(t *testing.T) {
	backend := town(t, 1)
	for i := range backend.Refs["restaurants"] { // completed, and listed without their address
		address := addressOf(backend.Refs["restaurants"][i].record())
		fields := fieldsOf(backend.Refs["restaurants"][i].Raw)
		fields["address_id"], fields["address"] = address, nil
		backend.Refs["restaurants"][i] = Ref{Item: Item{ID: backend.Refs["restaurants"][i].ID, Raw: encode(fields)}, Index: -1}
	}
	for i, ref := range backend.Refs["menu_items"] { // as an item is told by itself
		backend.Refs["menu_items"][i].Raw = encode(map[string]any{"menuItem": ref.Raw, "variants": []any{}})
		backend.Refs["menu_items"][i].Sent = nil
	}
	w := sampleOf(t, backend, 1000)
	for _, pool := range []string{"menu_items", "restaurants"} {
		w.Refs[pool] = nil
	}
	w.Refs["address_books"] = w.Refs["address_books"][20:]
	e := registry(t).Get("orders")
	fetchLinks(w, backend, e, 1000)
	if got := len(generator(t, w, e).(*orderMaker).shops); got != 9 {
		t.Errorf("%d of 9 restaurants were found", got)
	}
}

// Fetching is rationed, so what completes a restaurant at once comes before
// what is a step further away.
func TestLinksAreRationed(t *testing.T) {
	w := emptyWorld(1)
	add := w.addForeign
	for i := range 100 {
		n := fmt.Sprint(i)
		switch i % 4 {
		case 0:
			add("restaurants", "r"+n, map[string]any{"address_id": "a" + n})
			fallthrough
		case 1:
			add("menu_items", "m"+n, map[string]any{"name": "x", "restaurant_id": "r" + n})
			fallthrough
		default:
			add("menu_item_variants", "v"+n, map[string]any{"menu_id": "m" + n, "price": 3})
		}
	}
	var got []string
	for _, l := range registry(t).Get("orders").Links(w) {
		got = append(got, l.Pool)
	}
	want := slices.Concat(
		slices.Repeat([]string{"address_books"}, 2*enoughShops),
		slices.Repeat([]string{"restaurants"}, 2*enoughShops),
		slices.Repeat([]string{"menu_items"}, 2*enoughShops),
	)
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestLinksOfACompleteWorld(t *testing.T) {
	w := town(t, 1)
	if links := registry(t).Get("orders").Links(w); len(links) != 0 {
		t.Errorf("%v", links)
	}
	big := fullWorld(t, 1, 30)
	big.addForeign("menu_item_variants", "v", map[string]any{"menu_id": "elsewhere", "price": 3})
	if links := registry(t).Get("orders").Links(big); links != nil {
		t.Errorf("there is enough, but %v", links)
	}
}

func TestMenusInSomebodysTown(t *testing.T) {
	w, _ := foreignWorld(t)
	g := made(t, w, "menu_items").(*menuItemMaker)
	facts := facts{w}
	useful := true
	for _, m := range g.menus {
		r := facts.restaurant(m.restaurant)
		now := takesOrders(r) && addressOf(r) != ""
		if now && !useful {
			t.Fatal("a restaurant that takes orders comes after one that does not")
		}
		useful = now
		if strings.Contains(fmt.Sprint(categoriesIn(r)), "Pizza") {
			if m.cuisine == saigon.House() || !slices.Contains(m.categories, "FF_FC_0") {
				t.Errorf("%s cooks %s for %v", r.answered, m.cuisine.Name, m.categories)
			}
		} else if m.cuisine != saigon.House() || len(m.categories) != 0 {
			t.Errorf("%s cooks %s for %v", r.answered, m.cuisine.Name, m.categories)
		}
	}
	if len(g.menus) != 100 {
		t.Errorf("%d menus", len(g.menus))
	}
}

func TestRestaurantsForSomebodysCategories(t *testing.T) {
	w, _ := foreignWorld(t)
	g := made(t, w, "restaurants").(*restaurantMaker)
	for i, want := range []string{"Banh mi", "Drinks", "Odds and ends", "Pho", "Pizza & Pasta"} {
		name := body[restaurantBody](t, g, i, 0).RestaurantName
		if got := cuisineOfPrefix(name); got.Name != cmp.Or(cuisineOf(want), saigon.House()).Name {
			t.Errorf("%s is a restaurant for %s", name, want)
		}
	}
}

func TestRestaurantsKnowTheirCategory(t *testing.T) {
	w, _ := foreignWorld(t)
	for record, want := range map[string]struct{ category, cuisine string }{
		`{"restaurant_name":"Phở 24","specialize_in":null}`:                         {"FF_FC_1", "Pho"},
		`{"restaurant_name":"X","food_categories":["FF_FC_4"]}`:                     {"FF_FC_4", "Banh mi"},
		`{"restaurant_name":"Their Banh Mi","food_category_ids":["gone"]}`:          {"FF_FC_4", "Banh mi"},
		`{"restaurant_name":"X","specialize_in":[{"id":"other","name":"Pho bar"}]}`: {"other", "Pho"},
	} {
		w.Refs["restaurants"] = []Ref{{Item: Item{ID: "r", Raw: []byte(record)}, Index: -1}}
		m := made(t, w, "menu_items").(*menuItemMaker).menus[0]
		if c := cuisineOf(want.cuisine); m.cuisine.Name != c.Name || !slices.Equal(m.categories, []string{want.category}) {
			t.Errorf("%s cooks %s for %v", record, m.cuisine.Name, m.categories)
		}
	}
}
