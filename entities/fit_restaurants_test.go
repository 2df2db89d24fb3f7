package entities

import (
	"math"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

func TestRestaurants(t *testing.T) {
	w := fullWorld(t, 1, 17)
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		b := body[restaurantBody](t, made(t, world, "restaurants"), index, attempt)
		category := w.Refs["food_categories"][index%17]
		c := cuisineOfCategory(world.Seed, category)
		if got := cuisineOfPrefix(b.RestaurantName); got != c || len(b.FoodCategoryIDs) != 1 || b.FoodCategoryIDs[0] != category.ID {
			t.Fatalf("%s is no name for %s, or not of %v", b.RestaurantName, c.Name.En, b.FoodCategoryIDs)
		}
		address := w.find("address_books", b.AddressID)
		if address == nil || !fromBlurbs(c, b.Description, districtOf(*address)) {
			t.Fatalf("%q at %s", b.Description, b.AddressID)
		}
		if !strings.Contains(b.OwnerName, b.LastName) || b.ContactEmail[0].Email != b.Email || b.ContactPhone[0].Number != b.Phone {
			t.Fatalf("owner %s, contacts %v, %v", b.OwnerName, b.ContactEmail, b.ContactPhone)
		}
		if (b.Status != restaurantStatus{index%12 != 10, true, index%24 != 11}) {
			t.Fatalf("status %+v", b.Status)
		}
		if bare := index%12 == 11; bare != (b.Avatar == nil) || bare != (len(b.ImagesGallery) != 3) {
			t.Fatalf("pictures %v, %v", b.Avatar, b.ImagesGallery)
		}
		if c.Local && !isVietnamese(b.LastName) {
			t.Fatalf("%s owns %s", b.OwnerName, b.RestaurantName)
		}
		week := b.OpeningHours
		for _, day := range []saigon.Hours{week.Mon, week.Tue, week.Wed, week.Thu, week.Fri, week.Sat, week.Sun} {
			if day.From < 0 || day.To > 2359 || day.From+300 > day.To || day.From%100 > 59 || day.To%100 > 59 {
				t.Fatalf("open from %d to %d", day.From, day.To)
			}
		}
	})
}

func TestOpeningHoursDiffer(t *testing.T) {
	weeks := map[openingHours]bool{}
	g := made(t, fullWorld(t, 1, 10), "restaurants")
	for i := range 10 {
		week := body[restaurantBody](t, g, i, 0).OpeningHours
		weeks[week] = true
		if week.Mon == week.Tue && week.Tue == week.Wed && week.Mon != neverCloses {
			t.Errorf("restaurant %d has no quiet day: %+v", i, week)
		}
	}
	if len(weeks) < 7 {
		t.Errorf("%d different weeks in ten restaurants", len(weeks))
	}
}

// There are no two restaurants of one name, though the categories become more
// in between, and each branch has a main house.
func TestRestaurantNames(t *testing.T) {
	e := registry(t).Get("restaurants")
	names, branches := map[string]bool{}, 0
	for i, categories := range []int{3, 10, 25, 40} {
		g := generator(t, fullWorld(t, 1, categories), e)
		for index := i * 300; index < i*300+300; index++ {
			name := body[restaurantBody](t, g, index, 0).RestaurantName
			if names[name] {
				t.Errorf("restaurant %d is another %s", index, name)
			}
			names[name] = true
			if main, _, ok := strings.Cut(name, " – "); ok {
				branches++
				if !names[main] && i == 0 {
					t.Errorf("%s has no main house", name)
				}
			}
		}
	}
	if branches < 60 {
		t.Errorf("%d branches of 1200 restaurants", branches)
	}
}

// A house that has a person's name is that person's.
func TestOwnersFitTheirHouse(t *testing.T) {
	for i := range 50 {
		d := newDraw(1, "owners", i, 0)
		if p := ownerOf(d, "en", saigon.House(), "Quán Vặt Bà Ngọc"); !p.female || !strings.HasSuffix(p.full(), " Ngọc") || !isVietnamese(p.last) {
			t.Errorf("%s owns Bà Ngọc", p.full())
		}
		if p := ownerOf(d, "mixed", saigon.House(), "Quán Ông Sáu"); p.female || !isVietnamese(p.last) {
			t.Errorf("%s owns Ông Sáu", p.full())
		}
	}
}

