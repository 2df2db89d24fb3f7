package entities

import "encoding/json"

// verification is the finisher that has an account count as verified. What
// registering answers shows no user, so an account that was just made counts
// as not verified.
func verification(pool string) Finisher {
	return Finisher{Name: "verification", Basic: true, Next: func(_ *World, ref Ref) (*Change, error) {
		r, owner := ref.Item.record(), "user"
		if r.has("owner") {
			owner = "owner"
		}
		user, state := r.id(owner, "user_id", "owner_id"), r.answer(owner+".is_verified")
		if user == "" || state == yes || state == 0 && ref.Sent == nil {
			return nil, nil
		}
		verified := map[string]bool{"is_verified": true}
		body, err := json.Marshal(verified)
		if err != nil {
			return nil, err
		}
		record, err := json.Marshal(map[string]any{owner: verified})
		return &Change{Pool: pool, ID: ref.ID, Method: "PATCH", Path: "/users/" + user, Body: body, Record: record}, err
	}}
}
