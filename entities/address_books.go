package entities

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

type addressBody struct {
	Street      string `json:"street"`
	City        string `json:"city"`
	Nationality string `json:"nationality"`
	IsDefault   bool   `json:"is_default"`
	CreatedAt   int64  `json:"created_at"`
	UpdatedAt   int64  `json:"updated_at"`
	PostalCode  int    `json:"postal_code"`
	Location    point  `json:"location"`
	Title       string `json:"title"`
}

func addressBooks() *Entity {
	return &Entity{
		Pool: "address_books",
		Body: addressBody{},
		Key:  keyed("street", "title"),
		bind: newAddressBooks,
		Columns: columns(
			"Street: street", "Title: title", "City: city", "Postal code: postal_code", "Default: is_default",
		),
	}
}

// isShop reports whether the address of an index is a shop's; the others are
// homes and offices.
func isShop(index int) bool { return index%2 == 1 }

func newAddressBooks(m maker) (Generator, error) {
	count := len(places())
	streets := m.permutation(count, "streets")
	return drafts(func(index, attempt int) Draft {
		d := m.draw(index, attempt)
		language := "en"
		if vietnamese := d.chance(70); m.Locale == "vi" || m.Locale != "en" && vietnamese {
			language = "vi"
		}
		kind, where := "shop", d.between(0, 99)
		switch {
		case isShop(index):
		case where < 30:
			kind = alley
		case where < 55:
			kind = flat
		default:
			kind = onStreet
		}
		// One house in every street before any street gets its second.
		n := streets.at(index)
		place := places()[n]
		in, street := place.in, place.street
		houses := newPermutation(street.MaxNumber, m.Seed+uint64(n), "houses")
		line := houseNumber(d, street, houses, index/count, kind == alley, attempt) + " " + street.Name
		if m.WardNames == "2025" { // since the reform
			line += ", " + street.NewWard
		} else {
			line += ", " + street.Ward + ", " + in.Name
		}
		if kind == flat {
			line = flatNumber(d, language) + ", " + line
		}
		created := m.daysAgo(d, 60)
		return m.draft(index, attempt, &addressBody{
			Street:      line,
			City:        city,
			Nationality: "Vietnam",
			IsDefault:   d.chance(30),
			CreatedAt:   created,
			UpdatedAt:   created,
			PostalCode:  in.PostCode,
			Location:    place.near(d),
			Title:       m.odd(d.text(saigon.Words(kind+" title "+language)), index),
		})
	}), nil
}

// What a home is.
const (
	alley    = "alley"
	flat     = "flat"
	onStreet = "street"
)

// homeKind returns the kind of home that an address describes.
func homeKind(line string) string {
	first, _, _ := strings.Cut(line, ", ")
	switch {
	case strings.HasPrefix(first, "Căn ") || strings.HasPrefix(first, "Flat "):
		return flat
	case strings.Contains(first, "/"):
		return alley
	}
	return onStreet
}

// flatNumber is where a flat is in its block, such as "Flat 12.05, floor 12,
// block B".
func flatNumber(d draw, language string) string {
	floor, door, block := strconv.Itoa(d.between(2, 24)), d.between(1, 16), string(rune('A'+d.between(0, 3)))
	flat := floor + "." + fmt.Sprintf("%02d", door)
	if language == "vi" {
		return "Căn " + flat + ", lầu " + floor + ", block " + block
	}
	return "Flat " + flat + ", floor " + floor + ", block " + block
}
