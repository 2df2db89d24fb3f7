package entities

func customerCares() *Entity {
	return &Entity{
		Pool:    "customer_cares",
		JSONKey: "customerCares",
		Title:   "Customer cares",
		Role:    "customer-care",
		Unique:  "email",
		Routes: map[Dialect]Routes{
			Flashstrom: {List: "/customer-cares", Count: "/customer-cares/paginated", Create: "/auth/register-customer-care?is-generated=true", Item: "/customer-cares"},
			Readme:     {List: "/customer_cares", Create: "/customer_cares", Item: "/customer_cares"},
		},
		Body: personBody{},
		Key:  emailKey,
		New: func(w *World) (Generator, error) {
			return &personMaker{newAccounts(w, "customer_cares", "customer-care")}, nil
		},
		Columns: []Column{
			idColumn(),
			nameColumn("", "user."),
			column("E-mail", "user.email", "email", "contact_email.0.email"),
			column("Phone", "user.phone", "phone", "contact_phone.0.number"),
			column("At work", "available_for_work"),
			column("Open cases", "active_workload"),
		},
	}
}
