package entities

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
)

// The town is believable: these are the proportions of life. The soak looks at
// more seeds and hours, and at the city.
func TestTown(t *testing.T) {
	seeds, hours := 1, []int{11, 20}
	if os.Getenv("FLASHSEED_SOAK") != "" {
		seeds, hours = 12, []int{0, 4, 7, 10, 12, 15, 17, 19, 21, 23}
		checkTown(t, "city", 1, clock)
	}
	for seed := range seeds {
		for _, hour := range hours {
			at := time.Date(2026, time.Month(1+seed), 7+seed, hour, 25, 0, 0, time.UTC)
			checkTown(t, "town", uint64(seed+1), at)
		}
	}
}

func checkTown(t *testing.T, preset string, seed uint64, at time.Time) {
	t.Helper()
	w := presetWorld(t, preset, seed, func(w *World) { w.Now = at })
	complain := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s, seed %d at %v: "+format, append([]any{preset, seed, at}, args...)...)
	}
	checkMenus(t, w, complain)
	for pool, want := range Preset(preset) {
		if len(w.Refs[pool]) != want {
			complain("%d items of %s, want %d", len(w.Refs[pool]), pool, want)
		}
	}

	type house struct {
		restaurantBody
		orders int
	}
	houses, customers, lines := map[string]*house{}, map[string][]string{}, 0
	for _, ref := range w.Refs["restaurants"] {
		houses[ref.ID] = &house{restaurantBody: decoded[restaurantBody](t, ref.Sent)}
	}
	open, meals := 0, 0
	for _, ref := range w.Refs["orders"] {
		b := decoded[orderBody](t, ref.Sent)
		h := houses[b.RestaurantID]
		h.orders++
		lines += len(b.OrderItems)
		customers[b.CustomerID] = append(customers[b.CustomerID], b.RestaurantID)
		hours := readWeek(record{sent: encode(h.restaurantBody)})
		if !hours.open(b.OrderTime) {
			complain("order %d, %s, was made at %v when %+v", ref.Index, b.Status, time.Unix(b.OrderTime, 0).UTC(), h.OpeningHours)
		}
		age := w.Now.Unix() - b.OrderTime
		if stages[stageIndex(b.Status)].open {
			open++
			if age > 2*60*60 || age < 0 || !hours.open(w.Now.Unix()) {
				complain("order %d, %s, is %d minutes old", ref.Index, b.Status, age/60)
			}
		} else if age < 60*60 {
			complain("order %d, %s, is %d minutes old", ref.Index, b.Status, age/60)
		}
		if minute := (b.OrderTime + vietnam) % day / 60; minute >= 11*60 && minute < 14*60 || minute >= 17*60 && minute < 21*60 {
			meals++
		}
	}
	count := len(w.Refs["orders"])
	if share := 100 * meals / count; share < 50 {
		complain("%d %% of the orders are made at lunch or dinner", share)
	}
	if mean := float64(lines) / float64(count); mean < 1.5 || mean > 3 {
		complain("%v lines an order", mean)
	}
	if open < 10 || open > count/4 {
		complain("%d of %d orders are open", open, count)
	}
	var perHouse []int
	for _, h := range houses {
		perHouse = append(perHouse, h.orders)
	}
	slices.Sort(perHouse)
	busiest := 0
	for _, n := range perHouse[len(perHouse)-len(perHouse)/5:] {
		busiest += n
	}
	if share := 100 * busiest / count; share < 40 || share > 70 {
		complain("the busiest fifth of %d restaurants takes %d %% of the orders", len(perHouse), share)
	}
	once, again, favourites, most := 0, 0, 0, 0
	for _, visits := range customers {
		most = max(most, len(visits))
		if len(visits) == 1 {
			once++
			continue
		}
		again++
		counts := map[string]int{}
		for _, house := range visits {
			counts[house]++
		}
		if favourite := slices.Max(slices.Collect(maps.Values(counts))); 2*favourite > len(visits) {
			favourites++
		}
	}
	if once == 0 || again < len(customers)/2 || favourites < again/3 || most < 6 || len(customers) < len(w.Refs["customers"])*9/10 {
		complain("%d customers: %d ordered once, %d again, %d of them mostly from one restaurant, at most %d times", len(customers), once, again, favourites, most)
	}
	// A habit is weekly, or little more: there are eight weeks of orders.
	if preset == "town" && most > 20 {
		complain("a customer ordered %d times in eight weeks", most)
	}
}

