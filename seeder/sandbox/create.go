package sandbox

// create serves a pool's create route, for pools that are not accounts.
func (s *Server) create(key string) handler {
	schema := s.db.schema(key)
	return func(c *call, _ string) {
		body, r := c.fields()
		if r == nil {
			if msgs := check(schema.post, body, true); len(msgs) > 0 {
				r = invalid(msgs...)
			}
		}
		var data []byte
		if r == nil {
			data, r = s.store(c, schema, body)
		}
		if r != nil {
			c.refuse(r)
			return
		}
		c.ok(schema.title+" created successfully", data)
	}
}

// store carries out a create request that passed its type table.
func (s *Server) store(c *call, schema *schema, body object) ([]byte, *refusal) {
	d := s.db
	d.mu.Lock()
	defer d.mu.Unlock()
	if r := d.conflict(schema, body, ""); r != nil {
		return nil, r
	}
	if schema.key != orders {
		if r := d.refer(schema.key, body); r != nil {
			return nil, r
		}
	}
	it, created, r := s.storeKind(c, schema, body)
	if r != nil {
		return nil, r
	}
	if d.whole {
		return d.rendered(it, viewPage), nil
	}
	return created, nil
}

func (s *Server) storeKind(c *call, schema *schema, body object) (*item, []byte, *refusal) {
	switch schema.key {
	case menuItems:
		return s.storeMenuItem(c, body)
	case menuItemVariants:
		return s.db.storeVariant(body, c.body)
	case orders:
		return s.storeOrder(c, body)
	default:
		s.db.stampNew(schema, body)
		it, created := s.db.create(schema.key, body, nil, c.body)
		return it, created, nil
	}
}

// stampNew sets the times of a new row, in the form its pool has them.
func (d *db) stampNew(schema *schema, values object) {
	now := d.seconds()
	if schema.key == promotions {
		values.setRaw("created_at", isoTime(now))
		values.setRaw("updated_at", isoTime(now))
		return
	}
	values.setInt("created_at", now)
	if schema.key != financeRulesPool {
		values.setInt("updated_at", now)
	}
}

// create stores a new item and renders it as a create answer has it.
func (d *db) create(key string, values object, u *user, body []byte) (*item, []byte) {
	schema := d.schema(key)
	it := schema.newItem(newID(schema.prefix), values)
	if u != nil {
		it.user = u
		u.records[key] = it.id
	}
	d.insert(it, body)
	if d.whole {
		return it, nil
	}
	created, _ := appendRow(make([]byte, 0, rowSize), schema.columns, values, key == customerCares, 0)
	return it, d.finishCreated(created, it, values)
}

// finishCreated closes a create answer with what is not a column.
func (d *db) finishCreated(created []byte, it *item, values object) []byte {
	w := &writer{db: d, buf: created, item: it}
	switch it.schema.key {
	case customers:
		w.raw("address", "[]")
		w.raw("preferred_category", "[]")
		w.raw("favorite_restaurants", "[]")
	case customerCares:
		w.raw("user_id", string(values["user_id"]))
		w.raw("assigned_tickets", "[]")
	case menuItems:
		w.raw("purchase_count", "0")
		w.relatedList("variants", menuItemVariants, d.parts[it.id])
	case orders:
		w.raw("order_items", string(joinLines(it.lines)))
		w.raw("customerAddress", `{"id":`+string(values["customer_location"])+"}")
		w.raw("restaurantAddress", `{"id":`+string(values["restaurant_location"])+"}")
	}
	return append(w.buf, '}')
}

// refer checks the references that values make.
func (d *db) refer(key string, values object) *refusal {
	if check := d.schema(key).refer; check != nil {
		return check(d, values)
	}
	return nil
}

// conflict refuses a value that another item than id has in a unique column.
func (d *db) conflict(schema *schema, values object, id string) *refusal {
	if schema.unique == "" {
		return nil
	}
	raw, given := values[schema.unique]
	if given && d.taken(schema, decodeText(raw), id) {
		return duplicate(schema.title + " with this " + schema.unique + " already exists")
	}
	return nil
}

// schema returns the pool's schema. It needs no lock.
func (d *db) schema(key string) *schema { return d.table[key] }

// addFirstFinanceRule adds the rule a new database comes with.
func (d *db) addFirstFinanceRule() {
	values := object{}
	values.setRaw("driver_fixed_wage", `{"0-1km":10,"1-2km":15,"2-3km":18,"4-5km":20,">5km":"20 + 2*km"}`)
	values.setRaw("customer_care_hourly_wage", "12")
	values.setRaw("app_service_fee", "4")
	values.setRaw("restaurant_commission", "0.1")
	values.setRaw("description", `"The rule in force until another is made"`)
	values.setInt("created_at", d.seconds())
	d.create(financeRulesPool, values, nil, nil)
}
