package entities

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

// finished is the body of the first request that mends a seeded record, nil if
// there is none.
func finished(w *World, pool string, index int, raw string) []byte {
	change := NewRegistry().Get(pool).Finishers[0].Next(w, Ref{Item: Item{ID: "x", Raw: []byte(raw)}, Index: index})
	if change == nil {
		return nil
	}
	return change.Body
}

// patchOf are the fields that are mended.
func patchOf(w *World, pool string, index int, raw string) map[string]any {
	fields := map[string]any{}
	_ = json.Unmarshal(finished(w, pool, index, raw), &fields)
	return fields
}

func TestCompleteDriver(t *testing.T) {
	w, working := fullWorld(t, 1, 3), 0
	plate := regexp.MustCompile(`^59-[A-Z][1-9] [0-9]{3}\.[0-9]{2}$`)
	const bare = `{"vehicle":{"license_plate":"","model":"","color":""},"current_location":{"lat":0,"lng":0}}`
	rapid.Check(t, func(t *rapid.T) {
		p := decoded[driverPatch](t, finished(w, "drivers", rapid.IntRange(0, 100_000).Draw(t, "index"), bare))
		known := slices.ContainsFunc(saigon.Vehicles(), func(v saigon.Vehicle) bool {
			return v.Model == p.Vehicle.Model && slices.Contains(v.Colors, p.Vehicle.Color)
		})
		if !plate.MatchString(p.Vehicle.LicensePlate) || !known || districtAt(*p.CurrentLocation) == city || p.Avatar == nil {
			t.Fatalf("%+v at %v with %v", p.Vehicle, p.CurrentLocation, p.Avatar)
		}
	})
	for i := range 200 {
		if patchOf(w, "drivers", i, bare)["available_for_work"].(bool) {
			working++
		}
	}
	if working < 130 || working > 190 {
		t.Errorf("%d of 200 work", working)
	}
}

func TestCompleteDriverKeepsWhatIsThere(t *testing.T) {
	w := fullWorld(t, 1, 3)
	for raw, want := range map[string]string{
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":{"lat":10.7,"lng":106.6},"available_for_work":false,"avatar":{"key":"k","url":"u"}}`: "",
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":null,"available_for_work":false,"avatar":{"url":"u"}}`:                               "current_location",
		`{"vehicle":null,"current_location":{"lat":"10.7","lng":"106.6"},"available_for_work":true,"avatar":"https://x.test/a.jpg"}`:                         "vehicle",
		`{"vehicle":{"license_plate":"51-A1 111.11"},"current_location":{"lat":10.7,"lng":106.6},"avatar":{"key":"","url":""}}`:                              "avatar",
	} {
		got := slices.Collect(maps.Keys(patchOf(w, "drivers", 1, raw)))
		if strings.Join(got, ",") != want {
			t.Errorf("%s gets %v, want %s", raw, got, want)
		}
	}
}

const bareJSON = `{"id":"x","restaurant_name":"NAME","address_id":null,"address":null,"description":null,"avatar":null,"images_gallery":null,"specialize_in":[]}`

// Finishing gives a restaurant what it was registered with.
func TestCompleteRestaurant(t *testing.T) {
	w := fullWorld(t, 1, 12)
	g := made(t, w, "restaurants")
	for i := range 30 {
		b := body[restaurantBody](t, g, i, 0)
		p := decoded[restaurantPatch](t, finished(w, "restaurants", i, strings.Replace(bareJSON, "NAME", b.RestaurantName, 1)))
		if p.AddressID != b.AddressID || !slices.Equal(p.SpecializeIn, b.FoodCategoryIDs) || p.FoodCategoryIDs != nil {
			t.Errorf("%+v, registered with %+v", p, b)
		}
		if !reflect.DeepEqual(p.Avatar, b.Avatar) || !slices.Equal(p.ImagesGallery, b.ImagesGallery) {
			t.Errorf("pictures %v", p)
		}
		if !fromBlurbs(cuisineOfPrefix(b.RestaurantName), p.Description, districtOf(*w.find("address_books", b.AddressID))) {
			t.Errorf("%s is described by %q", b.RestaurantName, p.Description)
		}
	}
}

func districtOf(address Ref) string { return districtAt(address.record().point("location")) }

func fromBlurbs(c *saigon.Cuisine, text, district string) bool {
	return slices.ContainsFunc(slices.Concat(c.Blurbs, saigon.Words("house blurb")), func(blurb string) bool {
		return strings.Replace(blurb, "%s", district, 1) == text
	})
}

// Nothing that a restaurant has is changed, but a PATCH without categories would
// take them away.
func TestCompleteRestaurantKeepsWhatIsThere(t *testing.T) {
	w := fullWorld(t, 1, 3)
	address, category := w.Refs["address_books"][2], w.Refs["food_categories"][1].ID
	full := map[string]any{
		"restaurant_name": "Somewhere", "address_id": address.ID, "description": "d", "avatar": map[string]any{"url": "u"},
		"images_gallery": []any{map[string]any{"url": "u"}}, "specialize_in": []any{map[string]any{"id": category, "name": "n"}},
	}
	for _, c := range []struct {
		field string
		value any
		want  string
	}{
		{"description", "d", ""}, {"description", "", "description specialize_in"}, {"specialize_in", []any{}, "specialize_in"},
		{"specialize_in", nil, ""}, {"food_category_ids", []any{}, "food_category_ids"},
	} {
		record := maps.Clone(full)
		if c.field == "food_category_ids" || c.value == nil { // the record does not show the others
			delete(record, "specialize_in")
		}
		if c.value != nil {
			record[c.field] = c.value
		}
		p := patchOf(w, "restaurants", 0, string(encode(record)))
		if got := strings.Join(slices.Sorted(maps.Keys(p)), " "); got != c.want {
			t.Errorf("%s %v: %v", c.field, c.value, p)
		}
		if text, ok := p["description"].(string); ok && (!strings.Contains(text, districtOf(address)) || p["specialize_in"].([]any)[0] != category) {
			t.Errorf("%v", p)
		}
	}
}

func TestCompleteRestaurantInAnAddressOfItsOwn(t *testing.T) {
	w := fullWorld(t, 1, 3)
	d := saigon.Districts()[4]
	record := map[string]any{"restaurant_name": "X", "address": map[string]any{"id": "a", "location": map[string]any{
		"lat": d.Streets[0].Lat, "lng": d.Streets[0].Lng,
	}}}
	if p := patchOf(w, "restaurants", 0, string(encode(record))); !strings.Contains(p["description"].(string), d.Name) || p["address_id"] != nil {
		t.Errorf("patch %v", p)
	}
	record["address"] = "elsewhere"
	if p := patchOf(w, "restaurants", 0, string(encode(record))); !strings.Contains(p["description"].(string), city) {
		t.Errorf("patch %v", p)
	}
}

// A backend that answers a creation with little more than the id leaves what was
// sent as all that is known.
func TestFinishersReadWhatWasSent(t *testing.T) {
	w := fullWorld(t, 1, 12)
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
	restaurant := Ref{Item: Item{ID: "x"}, Index: 1, Sent: made(t, w, "restaurants").Draft(1, 0).Body}
	if p := fieldsOf(finishRestaurant(w, restaurant).Body); p["address_id"] == nil || p["food_category_ids"] == nil {
		t.Errorf("the restaurant %v", p)
	}
}
