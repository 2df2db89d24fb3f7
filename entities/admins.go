package entities

// adminBody registers an administrator.
type adminBody struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Phone     string `json:"phone,omitempty"`
}

func superAdmins() *Entity {
	return admins("super_admins", "superAdmins", "Super admins", "super-admin", "SUPER_ADMIN")
}

func financeAdmins() *Entity {
	return admins("finance_admins", "financeAdmins", "Finance admins", "finance-admin", "FINANCE_ADMIN")
}

func companionAdmins() *Entity {
	return admins("companion_admins", "companionAdmins", "Companion admins", "companion-admin", "COMPANION_ADMIN")
}

// admins is the pool of one kind of administrator. Where the routes are those
// of the README, the register path is asked for a list too; many a backend has
// none.
func admins(pool, jsonKey, title, role, enum string) *Entity {
	register := "/auth/register-" + role
	return &Entity{
		Pool:    pool,
		JSONKey: jsonKey,
		Title:   title,
		Role:    role,
		Unique:  "email",
		Routes: map[Dialect]Routes{
			Flashstrom: {List: "/admin-fake/by-role/" + enum, Create: register + "?is-generated=true"},
			Readme:     {List: register, Create: register},
		},
		Body: adminBody{},
		Key:  emailKey,
		New: func(w *World) (Generator, error) {
			return &adminMaker{newAccounts(w, pool, role)}, nil
		},
		Columns: []Column{
			idColumn(),
			nameColumn("", "user."),
			column("E-mail", "user.email", "email"),
			column("Role", "role"),
			column("Phone", "user.phone", "phone"),
			column("Status", "status"),
		},
	}
}

type adminMaker struct{ accounts }

func (m *adminMaker) Draft(index, attempt int) (Draft, error) {
	l := m.login(m.draw(index, attempt), index, attempt)
	return m.draftAccount(index, attempt, l, &adminBody{
		Email:     l.email,
		Password:  l.password,
		FirstName: l.first,
		LastName:  l.last,
		Phone:     l.phone,
	}, nil)
}
