package entities

import (
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
	"github.com/tidwall/gjson"
)

// restaurantBody registers a restaurant and its owner.
type restaurantBody struct {
	adminBody
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

// restaurantPatch is what registering a restaurant leaves bare. A backend
// takes its categories under one of two names.
type restaurantPatch struct {
	AddressID       string    `json:"address_id,omitempty" ref:"address_books"`
	Description     string    `json:"description,omitempty"`
	Avatar          *picture  `json:"avatar,omitempty"`
	ImagesGallery   []picture `json:"images_gallery,omitempty"`
	FoodCategoryIDs []string  `json:"food_category_ids,omitempty" ref:"food_categories"`
	SpecializeIn    []string  `json:"specialize_in,omitempty" ref:"food_categories"`
	Ratings         *rating   `json:"ratings,omitempty"`
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
		Role:      "restaurant",
		Unique:    "email",
		Body:      restaurantBody{},
		Patch:     restaurantPatch{},
		Key:       emailKey,
		bind:      newRestaurants,
		Finishers: []Finisher{{Name: "address", Basic: true, Next: finishRestaurant}, verification("restaurants")},
		Usable:    orderable,
		Columns: columns(
			"Name: restaurant_name", "Owner: owner_name", "E-mail: owner.email|email|contact_email.0.email",
			"Category: specialize_in.0.name|food_categories.0.name", "Address: address.street|address_id",
			"Open: status.is_open",
		),
	}
}

type restaurantMaker struct {
	accounts
	addresses  []Ref // of shops
	categories []Ref
	cuisines   []*saigon.Cuisine // of the categories
}

func newRestaurants(base maker) (Generator, error) {
	m := &restaurantMaker{
		accounts:   newAccounts(base, "restaurant"),
		addresses:  shopAddresses(base.Refs["address_books"]),
		categories: base.Refs["food_categories"],
	}
	for _, category := range m.categories {
		m.cuisines = append(m.cuisines, cuisineOfCategory(m.Seed, category))
	}
	return m, nil
}

// shopAddresses are the seeded addresses of shops, or all if there are none.
func shopAddresses(all []Ref) []Ref {
	return prefer(all, func(address Ref) bool { return address.Index >= 0 && isShop(address.Index) })
}

func (m *restaurantMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	n := index % len(m.categories)
	c := m.cuisines[n]
	address := m.addresses[(index+attempt)%len(m.addresses)]
	name := m.name(index)
	l := m.login(index, attempt, ownerOf(d, m.Locale, c, name))
	front, gallery := m.showing(c, index)
	usual := *pick(d, c.Hours)
	if index%12 == 3 { // some restaurants are open at night
		usual = neverCloses
	}
	body := &restaurantBody{
		adminBody:       adminBody(l),
		OwnerName:       inOrder(l.FirstName, l.LastName),
		RestaurantName:  m.odd(name, index),
		ContactEmail:    []contactEmail{{Title: "Orders", Email: l.Email, IsDefault: true}},
		ContactPhone:    []contactPhone{{Title: "Front desk", Number: l.Phone, IsDefault: true}},
		Status:          restaurantStatus{IsOpen: index%12 != 10, IsActive: true, IsAcceptedOrders: index%24 != 11},
		OpeningHours:    newOpeningHours(d, usual),
		Description:     m.blurb(d, c, index, districtAt(address.record().point("location"))),
		Avatar:          front,
		ImagesGallery:   gallery,
		AddressID:       address.ID,
		FoodCategoryIDs: []string{m.categories[n].ID},
	}
	return m.draftAccount(index, attempt, l, body)
}

// name is the name of the index-th restaurant. Every beginning goes with every
// ending of the category's cuisine once; then, and now and then before, come
// branches of a house of the same category, named by their street.
func (m *restaurantMaker) name(index int) string {
	count := len(m.categories)
	c := m.cuisines[index%count]
	names := newPermutation(len(c.Prefixes)*len(c.Endings), m.Seed, c.Name.En)
	houses := max(int(names.size)/count, 1) * count
	main, branch := index%houses, index/houses
	if branch == 0 && m.isBranch(index) {
		main, branch = index-count, 1
	}
	combination, endings := names.at(main), c.Endings
	name := c.Prefixes[combination/len(endings)] + " " + endings[combination%len(endings)]
	if branch == 0 {
		return name
	}
	address := m.addresses[index%len(m.addresses)]
	_, street, _ := strings.Cut(address.record().text("street"), " ")
	street, _, _ = strings.Cut(street, ", ")
	name += " – " + street
	if index >= houses { // there may be several
		name = again(name, " ", branch, "")
	}
	return strings.TrimSpace(name)
}

