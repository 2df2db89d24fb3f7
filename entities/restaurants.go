package entities

import (
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// restaurantBody registers a restaurant and its owner.
type restaurantBody struct {
	Email           string           `json:"email"`
	Password        string           `json:"password"`
	FirstName       string           `json:"first_name,omitempty"`
	LastName        string           `json:"last_name,omitempty"`
	Phone           string           `json:"phone,omitempty"`
	OwnerName       string           `json:"owner_name"`
	RestaurantName  string           `json:"restaurant_name"`
	ContactEmail    []contactEmail   `json:"contact_email" closed:"true"`
	ContactPhone    []contactPhone   `json:"contact_phone" closed:"true"`
	Status          restaurantStatus `json:"status" closed:"true"`
	OpeningHours    openingHours     `json:"opening_hours" closed:"true"`
	Description     string           `json:"description,omitempty"`
	Avatar          *picture         `json:"avatar,omitempty"`
	ImagesGallery   []picture        `json:"images_gallery,omitempty"`
	AddressID       string           `json:"address_id,omitempty" ref:"address_books"`
	FoodCategoryIDs []string         `json:"food_category_ids,omitempty" ref:"food_categories"`
}

type contactEmail struct {
	Title     string `json:"title"`
	Email     string `json:"email"`
	IsDefault bool   `json:"is_default"`
}

type contactPhone struct {
	Title     string `json:"title"`
	Number    string `json:"number"`
	IsDefault bool   `json:"is_default"`
}

type restaurantStatus struct {
	IsOpen           bool `json:"is_open"`
	IsActive         bool `json:"is_active"`
	IsAcceptedOrders bool `json:"is_accepted_orders"`
}

func restaurants() *Entity {
	return &Entity{
		Pool:      "restaurants",
		JSONKey:   "restaurants",
		Title:     "Restaurants",
		Role:      "restaurant",
		Unique:    "email",
		Body:      restaurantBody{},
		Patch:     restaurantPatch{},
		Key:       emailKey,
		New:       newRestaurants,
		Finishers: []Finisher{{Name: "address", Basic: true, Next: finishRestaurant}},
		Usable: func(w *World, ref Ref) bool {
			record := readRestaurant(ref.record())
			return usable(w, ref, &record)
		},
		Columns: []Column{
			idColumn(),
			column("Name", "restaurant_name"),
			column("Owner", "owner_name"),
			column("E-mail", "owner.email", "email", "contact_email.0.email"),
			column("Category", "specialize_in.0.name", "food_categories.0.name"),
			column("Address", "address.street", "address_id"),
			column("Open", "status.is_open"),
		},
	}
}

type restaurantMaker struct {
	accounts
	addresses  []Ref
	districts  []string // of the addresses
	categories []Ref
	kitchens   []kitchen // of the categories
}

// kitchen is what one category makes of its restaurants.
type kitchen struct {
	cuisine *saigon.Cuisine
	names   permutation
}

func newRestaurants(w *World) (Generator, error) {
	addresses, err := needRefs(w, "restaurants", "address_books", "address")
	if err != nil {
		return nil, err
	}
	categories, err := needRefs(w, "restaurants", "food_categories", "food category")
	if err != nil {
		return nil, err
	}
	m := &restaurantMaker{
		accounts:   newAccounts(w, "restaurants", "restaurant"),
		addresses:  addresses,
		districts:  make([]string, len(addresses)),
		categories: categories,
	}
	for i, address := range addresses {
		m.districts[i] = districtOf(address)
	}
	m.kitchens = kitchensOf(w.Seed, categories)
	return m, nil
}

// kitchensOf reads the cuisines of the categories.
func kitchensOf(seed uint64, categories []Ref) []kitchen {
	kitchens := make([]kitchen, len(categories))
	for i, category := range categories {
		c := cuisineOfCategory(seed, category)
		combinations := len(c.Prefixes) * len(c.Endings)
		kitchens[i] = kitchen{cuisine: c, names: newPermutation(combinations, seed, c.Name)}
	}
	return kitchens
}

// districtOf names the district of an address.
func districtOf(address Ref) string {
	at := address.record().point("location")
	if at == (point{}) {
		return city
	}
	return districtAt(at)
}

func (m *restaurantMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	l := m.login(d, index, attempt)
	home := (index + attempt) % len(m.addresses)
	n := index % len(m.categories)
	k := &m.kitchens[n]
	body := &restaurantBody{
		Email:           l.email,
		Password:        l.password,
		FirstName:       l.first,
		LastName:        l.last,
		Phone:           l.phone,
		OwnerName:       l.full(),
		RestaurantName:  k.name(index),
		ContactEmail:    []contactEmail{{Title: "Orders", Email: l.email, IsDefault: true}},
		ContactPhone:    []contactPhone{{Title: "Front desk", Number: l.phone, IsDefault: true}},
		Status:          restaurantStatus{IsOpen: true, IsActive: true, IsAcceptedOrders: true},
		OpeningHours:    newOpeningHours(d, *pick(d, k.cuisine.Hours)),
		Description:     blurb(d, k.cuisine, m.districts[home]),
		Avatar:          restaurantPhoto(m.seed, k.cuisine, index, 0),
		ImagesGallery:   gallery(m.seed, k.cuisine, index),
		AddressID:       m.addresses[home].ID,
		FoodCategoryIDs: []string{m.categories[n].ID},
	}
	return m.draftAccount(index, attempt, l, body, []Link{
		{"address_books", body.AddressID},
		{"food_categories", m.categories[n].ID},
	})
}

// name is the name of the index-th restaurant, wherever that stands among the
// category's own: every beginning with every ending once, then branches. It
// must not depend on how many categories there are, since there may be more of
// them later.
func (k *kitchen) name(index int) string {
	combination, endings := k.names.at(index), k.cuisine.Endings
	name := k.cuisine.Prefixes[combination/len(endings)] + " " + endings[combination%len(endings)]
	if branch := index / int(k.names.size); branch > 0 {
		name += " – Chi nhánh " + strconv.Itoa(branch+1)
	}
	return name
}

func blurb(d draw, c *saigon.Cuisine, district string) string {
	return strings.Replace(d.text(c.Blurbs), "%s", district, 1)
}

// restaurantPhoto is one of the pictures of a restaurant; the first is its avatar.
func restaurantPhoto(seed uint64, c *saigon.Cuisine, index, n int) *picture {
	return photo("restaurants", c.Picture, mix(seed+uint64(index)*8+uint64(n)))
}

func gallery(seed uint64, c *saigon.Cuisine, index int) []picture {
	const pictures = 3
	gallery := make([]picture, pictures)
	for i := range gallery {
		gallery[i] = *restaurantPhoto(seed, c, index, i+1)
	}
	return gallery
}
