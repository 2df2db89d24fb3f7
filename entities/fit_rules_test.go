package entities

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

func TestFinanceRules(t *testing.T) {
	w := fullWorld(t, 1, 7)
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		b := body[financeRuleBody](t, made(t, world, "finance_rules"), index, attempt)
		steps := []float64{0, b.DriverFixedWage.To1, b.DriverFixedWage.To2, b.DriverFixedWage.To3, b.DriverFixedWage.To5}
		for i := 1; i < len(steps); i++ {
			if steps[i] <= steps[i-1] {
				t.Fatalf("wages do not grow: %+v", b.DriverFixedWage)
			}
		}
		if further := evaluate(t, b.DriverFixedWage.Further, 5); further < b.DriverFixedWage.To5 || further > 3*b.DriverFixedWage.To5 {
			t.Fatalf("%s is %v at 5 km, after %v", b.DriverFixedWage.Further, further, b.DriverFixedWage.To5)
		}
		for _, share := range []float64{b.AppServiceFee, b.RestaurantCommission} {
			if share <= 0 || share >= 1 {
				t.Fatalf("share %v", share)
			}
		}
		if b.CustomerCareHourlyWage < 2 || b.CustomerCareHourlyWage > 10 {
			t.Fatalf("%v an hour", b.CustomerCareHourlyWage)
		}
		if !holds(w.Refs["super_admins"], b.CreatedByID) {
			t.Fatalf("made by %s", b.CreatedByID)
		}
	})
}

// evaluate computes a formula such as "5 + 1.2*km".
func evaluate(t tb, formula string, km float64) float64 {
	base, rest, ok := strings.Cut(formula, " + ")
	perKm, unit, _ := strings.Cut(rest, "*")
	a, err := strconv.ParseFloat(base, 64)
	b, err2 := strconv.ParseFloat(perKm, 64)
	if !ok || unit != "km" || err != nil || err2 != nil {
		t.Fatalf("%q is no formula of km", formula)
	}
	return a + b*km
}

func holds(refs []Ref, id string) bool { return refNamed(refs, id) != nil }

func TestPromotions(t *testing.T) {
	w := fullWorld(t, 1, 13)
	now := clock.Unix()
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		b := body[promotionBody](t, made(t, world, "promotions"), index, attempt)
		if b.EndDate <= b.StartDate {
			t.Fatalf("from %d to %d", b.StartDate, b.EndDate)
		}
		switch running := b.StartDate <= now && now < b.EndDate; b.Status {
		case "ACTIVE":
			if !running {
				t.Fatalf("active, but from %d to %d at %d", b.StartDate, b.EndDate, now)
			}
		case "PENDING":
			if b.StartDate <= now {
				t.Fatalf("pending since %d at %d", b.StartDate, now)
			}
		case "EXPIRED":
			if b.EndDate >= now {
				t.Fatalf("expired, but until %d at %d", b.EndDate, now)
			}
		}
		checkDiscount(t, b)
		if len(b.FoodCategoryIDs) < 1 || len(b.FoodCategoryIDs) > 3 {
			t.Fatalf("%d categories", len(b.FoodCategoryIDs))
		}
		for i, id := range b.FoodCategoryIDs {
			if !holds(w.Refs["food_categories"], id) || i > 0 && id == b.FoodCategoryIDs[0] {
				t.Fatalf("categories %v", b.FoodCategoryIDs)
			}
		}
	})
}

func checkDiscount(t *rapid.T, b promotionBody) {
	switch b.DiscountType {
	case "PERCENTAGE":
		if b.DiscountValue < 5 || b.DiscountValue > 50 || b.DiscountValue != math.Trunc(b.DiscountValue) {
			t.Fatalf("%v %% off", b.DiscountValue)
		}
	case "FIXED":
		if b.DiscountValue < 0.5 || b.DiscountValue > 20 || b.MinimumOrderValue > 0 && b.DiscountValue >= b.MinimumOrderValue {
			t.Fatalf("$%v off orders of $%v", b.DiscountValue, b.MinimumOrderValue)
		}
	case "BOGO":
		if b.BogoDetails == nil || b.BogoDetails.BuyQuantity < 1 || b.BogoDetails.GetQuantity < 1 || b.BogoDetails.MaxRedemptions < 1 {
			t.Fatalf("bogo details %+v", b.BogoDetails)
		}
	default:
		t.Fatalf("type %s", b.DiscountType)
	}
	if (b.BogoDetails != nil) != (b.DiscountType == "BOGO") {
		t.Fatalf("bogo details of %s", b.DiscountType)
	}
}

