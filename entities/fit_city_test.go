package entities

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
	"pgregory.net/rapid"
)

// drawn is an index and an attempt anywhere, for a seed anywhere.
func drawn(t *rapid.T) (seed uint64, index, attempt int) {
	return rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 200_000).Draw(t, "index"), rapid.IntRange(0, 40).Draw(t, "attempt")
}

func districtNamed(name string) *saigon.District {
	districts := saigon.Districts()
	for i := range districts {
		if districts[i].Name == name {
			return &districts[i]
		}
	}
	return nil
}

func TestAddressesLieInTheirDistrict(t *testing.T) {
	e := addressBooks()
	house := regexp.MustCompile(`^[1-9][0-9]*(/[1-9][0-9]*)?([A-Z][0-9]*)?$`)
	rapid.Check(t, func(t *rapid.T) {
		seed, index, attempt := drawn(t)
		b := body[addressBody](t, generator(t, emptyWorld(seed), e), index, attempt)
		parts := strings.Split(b.Street, ", ")
		if homeKind(b.Street) == flat {
			parts = parts[3:] // flat, floor and block
		}
		d := districtNamed(parts[len(parts)-1])
		if len(parts) != 3 || d == nil {
			t.Fatalf("no district in %q", b.Street)
		}
		if isShop(index) && (homeKind(b.Street) == flat || !slices.Contains(slices.Concat(saigon.Words("shop title vi"), saigon.Words("shop title en")), b.Title)) {
			t.Fatalf("%q at %q is no shop", b.Title, b.Street)
		}
		number, name, _ := strings.Cut(parts[0], " ")
		if !house.MatchString(number) {
			t.Fatalf("house number %q", number)
		}
		var there *saigon.Street
		for i := range d.Streets {
			if s := &d.Streets[i]; s.Name == name && s.Ward == parts[1] {
				there = s
			}
		}
		if there == nil {
			t.Fatalf("%s has no %s in %s", d.Name, name, parts[1])
		}
		if !inside(d, b.Location) || math.Abs(b.Location.Lat-there.Lat) > 0.0016 {
			t.Fatalf("%v is not in %s", b.Location, b.Street)
		}
		if b.PostalCode < 70000 || b.PostalCode > 76000 || b.PostalCode != d.PostCode {
			t.Fatalf("postal code %d in %s", b.PostalCode, d.Name)
		}
		if age := clock.Unix() - b.CreatedAt; age < 0 || age > 60*24*60*60 || b.UpdatedAt < b.CreatedAt {
			t.Fatalf("created %d, updated %d", b.CreatedAt, b.UpdatedAt)
		}
	})
}

func inside(d *saigon.District, at point) bool {
	lat, lng := at.Lat, at.Lng
	return lat >= d.MinLat && lat <= d.MaxLat && lng >= d.MinLng && lng <= d.MaxLng
}

func TestTenAddressesAreScattered(t *testing.T) {
	streets := map[string]bool{}
	for _, ref := range fullWorld(t, 1, 10).Refs["address_books"] {
		_, rest, _ := strings.Cut(fieldsOf(ref.Raw)["street"].(string), " ")
		streets[rest] = true
	}
	if len(streets) != 10 {
		t.Errorf("ten addresses in %d streets", len(streets))
	}
}

func TestHouseNumbers(t *testing.T) {
	s := &saigon.Street{MaxNumber: 3}
	order := permutation{size: 3, factor: 1}
	for _, c := range []struct {
		n, attempt int
		want       string
	}{{0, 0, "1"}, {2, 0, "3"}, {0, 1, "1A"}, {0, 27, "1A1"}, {0, 53, "1A2"}} {
		if got := houseNumber(newDraw(1, "houses", 1, 0), s, order, c.n, false, c.attempt); got != c.want {
			t.Errorf("house %d, attempt %d: %s, want %s", c.n, c.attempt, got, c.want)
		}
	}
}

func TestAlleysFollowTheStreet(t *testing.T) {
	s, seen := &saigon.Street{MaxNumber: 30}, map[string]bool{}
	for n := range 300 {
		number := houseNumber(newDraw(1, "houses", n, 0), s, newPermutation(30, 1, "houses"), n, n%2 == 0, 0)
		if seen[number] || strings.Contains(number, "/") != (n%2 == 0 || n >= 30) {
			t.Errorf("house %d: %s", n, number)
		}
		seen[number] = true
	}
}

// Half the homes are in an alley or a block, and each has a title that fits.
func TestHomes(t *testing.T) {
	e := addressBooks()
	for wards, last := range map[string]string{"": "Quận |Thành phố ", "2025": "Phường "} {
		w := emptyWorld(1)
		w.WardNames = wards
		g, kinds := generator(t, w, e), map[string]int{}
		for i := 0; i < 1000; i += 2 {
			b := body[addressBody](t, g, i, 0)
			kind := homeKind(b.Street)
			kinds[kind]++
			if !slices.Contains(slices.Concat(saigon.Words(kind+" title vi"), saigon.Words(kind+" title en")), b.Title) {
				t.Errorf("%s at %s", b.Title, b.Street)
			}
			parts := strings.Split(b.Street, ", ")
			if !regexp.MustCompile("^(" + last + ")").MatchString(parts[len(parts)-1]) {
				t.Errorf("wards of %q: %s", wards, b.Street)
			}
		}
		if kinds[alley] < 100 || kinds[flat] < 80 || kinds[alley]+kinds[flat] < 230 {
			t.Errorf("%v", kinds)
		}
	}
}

func TestKilometres(t *testing.T) {
	benThanh, airport := point{10.7725, 106.6980}, point{10.8185, 106.6588}
	if got := kilometres(benThanh, airport); math.Abs(got-6.68) > 0.1 {
		t.Errorf("from Bến Thành to the airport: %v km", got)
	}
	if got := kilometres(benThanh, benThanh); got != 0 {
		t.Errorf("from here to here: %v km", got)
	}
}

func TestDistrictAt(t *testing.T) {
	for _, d := range saigon.Districts() {
		for _, s := range d.Streets {
			if got := districtAt(point{s.Lat, s.Lng}); got != d.Name {
				t.Errorf("%s in %s is taken for %s", s.Name, d.Name, got)
			}
		}
	}
	if got := districtAt(point{48.85, 2.35}); got != city {
		t.Errorf("Paris is in %s", got)
	}
}
