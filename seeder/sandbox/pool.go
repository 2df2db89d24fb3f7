package sandbox

import "slices"

// pool holds the items of one kind in creation order. Synthetic rows come
// before them and exist only when they are looked at.
type pool struct {
	schema  *schema
	items   []*item
	byID    map[string]*item
	unique  map[string]string // value of the unique column: id
	sample  *sample
	samples int
	next    int // the next item's place in creation order
}

func newPool(s *schema) *pool {
	return &pool{schema: s, byID: map[string]*item{}, unique: map[string]string{}}
}

func (p *pool) len() int { return p.samples + len(p.items) }

// get returns the item with that id, nil when there is none.
func (p *pool) get(id string) *item {
	if it, ok := p.byID[id]; ok {
		return it
	}
	if p.samples == 0 {
		return nil
	}
	return p.sample.find(id, p.samples)
}

func (p *pool) add(it *item) {
	it.seq = p.next
	p.next++
	p.items = append(p.items, it)
	p.byID[it.id] = it
}

// replace puts a changed item in the place of the one with its id.
func (p *pool) replace(old, changed *item) {
	changed.seq = old.seq
	p.items[p.index(old)] = changed
	p.byID[changed.id] = changed
}

// index finds an item of the pool: the list is ordered by creation.
func (p *pool) index(it *item) int {
	i, _ := slices.BinarySearchFunc(p.items, it.seq, func(other *item, seq int) int {
		return other.seq - seq
	})
	return i
}

// remove takes an item out. Readers of the old list keep it as it was.
func (p *pool) remove(it *item) {
	i := p.index(it)
	p.items = slices.Concat(p.items[:i], p.items[i+1:])
	delete(p.byID, it.id)
}

// listing is a pool's content at one moment.
type listing struct {
	order   order
	items   []*item
	sample  *sample
	samples int
}

func (p *pool) listing(o order) listing {
	return listing{order: o, items: p.items, sample: p.sample, samples: p.samples}
}

func (l listing) len() int { return l.samples + len(l.items) }

// append renders the n-th item in the listing's order. The caller holds the
// database's lock.
func (l listing) append(dst []byte, d *db, n int, v view) []byte {
	if l.order == newestFirst {
		n = l.len() - 1 - n
	}
	if n < l.samples {
		return l.sample.append(dst, n, v)
	}
	return d.appendItem(dst, l.items[n-l.samples], v)
}
