package entities

// restaurantRecord is what others need to know of a restaurant.
type restaurantRecord struct {
	RestaurantName words               `json:"restaurant_name"`
	AddressID      link                `json:"address_id"`
	Address        restaurantAddress   `json:"address"`
	SpecializeIn   several[categoryIn] `json:"specialize_in"`
	Categories     several[categoryIn] `json:"food_categories"`
	CategoryIDs    several[categoryIn] `json:"food_category_ids"`
	Status         maybeStatus         `json:"status"`
}

// addressID is the id of the restaurant's address, in either shape.
func (r *restaurantRecord) addressID() string {
	return string(firstOf(r.AddressID, r.Address.id))
}

// categories are the restaurant's categories, under whichever name they are
// listed.
func (r *restaurantRecord) categories() []categoryIn {
	for _, list := range [...][]categoryIn{r.SpecializeIn, r.Categories, r.CategoryIDs} {
		if len(list) > 0 {
			return list
		}
	}
	return nil
}

// categoryIn is a category of a restaurant: its id, and its name where it is
// told.
type categoryIn struct {
	id   link
	name words
}

// UnmarshalJSON takes an id or a category.
func (c *categoryIn) UnmarshalJSON(raw []byte) error {
	var object struct {
		Name words `json:"name"`
	}
	if raw[0] == '{' && decode(raw, &object) {
		c.name = object.Name
	}
	return c.id.UnmarshalJSON(raw)
}

// restaurantAddress is the address inside a restaurant.
type restaurantAddress struct {
	id link
	at maybePoint
}

// UnmarshalJSON takes an id or an address.
func (a *restaurantAddress) UnmarshalJSON(raw []byte) error {
	var object struct {
		Location maybePoint `json:"location"`
	}
	if raw[0] == '{' && decode(raw, &object) {
		a.at = object.Location
	}
	return a.id.UnmarshalJSON(raw)
}

// maybeStatus says whether a restaurant can be ordered from.
type maybeStatus struct{ open, active, accepting answer }

// UnmarshalJSON takes an object of booleans.
func (s *maybeStatus) UnmarshalJSON(raw []byte) error {
	var object struct {
		Open      answer `json:"is_open"`
		Active    answer `json:"is_active"`
		Accepting answer `json:"is_accepted_orders"`
	}
	if raw[0] == '{' && decode(raw, &object) {
		*s = maybeStatus{object.Open, object.Active, object.Accepting}
	}
	return nil
}

// ordering says whether orders may be sent there; what is not told is not
// held against it.
func (s maybeStatus) ordering() bool { return s.open != no && s.active != no && s.accepting != no }
