package entities

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

// patchOf completes a seeded record and returns the fields of the PATCH, nil
// if there is none.
func patchOf(t tb, w *World, pool string, index int, raw string) map[string]any {
	t.Helper()
	change := registry(t).Get(pool).Finishers[0].Next(w, Ref{Item: Item{ID: "x", Raw: []byte(raw)}, Index: index})
	if change == nil {
		return nil
	}
	return fieldsOf(change.Body)
}

func TestCompleteDriver(t *testing.T) {
	w := fullWorld(t, 1, 3)
	plate := regexp.MustCompile(`^59-[A-Z][1-9] [0-9]{3}\.[0-9]{2}$`)
	rapid.Check(t, func(t *rapid.T) {
		index := rapid.IntRange(0, 100_000).Draw(t, "index")
		bare := `{"vehicle":{"license_plate":"","model":"","color":""},"current_location":{"lat":0,"lng":0},"available_for_work":false,"avatar":null}`
		p := patchOf(t, w, "drivers", index, bare)
		vehicle := p["vehicle"].(map[string]any)
		if !plate.MatchString(vehicle["license_plate"].(string)) {
			t.Fatalf("plate %s", vehicle["license_plate"])
		}
		known := false
		for _, v := range saigon.Vehicles() {
			for _, color := range v.Colors {
				known = known || v.Model == vehicle["model"] && color == vehicle["color"]
			}
		}
		if !known {
			t.Fatalf("a %s %s", vehicle["color"], vehicle["model"])
		}
		at := p["current_location"].(map[string]any)
		name := districtAt(point{at["lat"].(float64), at["lng"].(float64)})
		if districtNamed(name) == nil {
			t.Fatalf("at %v", at)
		}
		if _, ok := p["available_for_work"].(bool); !ok || p["avatar"] == nil {
			t.Fatalf("patch %v", p)
		}
	})
}

func TestCompleteDriverKeepsWhatIsThere(t *testing.T) {
	w := fullWorld(t, 1, 3)
	for raw, want := range map[string]string{
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":{"lat":10.7,"lng":106.6},"available_for_work":false,"avatar":{"key":"k","url":"u"}}`: "",
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":null,"available_for_work":false,"avatar":{"url":"u"}}`:                               "current_location",
		`{"vehicle":null,"current_location":{"lat":"10.7","lng":"106.6"},"available_for_work":true,"avatar":"https://x.test/a.jpg"}`:                         "vehicle",
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":{"lat":10.7,"lng":106.6},"avatar":{"key":"","url":""}}`:                              "avatar",
	} {
		var got []string
		for name := range patchOf(t, w, "drivers", 1, raw) {
			got = append(got, name)
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s gets %v, want %s", raw, got, want)
		}
	}
}

func TestMostDriversWork(t *testing.T) {
	w := fullWorld(t, 1, 3)
	working := 0
	for i := range 200 {
		if patchOf(t, w, "drivers", i, `{}`)["available_for_work"] == true {
			working++
		}
	}
	if working < 130 || working > 190 {
		t.Errorf("%d of 200 work", working)
	}
}

const bareJSON = `{"id":"x","restaurant_name":"NAME","address_id":null,"address":null,"description":null,"avatar":null,"images_gallery":null,"specialize_in":[]}`

func TestCompleteRestaurant(t *testing.T) {
	w := fullWorld(t, 1, 12)
	g := made(t, w, "restaurants")
	for i := range 30 {
		b := body[restaurantBody](t, g, i, 0)
		p := patchOf(t, w, "restaurants", i, strings.Replace(bareJSON, "NAME", b.RestaurantName, 1))
		if p["address_id"] != b.AddressID {
			t.Errorf("address %v, registered with %s", p["address_id"], b.AddressID)
		}
		if got := p["specialize_in"].([]any); len(got) != 1 || got[0] != b.FoodCategoryIDs[0] || p["food_category_ids"] != nil {
			t.Errorf("categories %v, registered with %v", p, b.FoodCategoryIDs)
		}
		if bare := i%12 == 11; bare {
			if p["avatar"] != nil || p["images_gallery"] != nil {
				t.Errorf("a restaurant without pictures gets %v", p)
			}
		} else if p["avatar"].(map[string]any)["url"] != b.Avatar.URL || len(p["images_gallery"].([]any)) != 3 {
			t.Errorf("pictures %v", p)
		}
		text := p["description"].(string)
		if !strings.Contains(text, districtOf(*refNamed(w.Refs["address_books"], b.AddressID))) || strings.Contains(text, "%") {
			t.Errorf("description %s", text)
		}
		if !fromBlurbs(cuisineOfPrefix(b.RestaurantName), text) {
			t.Errorf("%s is described by %q", b.RestaurantName, text)
		}
	}
}

