package sandbox

// writer appends one item with its relations.
type writer struct {
	db   *db
	buf  []byte
	item *item
}

// field appends key, unless the item brought its own value for it, and says
// whether the value is to follow.
func (w *writer) field(key string) bool {
	if _, ok := w.item.extra[key]; ok {
		return false
	}
	w.buf = append(w.buf, ',', '"')
	w.buf = append(w.buf, key...)
	w.buf = append(w.buf, '"', ':')
	return true
}

func (w *writer) raw(key, value string) {
	if w.field(key) {
		w.buf = append(w.buf, value...)
	}
}

// related appends the item of pool with that id, or null.
func (w *writer) related(key, pool, id string) {
	if w.field(key) {
		w.buf = w.db.appendRelated(w.buf, pool, id)
	}
}

// relatedList appends the items of pool with these ids that are there.
func (w *writer) relatedList(key, pool string, ids []string) {
	if !w.field(key) {
		return
	}
	w.buf = append(w.buf, '[')
	first := true
	for _, id := range ids {
		it := w.db.pools[pool].get(id)
		if it == nil {
			continue
		}
		if !first {
			w.buf = append(w.buf, ',')
		}
		first = false
		w.buf = w.db.appendItem(w.buf, it, viewOwn)
	}
	w.buf = append(w.buf, ']')
}

func (w *writer) user(key string, v userView) {
	if !w.field(key) {
		return
	}
	if w.item.user == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.buf = w.item.user.append(w.buf, v)
}

func (d *db) appendRelated(dst []byte, pool, id string) []byte {
	it := d.pools[pool].get(id)
	if it == nil {
		return append(dst, "null"...)
	}
	return d.appendItem(dst, it, viewOwn)
}

// appendItem renders an item as a view shows it. The caller holds the lock.
func (d *db) appendItem(dst []byte, it *item, v view) []byte {
	s := it.schema
	short := s.short > 0 && !d.whole && (v == viewList || s.scanty && v == viewOne)
	if short {
		dst = append(dst, it.row[:it.cut]...)
	} else {
		dst = append(dst, it.row...)
	}
	w := &writer{db: d, buf: dst, item: it}
	if s.counter != "" && !short && w.field(s.counter) {
		w.buf = appendNumber(w.buf, asWide, float64(it.count))
	}
	if s.relate != nil && v != viewOwn {
		if d.whole {
			v = viewPage
		}
		s.relate(w, it, v)
	}
	for key, raw := range it.extra {
		w.buf = append(appendText(append(w.buf, ','), key), ':')
		w.buf = append(w.buf, raw...)
	}
	return append(w.buf, '}')
}