// isBranch reports whether a house is a branch of the one before it in its
// category: one in ten, if that is none itself.
func (m *restaurantMaker) isBranch(index int) bool {
	before := index - len(m.categories)
	return before >= 0 && mix(m.Seed+uint64(index))%10 == 0 && !m.isBranch(before)
}

// houseKey is what a house's language, prices and menu depend on. An id is the
// backend's own, so seeded ones go by their index.
func houseKey(seed uint64, ref Ref) uint64 {
	if ref.Index < 0 {
		return mix(seed ^ textSeed(ref.ID))
	}
	return mix(seed + uint64(ref.Index))
}

// houseLanguage is the language of a house's menu.
func houseLanguage(locale string, c *saigon.Cuisine, key uint64) string {
	if c.Local {
		return languageOf(locale, key, 80)
	}
	return languageOf(locale, key, 30)
}

// blurb is what a restaurant says of itself.
func (m *maker) blurb(d draw, c *saigon.Cuisine, index int, district string) string {
	blurbs := c.Blurbs
	if houseLanguage(m.Locale, c, mix(m.Seed+uint64(index))) == "vi" {
		blurbs = saigon.Words("house blurb")
	}
	return strings.Replace(d.text(blurbs), "%s", district, 1)
}

// showing are the pictures of a restaurant's front and of what is cooked there;
// one in twelve has none.
func (m *maker) showing(c *saigon.Cuisine, index int) (front *picture, gallery []picture) {
	front = m.picture(frontPicture, c.Picture, index)
	if index%12 == 11 || front == nil {
		return nil, nil
	}
	gallery = make([]picture, 3)
	for i := range gallery {
		gallery[i] = *m.picture(dishPicture, c.Picture, index*len(gallery)+i)
	}
	return front, gallery
}

// takesOrders reports whether orders may be sent to a restaurant, which a record
// without a status does not rule out.
func takesOrders(restaurant record) bool {
	return restaurant.answer("status.is_open") != no && restaurant.answer("status.is_active") != no &&
		restaurant.answer("status.is_accepted_orders") != no
}

// addressOf is the id of a restaurant's address, "" if it has none.
func addressOf(restaurant record) string { return restaurant.id("address_id", "address") }

// categoriesIn are a restaurant's categories: their ids, or objects with a name.
func categoriesIn(restaurant record) []gjson.Result {
	return restaurant.list("specialize_in", "food_categories", "food_category_ids")
}

// finishRestaurant gives a restaurant what its record lacks of address,
// description, pictures and categories, and another address for one that is
// gone.
func finishRestaurant(w *World, ref Ref) *Change {
	m, c, record := newMaker(w, "restaurants"), houseCuisine(w, ref), ref.Item.record()
	patch, lacking := restaurantPatch{}, false

	address, at := addressOf(record), record.point("address.location")
	if w.gone("address_books", address) {
		address, at = "", point{}
	}
	if address == "" {
		shops := shopAddresses(w.Refs["address_books"])
		address = shops[ref.Index%len(shops)].ID
		patch.AddressID, lacking = address, true
	}
	if known := w.find("address_books", address); known != nil && at == (point{}) {
		at = known.record().point("location")
	}
	if record.text("description") == "" {
		d := newDraw(w.Seed, "restaurants completed", ref.Index, 0)
		patch.Description, lacking = m.blurb(d, c, ref.Index, districtAt(at)), true
	}
	front, gallery := m.showing(c, ref.Index)
	if front != nil && record.picture("avatar") == nil {
		patch.Avatar, lacking = front, true
	}
	if gallery != nil && len(record.list("images_gallery")) == 0 {
		patch.ImagesGallery, lacking = gallery, true
	}

	// Categories are named even where the restaurant has some, since a PATCH
	// without them takes them away, under the field that the record has them in.
	// Only their absence is a lack, though, and only where it can be seen.
	specialized := record.has("specialize_in")
	var ids []string
	for _, category := range categoriesIn(record) {
		ids = append(ids, idIn(category))
	}
	if ids == nil {
		categories := w.Refs["food_categories"]
		ids = []string{categories[ref.Index%len(categories)].ID}
		lacking = lacking || specialized || record.has("food_category_ids")
	}
	if specialized {
		patch.SpecializeIn = ids
	} else {
		patch.FoodCategoryIDs = ids
	}
	if !lacking {
		return nil
	}
	return m.patch(ref, &patch)
}
