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
	if i := slices.IndexFunc(districts, func(d saigon.District) bool { return d.Name == name }); i >= 0 {
		return &districts[i]
	}
	return nil
}

func TestAddressesLieInTheirDistrict(t *testing.T) {
	e := registry(t).Get("address_books")
	house := regexp.MustCompile(`^[1-9][0-9]*(/[1-9][0-9]*)?([A-Z][0-9]*)?$`)
	rapid.Check(t, func(t *rapid.T) {
		seed, index, attempt := drawn(t)
		b := body[addressBody](t, generator(t, emptyWorld(seed), e), index, attempt)
		parts := strings.Split(b.Street, ", ")
		if homeKind(b.Street) == flat {
			parts = parts[3:] // flat, floor and block
		}
		d := districtNamed(parts[len(parts)-1])
		number, name, _ := strings.Cut(parts[0], " ")
		if len(parts) != 3 || d == nil || !house.MatchString(number) {
			t.Fatalf("no house in a district at %q", b.Street)
		}
		if isShop(index) && (homeKind(b.Street) == flat || !hasTitle("shop", b.Title)) {
			t.Fatalf("%q at %q is no shop", b.Title, b.Street)
		}
		at := b.Location
		inside := at.Lat >= d.MinLat && at.Lat <= d.MaxLat && at.Lng >= d.MinLng && at.Lng <= d.MaxLng
		near := slices.ContainsFunc(d.Streets, func(s saigon.Street) bool {
			return s.Name == name && s.Ward == parts[1] && math.Abs(at.Lat-s.Lat) <= 0.0016
		})
		if !inside || !near || b.PostalCode != d.PostCode {
			t.Fatalf("%v, %d is not in %s", at, b.PostalCode, b.Street)
		}
		if age := clock.Unix() - b.CreatedAt; age < 0 || age > 60*24*60*60 || b.UpdatedAt < b.CreatedAt {
			t.Fatalf("created %d, updated %d", b.CreatedAt, b.UpdatedAt)
		}
	})
}

// hasTitle reports whether an address of a kind may have a title.
func hasTitle(kind, title string) bool {
	return slices.Contains(slices.Concat(saigon.Words(kind+" title vi"), saigon.Words(kind+" title en")), title)
}

// House numbers of a street are all different, those in alleys among them.
func TestHouseNumbers(t *testing.T) {
	seen, order := map[string]bool{}, newPermutation(30, 1, "houses")
	number := func(n, attempt int) string {
		return houseNumber(newDraw(1, "houses", n, 0), &saigon.Street{MaxNumber: 30}, order, n, n%2 == 0, attempt)
	}
	for n := range 300 {
		seen[number(n, 0)] = true
	}
	for attempt := range 60 {
		seen[number(1, attempt)] = true
	}
	if len(seen) != 300+60-1 {
		t.Errorf("%d different numbers", len(seen))
	}
}

// Half the homes are in an alley or a block, each has a title that fits, and the
// first ten are in ten streets.
func TestHomes(t *testing.T) {
	for wards, last := range map[string]string{"": "Quận |Thành phố ", "2025": "Phường "} {
		w := emptyWorld(1)
		w.WardNames = wards
		g, kinds, streets := made(t, w, "address_books"), map[string]int{}, map[string]bool{}
		ward := regexp.MustCompile(" ([^,]*, [^,]*, )?(" + last + ")[^,]*$")
		for i := 0; i < 1000; i += 2 {
			b := body[addressBody](t, g, i, 0)
			kind, street := homeKind(b.Street), ward.FindString(b.Street)
			kinds[kind]++
			if !hasTitle(kind, b.Title) || street == "" || i < 20 && streets[street] {
				t.Errorf("%s at %s, wards of %q", b.Title, b.Street, wards)
			}
			streets[street] = true
		}
		if kinds[alley] < 100 || kinds[flat] < 80 || kinds[alley]+kinds[flat] < 230 {
			t.Errorf("%v", kinds)
		}
	}
}

func TestKilometres(t *testing.T) {
	benThanh, airport := point{10.7725, 106.6980}, point{10.8185, 106.6588}
	if there, here := kilometres(benThanh, airport), kilometres(benThanh, benThanh); math.Abs(there-6.68) > 0.1 || here != 0 {
		t.Errorf("from Bến Thành to the airport: %v km, to itself: %v km", there, here)
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