func TestMenuItems(t *testing.T) {
	w := fullWorld(t, 1, 12)
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		index, attempt = index%5000, attempt%4
		b := body[menuItemBody](t, made(t, world, "menu_items"), index, attempt)
		restaurant := w.find("restaurants", b.RestaurantID)
		if restaurant == nil {
			t.Fatalf("item %d is for restaurant %s", index, b.RestaurantID)
		}
		c := cuisineOfPrefix(fieldsOf(restaurant.Raw)["restaurant_name"].(string))
		name := b.Name
		if attempt > 0 {
			name, _, _ = strings.Cut(name, " (")
		}
		first, second, set := strings.Cut(name, setMark)
		second, _, _ = strings.Cut(second, " #")
		low, high := priceRange(t, c, first)
		if set {
			low2, high2 := priceRange(t, c, second)
			low, high = (low+low2)*9/10, (high+high2)*9/10
		}
		cents := int(math.Round(b.Price * 100))
		if last := cents % 10; last != 0 && last != 5 && last != 9 || cents < max(low-5, 35) || cents > min(high+5, 6000) {
			t.Fatalf("$%v is not between %d and %d, or ends oddly", b.Price, low, high)
		}
		if len(b.Variants) > 0 || len(b.Category) != 1 || w.find("food_categories", b.Category[0]) == nil {
			t.Fatalf("variants %v, categories %v", b.Variants, b.Category)
		}
		if b.Description == "" || b.Avatar == nil || b.Availability == nil || index < 12 && !*b.Availability {
			t.Fatalf("something lacks in %+v", b)
		}
	})
}

func priceRange(t *rapid.T, c *saigon.Cuisine, name string) (low, high int) {
	for _, d := range c.Dishes {
		if d.Name == name {
			return d.Min, d.Max
		}
	}
	t.Fatalf("%s is no dish of %s", name, c.Name.En)
	return 0, 0
}

func TestVariants(t *testing.T) {
	w := fullWorld(t, 1, 9)
	rapid.Check(t, func(t *rapid.T) {
		item := rapid.IntRange(0, 8).Draw(t, "item")
		rounds := rapid.IntRange(1, 60).Draw(t, "rounds")
		g := made(t, w, "menu_item_variants")
		before, descriptions := 0.0, map[string]bool{}
		for round := range rounds {
			b := body[variantBody](t, g, item+9*round, 0)
			ref := w.find("menu_items", b.MenuID)
			price := float64(menuItem(*ref).cents("price")) / 100
			if ref.Index != item {
				t.Fatalf("variant %d is of item %d", item+9*round, ref.Index)
			}
			if round == 0 && b.Price != price {
				t.Fatalf("the plain one costs $%v, the item $%v", b.Price, price)
			}
			if b.Price < before || b.Price > 400*price {
				t.Fatalf("round %d: $%v after $%v, the item costs $%v", round, b.Price, before, price)
			}
			if b.Variant == "" || b.Description == "" || descriptions[b.Description] {
				t.Fatalf("round %d: variant %q, %q", round, b.Variant, b.Description)
			}
			before, descriptions[b.Description] = b.Price, true
		}
	})
}

func TestKindOfName(t *testing.T) {
	for name, want := range map[string]string{
		"Pizza Margherita": "pizza", "Bánh Mì Thịt": "sandwich", "Cà phê sữa đá": "coffee", "Cappuccino": "hot coffee", "Trà đào": "drink",
		"Gỏi xoài": "salad", "Salmon Roll": "rolls", "Chè ba màu": "dessert", "Lẩu Thái": "sharing", "French Fries": "snack",
		"Phở Bò": "bowl", "Steak": "plate", "": "plate",
	} {
		if got := kindOfName(name).Name; got != want {
			t.Errorf("%s is of kind %s, want %s", name, got, want)
		}
	}
}

func TestKeywords(t *testing.T) {
	list := saigon.Cuisines()
	for i, c := range list {
		if got := cuisineOf(c.Name.En); got != &list[i] {
			t.Errorf("a category %q would be taken for %+v", c.Name.En, got)
		}
		for _, word := range c.Keywords {
			if fold(word) != " "+word+" " {
				t.Errorf("%s: keyword %q can never be found", c.Name.En, word)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"Phở & Noodles!": " pho noodles ", "BÁNH MÌ   Đặc-Biệt": " banh mi dac biet ", "": "  ", "日本": "  ", "nước mắm, ỳ 123": " nuoc mam y 123 ",
		"e\u0301 Ki\u0300nh": " e kinh ", "ỘỒỔỖỐ ẪẨ ỮỬ ỶỸỴ ĩị ẵẳ üöä": " ooooo aa uu yyy ii aa uoa ",
	} {
		if got := fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