func districtOf(address Ref) string { return districtAt(address.record().point("location")) }

func fromBlurbs(c *saigon.Cuisine, text string) bool {
	for _, blurb := range slices.Concat(c.Blurbs, saigon.Words("house blurb")) {
		before, after, _ := strings.Cut(blurb, "%s")
		if strings.HasPrefix(text, before) && strings.HasSuffix(text, after) {
			return true
		}
	}
	return false
}

func TestCompleteRestaurantKeepsWhatIsThere(t *testing.T) {
	w := fullWorld(t, 1, 3)
	address, category := w.Refs["address_books"][2], w.Refs["food_categories"][1].ID
	full := map[string]any{
		"restaurant_name": "Somewhere", "address_id": address.ID, "description": "d", "avatar": map[string]any{"url": "u"},
		"images_gallery": []any{map[string]any{"url": "u"}}, "specialize_in": []any{map[string]any{"id": category, "name": "n"}},
	}
	if p := patchOf(t, w, "restaurants", 0, string(encode(full))); p != nil {
		t.Errorf("nothing lacks, but %v", p)
	}
	full["description"] = ""
	p := patchOf(t, w, "restaurants", 0, string(encode(full)))
	if !strings.Contains(p["description"].(string), districtOf(address)) {
		t.Errorf("described as %v", p["description"])
	}
	// A PATCH without categories would take them away.
	if len(p) != 2 || p["specialize_in"].([]any)[0] != category {
		t.Errorf("patch %v", p)
	}
	full["description"], full["specialize_in"] = "d", []any{}
	if p := patchOf(t, w, "restaurants", 0, string(encode(full))); len(p) != 1 || p["specialize_in"] == nil {
		t.Errorf("categories lack, but %v", p)
	}
	delete(full, "specialize_in")
	if p := patchOf(t, w, "restaurants", 0, string(encode(full))); p != nil {
		t.Errorf("categories are not told, but %v", p)
	}
	full["food_category_ids"] = []any{}
	if p := patchOf(t, w, "restaurants", 0, string(encode(full))); len(p) != 1 || p["food_category_ids"] == nil {
		t.Errorf("categories lack, but %v", p)
	}
}

func TestCompleteRestaurantInAnAddressOfItsOwn(t *testing.T) {
	w := fullWorld(t, 1, 3)
	d := saigon.Districts()[4]
	record := map[string]any{"restaurant_name": "X", "address": map[string]any{"id": "a", "location": map[string]any{
		"lat": d.Streets[0].Lat, "lng": d.Streets[0].Lng,
	}}}
	if p := patchOf(t, w, "restaurants", 0, string(encode(record))); !strings.Contains(p["description"].(string), d.Name) || p["address_id"] != nil {
		t.Errorf("patch %v", p)
	}
	record["address"] = "elsewhere"
	if p := patchOf(t, w, "restaurants", 0, string(encode(record))); !strings.Contains(p["description"].(string), city) {
		t.Errorf("patch %v", p)
	}
}

// A backend that answers a creation with little more than the id leaves what was
// sent as all that is known.
func TestFinishersReadWhatWasSent(t *testing.T) {
	w := fullWorld(t, 1, 12, func(w *World) { w.Finish = true })
	dialect := registry(t).Dialect(Flashstrom)
	w.Dialect = dialect
	for i := range w.Refs["address_books"] {
		ref := &w.Refs["address_books"][i]
		ref.Sent, ref.Raw = ref.Raw, []byte(`{"id":"`+ref.ID+`"}`)
	}
	customer := Ref{Item: Item{ID: "c", Raw: []byte(`{"id":"c","address":[],"created_at":5,"last_login":0}`)}, Index: 1}
	if p := fieldsOf(giveAddresses(w, customer).Body); p["street"] == "" || p["city"] == "" {
		t.Errorf("the address %v", p)
	}
	order := Ref{Item: Item{ID: "o", Raw: []byte(`{"id":"o","status":"PENDING"}`)}, Sent: []byte(`{"customer_id":"FF_CUS_1"}`)}
	if p := fieldsOf(CancelOrder(order).Body); p["cancelled_by_id"] != "FF_CUS_1" {
		t.Errorf("the cancellation %v", p)
	}
}

func TestCompleteWithoutRecord(t *testing.T) {
	w := fullWorld(t, 1, 3)
	g := made(t, w, "restaurants")
	ref := Ref{Item: Item{ID: "x"}, Index: 1, Sent: g.Draft(1, 0).Body}
	finisher := registry(t).Get("restaurants").Finishers[0]
	if p := fieldsOf(finisher.Next(w, ref).Body); p["address_id"] == nil || p["food_category_ids"] == nil {
		t.Errorf("%v", p)
	}
}
