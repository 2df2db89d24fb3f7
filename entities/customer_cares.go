package entities

type carePatch struct {
	FirstName        string   `json:"first_name,omitempty"`
	LastName         string   `json:"last_name,omitempty"`
	Avatar           *picture `json:"avatar,omitempty"`
	AvailableForWork *bool    `json:"available_for_work,omitempty"`
	CreatedAt        int64    `json:"created_at,omitempty"`
	LastLogin        int64    `json:"last_login,omitempty"`
}

func customerCares() *Entity {
	return account(Entity{
		Pool:  "customer_cares",
		Role:  "customer-care",
		Body:  personBody{},
		Patch: carePatch{},
		Finishers: []Finisher{
			{Name: "work", Basic: true, Next: sendToWork},
			{Name: "agent's past", Next: givePast("customer_cares", "customer-care")},
		},
		Columns: []Column{
			column("Phone", "user.phone", "phone", "contact_phone.0.number"),
			column("At work", "available_for_work"),
			column("Open cases", "active_workload"),
		},
	})
}

// sendToWork has an agent of customer care take inquiries.
func sendToWork(w *World, ref Ref) *Change {
	if ref.Item.record().answer("available_for_work") == yes {
		return nil
	}
	m := newMaker(w, "customer_cares")
	return m.patch(ref, &carePatch{AvailableForWork: new(true)})
}
