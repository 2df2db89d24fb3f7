package entities

// personBody registers a customer, a driver or an agent of customer care.
type personBody struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Phone     string `json:"phone,omitempty"`
}

func customers() *Entity {
	return &Entity{
		Pool:    "customers",
		JSONKey: "customers",
		Title:   "Customers",
		Role:    "customer",
		Unique:  "email",
		Routes: map[Dialect]Routes{
			Flashstrom: {List: "/customers", Count: "/customers/paginated", Create: "/auth/register-customer?is-generated=true", Item: "/customers"},
			Readme:     {List: "/customers", Create: "/customers", Item: "/customers"},
		},
		Body: personBody{},
		Key:  emailKey,
		New: func(w *World) (Generator, error) {
			return &personMaker{newAccounts(w, "customers", "customer")}, nil
		},
		Columns: []Column{
			idColumn(),
			nameColumn("", "user."),
			column("E-mail", "user.email", "email", "contact_email.0.email"),
			column("Phone", "phone", "user.phone", "contact_phone.0.number"),
			dateColumn("Since", "created_at"),
		},
	}
}

// personMaker makes the accounts that are a person and nothing else.
type personMaker struct{ accounts }

func (m *personMaker) Draft(index, attempt int) (Draft, error) {
	l := m.login(m.draw(index, attempt), index, attempt)
	return m.draftAccount(index, attempt, l, &personBody{
		Email:     l.email,
		Password:  l.password,
		FirstName: l.first,
		LastName:  l.last,
		Phone:     l.phone,
	}, nil)
}
