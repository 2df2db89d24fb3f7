package sandbox

import "slices"

// insertForeign stores an item as it is and returns its id.
func (d *db) insertForeign(schema *schema, values object) string {
	id := values.text("id")
	if id == "" {
		id = newID(schema.prefix)
	}
	it := schema.newItem(id, values)
	it.user = d.adopt(schema.key, values)
	if it.user != nil {
		it.user.records[schema.key] = id
	}
	it.count = int(values.number(schema.counter))
	it.extra = schema.extras(values, it)
	d.insert(it, nil)
	return id
}

// extras are the given fields that are neither columns nor shown otherwise.
func (s *schema) extras(values object, it *item) object {
	extra := object{}
	for key, raw := range values {
		switch {
		case key == s.counter, s.isColumn(key):
		case kindOf(raw) == kindNull && key != "user" && key != "owner":
		case key == "order_items" && it.lines != nil:
		case key == "specialize_in" && len(it.many) > 0:
		default:
			extra[key] = raw
		}
	}
	return extra
}

func (s *schema) isColumn(name string) bool {
	return slices.ContainsFunc(s.columns, func(c column) bool { return c.name == name })
}

// adopt makes the login that a foreign account's e-mail address belongs to.
// Nobody knows its password.
func (d *db) adopt(key string, values object) *user {
	role := roleOf(key)
	if role == "" {
		return nil
	}
	email := values.text("email")
	for _, owner := range []string{"user", "owner"} {
		if nested := values.child(owner); nested != nil {
			email = nested.text("email")
		}
	}
	if email == "" {
		return nil
	}
	u := d.emails[email]
	if u == nil {
		u = d.newUser(email, hashPassword(newID("")), values, d.seconds())
	}
	u.grant(role)
	return u
}
