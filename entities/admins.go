package entities

type adminBody struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	Phone     string `json:"phone,omitempty"`
}

type adminPatch struct {
	FirstName   string   `json:"first_name,omitempty"`
	LastName    string   `json:"last_name,omitempty"`
	Avatar      *picture `json:"avatar,omitempty"`
	Permissions []string `json:"permissions,omitempty"`
	Status      string   `json:"status,omitempty" enum:"ACTIVE|INACTIVE|SUSPENDED"`
}

// admins are the administrators of one kind.
func admins(pool, role string) *Entity {
	return account(Entity{
		Pool:    pool,
		Role:    role,
		Body:    adminBody{},
		Patch:   adminPatch{},
		Columns: columns("Role: role", "Phone: user.phone|phone", "Status: status"),
	})
}
