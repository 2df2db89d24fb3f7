package entities

// customerPatch is what a customer takes once registered.
type customerPatch struct {
	FirstName         string         `json:"first_name,omitempty"`
	LastName          string         `json:"last_name,omitempty"`
	Phone             string         `json:"phone,omitempty"`
	Avatar            *picture       `json:"avatar,omitempty"`
	FavoriteItems     []string       `json:"favorite_items,omitempty"`
	RestaurantHistory []any          `json:"restaurant_history,omitempty"`
	AppPreferences    map[string]any `json:"app_preferences,omitempty"`
	CreatedAt         int64          `json:"created_at,omitempty"`
	LastLogin         int64          `json:"last_login,omitempty"`
}

func customers() *Entity {
	return account(Entity{
		Pool:    "customers",
		JSONKey: "customers",
		Title:   "Customers",
		Role:    "customer",
		Body:    personBody{},
		Patch:   customerPatch{},
		Finishers: []Finisher{
			{Name: "addresses", Next: giveAddresses},
			{Name: "favourite", Next: giveFavourite},
			{Name: "customer's past", Next: givePast("customers", "customer")},
		},
		Columns: []Column{
			idColumn(),
			nameColumn("", "user."),
			column("E-mail", "user.email", "email", "contact_email.0.email"),
			column("Phone", "phone", "user.phone", "contact_phone.0.number"),
			dateColumn("Since", "created_at"),
		},
	})
}