func TestMostPromotionsAreActive(t *testing.T) {
	w := fullWorld(t, 4, 10)
	count := map[string]int{}
	types := map[string]int{}
	for _, ref := range w.Refs["promotions"] {
		count[fieldsOf(ref.Raw)["status"].(string)]++
		types[fieldsOf(ref.Raw)["discount_type"].(string)]++
	}
	if count["ACTIVE"] < 5 || count["PENDING"] == 0 || count["EXPIRED"] == 0 {
		t.Errorf("statuses %v", count)
	}
	if len(types) != 3 {
		t.Errorf("types %v", types)
	}
}

// A promotion whose words speak of a kitchen goes with that kitchen's category.
func TestPromotionsKnowTheirCuisine(t *testing.T) {
	w := fullWorld(t, 4, len(saigon.Cuisines()))
	g := made(t, w, "promotions").(*promotionMaker)
	meant := 0
	for i := range saigon.Promotions() {
		idea, c := g.ideas[i], g.meant[i]
		if c == nil {
			continue
		}
		meant++
		b := body[promotionBody](t, g, i, 0)
		for _, ref := range w.Refs["food_categories"] {
			if ref.ID == b.FoodCategoryIDs[0] && cuisineOfCategory(w.Seed, ref).Name != c.Name {
				t.Errorf("%s is for %s, not for %s", idea.Name.En, cuisineOfCategory(w.Seed, ref).Name.En, c.Name.En)
			}
		}
	}
	if meant == 0 {
		t.Error("no promotion speaks of a kitchen")
	}
}

// On any first day of a month a third of the promotions run, some are over and
// some are to come, each as its status says, and those for a day of the year
// are around that day.
func TestPromotionsByTheCalendar(t *testing.T) {
	days := map[string]string{}
	for _, idea := range saigon.Promotions() {
		days[idea.Name.En], days[idea.Name.Vi] = idea.Day, idea.Day
	}
	w := fullWorld(t, 4, 10)
	for month := range 36 {
		w.Now = time.Date(2026, time.Month(1+month), 1, 3, 0, 0, 0, time.UTC)
		w.Seed = uint64(month)
		g := made(t, w, "promotions")
		count := map[string]int{}
		for i := range 16 {
			b := body[promotionBody](t, g, i, 0)
			count[b.Status]++
			date := days[b.Name]
			if date == "" {
				continue
			}
			around := false
			for at := b.StartDate; at <= b.EndDate; at += day {
				on := time.Unix(at+vietnam, 0).UTC()
				want := date
				if date == saigon.Tet || date == saigon.MidAutumn {
					want = saigon.Lunar(date, on.Year())
				}
				around = around || on.Format("01-02") == want
			}
			if !around {
				t.Errorf("%s runs from %v to %v", b.Name, time.Unix(b.StartDate, 0), time.Unix(b.EndDate, 0))
			}
		}
		if count["ACTIVE"] < 6 || count["PENDING"] == 0 || count["EXPIRED"] == 0 {
			t.Errorf("%v: %v", w.Now, count)
		}
	}
}

func TestCategories(t *testing.T) {
	e := foodCategories()
	w := emptyWorld(9)
	g := generator(t, w, e)
	first := map[string]bool{}
	for i := range len(saigon.Categories()) {
		first[body[categoryBody](t, g, i, 0).Name] = true
		if i+1 == len(saigon.Cuisines()) {
			for _, c := range saigon.Cuisines() {
				if !first[c.Name.En] {
					t.Errorf("%s is not among the first %d", c.Name.En, i+1)
				}
			}
		}
	}
	if len(first) != len(saigon.Categories()) {
		t.Errorf("%d names for %d categories", len(first), len(saigon.Categories()))
	}
	rapid.Check(t, func(t *rapid.T) {
		seed, index, attempt := drawn(t)
		b := body[categoryBody](t, generator(t, emptyWorld(seed), e), index, attempt)
		c := categoryAt(seed, index)
		if !strings.Contains(b.Name, c.Name.En) || !strings.Contains(b.Description, c.Description.En) {
			t.Fatalf("%s: %s for %s", b.Name, b.Description, c.Name.En)
		}
		if repeats := strings.HasPrefix(b.Description, saigon.Texts("repeated category")[0].En); repeats != (index >= len(saigon.Categories())) || c.Cuisine == nil {
			t.Fatalf("category %d: %s", index, b.Description)
		}
	})
}
