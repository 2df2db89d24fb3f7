package entities

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

// finishRestaurant gives a restaurant what its record lacks of address,
// description, pictures and categories, and another address for one that is
// gone.
func finishRestaurant(w *World, ref Ref) (*Change, error) {
	m := newMaker(w, "restaurants")
	record := ref.Item.record()
	have := readRestaurant(record)
	addresses, categories := w.Refs["address_books"], w.Refs["food_categories"]
	patch, lacking := restaurantPatch{}, false
	if w.gone("address_books", have.address) {
		have.address, have.at = "", point{}
	}

	at := have.at
	if shops := shopAddresses(addresses); have.address == "" && len(shops) > 0 {
		shop := shops[ref.Index%len(shops)]
		patch.AddressID, lacking = shop.ID, true
		if at == (point{}) {
			at = shop.record().point("location")
		}
	}
	for i := range addresses {
		if at == (point{}) && addresses[i].ID == have.address {
			at = addresses[i].record().point("location")
		}
	}
	c := cuisineOfPrefix(ref.record().text("restaurant_name"))
	if c == nil && len(categories) > 0 {
		c = cuisineOfCategory(w.Seed, categories[ref.Index%len(categories)])
	}
	c = orHouse(c)
	if record.text("description") == "" {
		d := newDraw(w.Seed, "restaurants completed", ref.Index, 0)
		patch.Description, lacking = m.blurb(d, c, ref.Index, districtAt(at)), true
	}
	if front := m.front(c, ref.Index); front != nil && record.picture("avatar") == nil {
		patch.Avatar, lacking = front, true
	}
	if gallery := m.gallery(c, ref.Index); gallery != nil && len(record.list("images_gallery")) == 0 {
		patch.ImagesGallery, lacking = gallery, true
	}

	// Categories are named even where the restaurant has some, since a PATCH
	// without them takes them away, under the field that the record has them in.
	// Only their absence is a lack, though, and only where it can be seen.
	specialized := record.has("specialize_in")
	ids := make([]string, len(have.categories))
	for i, category := range have.categories {
		ids[i] = category.id
	}
	if len(ids) == 0 && len(categories) > 0 {
		ids = []string{categories[ref.Index%len(categories)].ID}
		lacking = lacking || specialized || record.has("food_category_ids")
	}
	if specialized {
		patch.SpecializeIn = ids
	} else {
		patch.FoodCategoryIDs = ids
	}
	if !lacking {
		return nil, nil
	}
	return m.patch(ref, &patch)
}
