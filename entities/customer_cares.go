package entities

type carePatch struct {
	FirstName        string `json:"first_name,omitempty"`
	LastName         string `json:"last_name,omitempty"`
	AvailableForWork *bool  `json:"available_for_work,omitempty"`
	accountPast
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
		Columns: columns(
			"Phone: user.phone|phone|contact_phone.0.number", "At work: available_for_work",
			"Open cases: active_workload",
		),
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
