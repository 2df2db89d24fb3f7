package entities

import (
	"fmt"
	"math"
	"slices"
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
		wage := b.DriverFixedWage
		steps := []float64{0, wage.To1, wage.To2, wage.To3, wage.To5}
		if !slices.IsSorted(steps) || len(slices.Compact(steps)) != 5 {
			t.Fatalf("wages do not grow: %+v", wage)
		}
		if further := evaluate(t, wage.Further, 5); further < wage.To5 || further > 3*wage.To5 {
			t.Fatalf("%s is %v at 5 km, after %v", wage.Further, further, wage.To5)
		}
		least, most := min(b.AppServiceFee, b.RestaurantCommission), max(b.AppServiceFee, b.RestaurantCommission)
		if least <= 0 || most >= 1 || b.CustomerCareHourlyWage < 2 || b.CustomerCareHourlyWage > 10 {
			t.Fatalf("%+v", b)
		}
		if w.find("super_admins", b.CreatedByID) == nil {
			t.Fatalf("made by %s", b.CreatedByID)
		}
	})
}

// evaluate computes a formula such as "5 + 1.2*km".
func evaluate(t tb, formula string, km float64) float64 {
	var base, perKm float64
	if _, err := fmt.Sscanf(formula, "%g + %g*km", &base, &perKm); err != nil || formula != fmt.Sprintf("%v + %v*km", base, perKm) {
		t.Fatalf("%q is no formula of km", formula)
	}
	return base + perKm*km
}

func TestPromotions(t *testing.T) {
	w := fullWorld(t, 1, 13)
	now := clock.Unix()
	rapid.Check(t, func(t *rapid.T) {
		world, index, attempt := drawnWorld(t, w)
		b := body[promotionBody](t, made(t, world, "promotions"), index, attempt)
		fits := map[string]bool{
			"ACTIVE": b.StartDate <= now && now < b.EndDate, "PENDING": b.StartDate > now, "EXPIRED": b.EndDate < now,
			"INACTIVE": true, "CANCELLED": true,
		}
		if !fits[b.Status] || b.EndDate <= b.StartDate {
			t.Fatalf("%s, but from %d to %d at %d", b.Status, b.StartDate, b.EndDate, now)
		}
		checkDiscount(t, b)
		ids := slices.Compact(slices.Sorted(slices.Values(b.FoodCategoryIDs)))
		foreign := slices.ContainsFunc(ids, func(id string) bool { return w.find("food_categories", id) == nil })
		if len(ids) < 1 || len(ids) > 3 || len(ids) != len(b.FoodCategoryIDs) || foreign {
			t.Fatalf("categories %v", b.FoodCategoryIDs)
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
		count, types := map[string]int{}, map[string]bool{}
		for i := range 16 {
			b := body[promotionBody](t, g, i, 0)
			count[b.Status]++
			types[b.DiscountType] = true
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
		if count["ACTIVE"] < 6 || count["PENDING"] == 0 || count["EXPIRED"] == 0 || len(types) != 3 {
			t.Errorf("%v: %v %v", w.Now, count, types)
		}
	}
}

// Each category comes once before any comes again, and the cuisines' come first.
func TestCategories(t *testing.T) {
	first, all, cuisines := map[string]bool{}, saigon.Categories(), saigon.Cuisines()
	g := made(t, emptyWorld(9), "food_categories")
	for i := range all {
		b := body[categoryBody](t, g, i, 0)
		first[b.Name] = true
		if i < len(cuisines) != slices.ContainsFunc(cuisines, func(c saigon.Cuisine) bool { return c.Name.En == b.Name }) {
			t.Errorf("%s is number %d", b.Name, i)
		}
	}
	if len(first) != len(all) {
		t.Errorf("%d names for %d categories", len(first), len(all))
	}
	rapid.Check(t, func(t *rapid.T) {
		seed, index, attempt := drawn(t)
		b := body[categoryBody](t, made(t, emptyWorld(seed), "food_categories"), index, attempt)
		c := categoryAt(seed, index)
		repeats := strings.HasPrefix(b.Description, saigon.Texts("repeated category")[0].En)
		if !strings.Contains(b.Name, c.Name.En) || !strings.Contains(b.Description, c.Description.En) || repeats != (index >= len(all)) || c.Cuisine == nil {
			t.Fatalf("%s: %s for %s", b.Name, b.Description, c.Name.En)
		}
	})
}

// A promotion that is as its dates have it is left alone; one that is not is
// mended by one request, whose dates and status go together.
func TestRenewal(t *testing.T) {
	w := fullWorld(t, 1, 30)
	e := registry(t).Get("promotions")
	g := generator(t, w, e)
	start := w.Now
	for index := range 60 {
		w.Now = start
		ref := refOf(e, g.Draft(index, 0))
		if change := e.Finishers[0].Next(w, ref); change != nil {
			t.Errorf("promotion %d is changed at once: %s", index, change.Body)
		}
		for range 400 {
			w.Now = w.Now.Add(24 * time.Hour)
			change := e.Finishers[0].Next(w, ref)
			if change == nil {
				continue
			}
			now := float64(w.Now.Unix())
			ref.Raw, ref.Sent = changed(ref.Raw, change.Body), nil
			record := fieldsOf(ref.Raw)
			from, to, status := record["start_date"].(float64), record["end_date"].(float64), record["status"]
			fits := map[any]bool{"ACTIVE": from <= now && now < to, "PENDING": now < from, "EXPIRED": to <= now}
			if !fits[status] || from >= to {
				t.Fatalf("promotion %d on %s: %s", index, w.Now, change.Body)
			}
			if again := e.Finishers[0].Next(w, ref); again != nil {
				t.Fatalf("promotion %d is changed twice: %s, %s", index, change.Body, again.Body)
			}
		}
		if status := fieldsOf(ref.Raw)["status"]; (status == "ACTIVE" || status == "PENDING") && fieldsOf(ref.Raw)["end_date"].(float64) <= float64(w.Now.Unix()) {
			t.Errorf("promotion %d ended and was not renewed", index)
		}
	}
}