// checkMenus looks at restaurants and their dishes.
func checkMenus(t *testing.T, w *World, complain func(string, ...any)) {
	dishes, itemNames := map[string][]menuItemBody{}, map[string]string{}
	for _, ref := range w.Refs["menu_items"] {
		b := decoded[menuItemBody](t, ref.Sent)
		dishes[b.RestaurantID] = append(dishes[b.RestaurantID], b)
		itemNames[ref.ID] = b.Name
	}
	var sizes []int
	for _, menu := range dishes {
		sizes = append(sizes, len(menu))
		for _, item := range menu {
			for _, other := range menu {
				a, b := dishNamed(item.Name), dishNamed(other.Name)
				if a != nil && b != nil && !strings.Contains(item.Name+other.Name, setMark) && a.Min >= b.Min && a.Max >= b.Max && item.Price < other.Price {
					complain("%s costs $%v, %s $%v", item.Name, item.Price, other.Name, other.Price)
				}
			}
		}
	}
	slices.Sort(sizes)
	if len(sizes) < len(w.Refs["restaurants"]) || sizes[len(sizes)/2] < 8 || sizes[0] < 6 || sizes[len(sizes)-1] > 16 || sizes[0] == sizes[len(sizes)-1] {
		complain("dishes a restaurant: %v", sizes)
	}
	variants := map[string][]float64{}
	for _, ref := range w.Refs["menu_item_variants"] {
		b := decoded[variantBody](t, ref.Sent)
		if prices := variants[b.MenuID]; len(prices) > 0 && prices[len(prices)-1] >= b.Price {
			complain("%s: %s for $%v is not dearer than $%v", itemNames[b.MenuID], b.Variant, b.Price, prices[len(prices)-1])
		}
		variants[b.MenuID] = append(variants[b.MenuID], b.Price)
	}
	for id, prices := range variants {
		if len(prices) < 2 || len(prices) > 3 {
			complain("%s comes in %d variants", itemNames[id], len(prices))
		}
	}
}

// Texts are in the language of who writes them, or of the locale.
func TestLanguages(t *testing.T) {
	has := func(text string, words ...string) bool {
		return slices.ContainsFunc(strings.Fields(text), func(word string) bool { return slices.Contains(words, word) })
	}
	for _, locale := range []string{"vi", "en", "mixed"} {
		w := presetWorld(t, "town", 1, func(w *World) { w.Locale = locale })
		for _, b := range bodiesOf[orderBody](t, w, "orders") {
			family := w.find("customers", b.CustomerID).record().text("last_name")
			vietnamese := strings.IndexFunc(b.CustomerNote, func(r rune) bool { return r > 0x7f }) >= 0
			if want := isVietnamese(family) && locale != "en" || locale == "vi"; b.CustomerNote != "" && vietnamese != want {
				t.Errorf("locale %s: %s writes %q", locale, family, b.CustomerNote)
			}
		}
		for _, pool := range []string{"restaurants", "menu_items", "menu_item_variants", "promotions", "finance_rules"} {
			for _, ref := range w.Refs[pool] {
				text := fieldsOf(ref.Sent)["description"].(string)
				english := has(strings.ToLower(text), "the", "a", "and", "of", "for", "with", "in", "one", "two")
				vietnamese := has(text, "một", "và", "cho", "có", "ở", "của", "món", "khi", "đơn,", "để")
				if locale == "vi" && english || locale == "en" && vietnamese {
					t.Errorf("locale %s, %s: %q", locale, pool, text)
				}
			}
		}
	}
}

