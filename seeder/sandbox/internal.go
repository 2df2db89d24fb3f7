package sandbox

// createInternal serves the plain create route of an account pool. It makes a
// record for a user that is there already, and takes no credentials.
func (s *Server) createInternal(key string) handler {
	rules := s.internalTable(key)
	return func(c *call, _ string) {
		body, r := c.fields()
		if r == nil {
			if msgs := check(rules, body, true); len(msgs) > 0 {
				r = invalid(msgs...)
			}
		}
		var data []byte
		if r == nil {
			data, r = s.storeInternal(c, key, body)
		}
		if r != nil {
			c.refuse(r)
			return
		}
		c.ok(s.db.schema(key).title+" created successfully", data)
	}
}

func (s *Server) internalTable(key string) []rule {
	switch key {
	case restaurants:
		return internalRules("owner_id", restaurantRules()...)
	case drivers:
		return internalRules("user_id", append(contactRules(), str("first_name"), str("last_name"),
			obj("vehicle"), obj("current_location", num("lat"), num("lng")),
			flag("available_for_work"), flag("is_on_delivery"), num("active_points"),
			obj("rating"), avatarRule())...)
	case customers:
		return internalRules("user_id", str("first_name"), str("last_name"), str("phone").opt(),
			avatarRule(), strs("address_ids").opt(), strs("preferred_category_ids").opt())
	default:
		return internalRules("user_id", append(contactRules(),
			str("first_name").opt(), str("last_name").opt(), avatarRule(),
			flag("available_for_work").opt(), flag("is_assigned").opt())...)
	}
}

func (s *Server) storeInternal(c *call, key string, body object) ([]byte, *refusal) {
	d := s.db
	d.mu.Lock()
	defer d.mu.Unlock()
	userID := body.text("user_id") + body.text("owner_id") // a table has but one of them
	u := d.users[userID]
	if u == nil {
		return nil, notFound("User not found")
	}
	if r := d.refer(key, body); r != nil {
		return nil, r
	}
	d.stampNew(d.schema(key), body)
	body.setInt("last_login", d.seconds())
	_, created := d.create(key, body, u, c.body)
	return created, nil
}
