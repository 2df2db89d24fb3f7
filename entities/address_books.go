package entities

import "github.com/flashseed/flashseed/entities/saigon"

// addressBody creates an address.
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
		Pool:    "address_books",
		JSONKey: "addressBooks",
		Title:   "Address books",
		Body:    addressBody{},
		Key:     addressKey,
		New: func(w *World) (Generator, error) {
			m := newMaker(w, "address_books")
			return &addressMaker{maker: m, streets: m.permutation(streetCount(), "streets")}, nil
		},
		Columns: []Column{
			idColumn(),
			column("Street", "street"),
			column("Title", "title"),
			column("City", "city"),
			column("Postal code", "postal_code"),
			column("Default", "is_default"),
		},
	}
}

// addressKey is street and title.
func addressKey(item Item) string {
	r := item.record()
	return keyOf(r.text("street"), r.text("title"))
}

type addressMaker struct {
	maker
	streets permutation
}

// place is where the index-th address is: one house in every street before any
// street gets its second.
func (m *addressMaker) place(d draw, index, attempt int) place {
	count := int(m.streets.size)
	n := m.streets.at(index)
	in, street := streetAt(n)
	houses := newPermutation(street.MaxNumber, m.seed+uint64(n), "houses")
	return place{
		district: in,
		street:   street,
		number:   houseNumber(street, houses, index/count, attempt),
		at:       near(d, in, street),
	}
}

func (m *addressMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	place := m.place(d, index, attempt)
	created := m.daysAgo(d, 60)
	return m.draft(index, attempt, &addressBody{
		Street:      place.line(),
		City:        city,
		Nationality: "Vietnam",
		IsDefault:   d.chance(30),
		CreatedAt:   created,
		UpdatedAt:   created,
		PostalCode:  place.district.PostCode,
		Location:    place.at,
		Title:       d.text(saigon.Words("address title")),
	}, nil)
}