// Each of the edge preset's items is there.
func TestEdge(t *testing.T) {
	w := presetWorld(t, "edge", 1)
	names, free, variants := map[string]bool{}, 0, map[string]int{}
	for _, b := range bodiesOf[restaurantBody](t, w, "restaurants") {
		names[b.RestaurantName] = true
	}
	for _, b := range bodiesOf[menuItemBody](t, w, "menu_items") {
		names[b.Name] = true
		if b.Price == 0 {
			free++
		}
	}
	for _, b := range slices.Concat(bodiesOf[categoryBody](t, w, "food_categories"), bodiesOf[categoryBody](t, w, "promotions")) {
		names[b.Name] = true
	}
	for _, name := range saigon.Words("edge name") {
		if !names[name] {
			t.Errorf("nothing is called %q", name)
		}
	}
	for _, b := range bodiesOf[variantBody](t, w, "menu_item_variants") {
		variants[b.MenuID]++
	}
	if most := variants[w.Refs["menu_items"][0].ID]; free != 1 || most != 20 || len(variants) != len(w.Refs["menu_items"])-1 {
		t.Errorf("%d dishes are free, one comes in %d variants, %d of %d have some", free, most, len(variants), len(w.Refs["menu_items"]))
	}
	if b := bodiesOf[promotionBody](t, w, "promotions")[0]; b.DiscountValue != 100 || b.DiscountType != "PERCENTAGE" {
		t.Errorf("%v %v", b.DiscountType, b.DiscountValue)
	}
	statuses, customers, lines, quantity := map[string]bool{}, map[string]int{}, 0, 0
	for _, b := range bodiesOf[orderBody](t, w, "orders") {
		statuses[b.Status] = true
		customers[b.CustomerID]++
		lines, quantity = max(lines, len(b.OrderItems)), max(quantity, b.OrderItems[0].Quantity)
	}
	if len(statuses) != len(stages) || lines != 30 || quantity != 99 {
		t.Errorf("%d statuses, %d lines, %v of one dish", len(statuses), lines, quantity)
	}
	if first, second := customers[w.Refs["customers"][0].ID], customers[w.Refs["customers"][1].ID]; first != 200 || second != 0 {
		t.Errorf("%d and %d orders of two customers", first, second)
	}
}

// The presets name every pool, and in proportion.
func TestPresets(t *testing.T) {
	for _, name := range Presets()[1:] {
		mins := Preset(name)
		for _, e := range registry(t).All() {
			if mins[e.Pool] < 1 {
				t.Errorf("%s wants %d %s", name, mins[e.Pool], e.Pool)
			}
		}
		if mins["menu_items"] < 8*mins["restaurants"] || mins["menu_item_variants"] < 2*mins["menu_items"] || mins["orders"] < 3*mins["customers"] {
			t.Errorf("%s: %v", name, mins)
		}
	}
	if Presets()[0] != "minimum" || Preset("minimum") != nil || Preset("village") != nil {
		t.Error("minimum leaves the numbers to other settings")
	}
}

// An item has one picture, wherever pictures come from, and none where they are
// off.
func TestPictures(t *testing.T) {
	for pictures, want := range map[string]string{
		"": "https://picsum.photos/seed/dish-KEY/640/480", "remote": "https://picsum.photos/seed/dish-KEY/640/480",
		"http://127.0.0.1:4000/{kind}/{key}.png?about={words}": "http://127.0.0.1:4000/dish/KEY.png?about=pho,beef",
		"https://pictures.example.com/{pool}/{index}.jpg":      "https://pictures.example.com/menu_items/8.jpg",
	} {
		w := emptyWorld(1)
		w.Pictures = pictures
		m := newMaker(w, "menu_items")
		p, again, other := m.picture(dishPicture, "pho,beef", 7), m.picture(dishPicture, "pho,beef", 7), m.picture(dishPicture, "pho,beef", 8)
		_, key, _ := strings.Cut(p.Key, "/dish/")
		if p.URL != strings.ReplaceAll(want, "KEY", key) || *again != *p || other.URL == p.URL {
			t.Errorf("pictures %q: %+v, %+v, %+v", pictures, p, again, other)
		}
	}
	w := fullWorld(t, 1, 3, func(w *World) { w.Pictures = "none" })
	for _, pool := range []string{"restaurants", "drivers"} {
		for _, ref := range w.Refs[pool] {
			change := registry(t).Get(pool).Finishers[0].Next(w, ref)
			if change != nil && strings.Contains(string(change.Body), "avatar") || strings.Contains(string(ref.Sent), "avatar") {
				t.Errorf("%s: %+v", pool, change)
			}
		}
	}
}
