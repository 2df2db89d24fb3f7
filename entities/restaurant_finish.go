package entities

import (
	"github.com/flashseed/flashseed/entities/saigon"
)

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

// bareRestaurant is a restaurant of ours that is about to be completed.
type bareRestaurant struct {
	maker
	ref        Ref
	record     record           // what the backend knows
	have       restaurantRecord // the same, read
	addresses  []Ref
	categories []Ref
}

// finishRestaurant gives a restaurant what its record lacks of address,
// description, pictures and categories, and another address for one that is
// gone.
func finishRestaurant(w *World, ref Ref) (*Change, error) {
	b := &bareRestaurant{
		maker:      newMaker(w, "restaurants"),
		ref:        ref,
		record:     ref.Item.record(),
		have:       readRestaurant(ref.Item.record()),
		addresses:  w.Refs["address_books"],
		categories: w.Refs["food_categories"],
	}
	if w.gone("address_books", b.have.address) {
		b.have.address, b.have.at = "", point{}
	}
	patch, lacking := b.lacking()
	if !lacking {
		return nil, nil
	}
	return b.maker.patch(ref, &patch)
}

// lacking fills in what is lacking; the second result is false if nothing is.
func (b *bareRestaurant) lacking() (patch restaurantPatch, lacking bool) {
	c := b.cuisine()
	if b.have.address == "" && len(b.addresses) > 0 {
		patch.AddressID, lacking = b.address().ID, true
	}
	if b.record.text("description") == "" {
		d := newDraw(b.seed, "restaurants completed", b.ref.Index, 0)
		patch.Description, lacking = blurb(d, c, b.district()), true
	}
	if b.record.picture("avatar") == nil {
		patch.Avatar, lacking = restaurantPhoto(b.seed, c, b.ref.Index, 0), true
	}
	if len(b.record.list("images_gallery")) == 0 {
		patch.ImagesGallery, lacking = gallery(b.seed, c, b.ref.Index), true
	}
	return patch, b.addCategories(&patch) || lacking
}

// addCategories names the categories under the field that the record has them
// in. They are named even where the restaurant has some, since a PATCH without
// them takes them away; only their absence is a lack, though, and only where
// it can be seen.
func (b *bareRestaurant) addCategories(patch *restaurantPatch) (lacking bool) {
	var ids []string
	for _, category := range b.have.categories {
		ids = append(ids, category.id)
	}
	specialized, categorized := b.record.has("specialize_in"), b.record.has("food_category_ids")
	if len(ids) == 0 && len(b.categories) > 0 {
		ids = []string{b.category().ID}
		lacking = specialized || categorized
	}
	if specialized {
		patch.SpecializeIn = ids
	} else {
		patch.FoodCategoryIDs = ids
	}
	return lacking
}

func (b *bareRestaurant) address() Ref  { return b.addresses[b.ref.Index%len(b.addresses)] }
func (b *bareRestaurant) category() Ref { return b.categories[b.ref.Index%len(b.categories)] }

// cuisine is what the restaurant's name promises, else what its category
// stands for.
func (b *bareRestaurant) cuisine() *saigon.Cuisine {
	if c := cuisineOfPrefix(b.ref.record().text("restaurant_name")); c != nil {
		return c
	}
	if len(b.categories) == 0 {
		return saigon.House()
	}
	return cuisineOfCategory(b.seed, b.category())
}

// district is where the restaurant is, or will be.
func (b *bareRestaurant) district() string {
	if b.have.at != (point{}) {
		return districtAt(b.have.at)
	}
	id := b.have.address
	if id == "" && len(b.addresses) > 0 {
		return districtOf(b.address())
	}
	for _, address := range b.addresses {
		if address.ID == id {
			return districtOf(address)
		}
	}
	return city
}
