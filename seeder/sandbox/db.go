package sandbox

import (
	"encoding/json"
	"sync"
	"time"
)

// The fixed ids of the platform's own wallet and its owner.
const (
	platformWallet = "F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"
	platformUser   = "USR_c68740f1-f629-4774-8d94-3b221df61cae"
)

// db is the backend's database. Its methods expect the caller to hold mu
// unless they say otherwise.
type db struct {
	mu       sync.RWMutex
	now      func() time.Time
	whole    bool               // lists show all columns and relations
	table    map[string]*schema // fixed: needs no lock
	pools    map[string]*pool
	users    map[string]*user // by id
	emails   map[string]*user
	wallets  map[string]*wallet
	uses     map[string]int      // id: how many items refer to it
	parts    map[string][]string // menu item id: ids of its variants
	dishes   map[string]string   // restaurant id and dish name: menu item id
	placed   map[string]bool     // orders taken in the second placedAt, by customer and items
	placedAt int64
}

func newDB(opts Options) *db {
	d := &db{now: opts.Now, whole: opts.Dialect == Readme, table: map[string]*schema{}}
	for _, s := range schemas() {
		d.table[s.key] = s
	}
	d.clear()
	return d
}

// clear empties the database.
func (d *db) clear() {
	d.pools = map[string]*pool{}
	for key, s := range d.table {
		d.pools[key] = newPool(s)
	}
	d.users = map[string]*user{}
	d.emails = map[string]*user{}
	d.wallets = map[string]*wallet{}
	d.uses = map[string]int{}
	d.parts = map[string][]string{}
	d.dishes = map[string]string{}
	d.placed, d.placedAt = map[string]bool{}, 0
}

func (d *db) seconds() int64 { return d.now().Unix() }

// has says whether pool holds the id.
func (d *db) has(pool, id string) bool { return d.pools[pool].get(id) != nil }

// insert stores a new item with its request body.
func (d *db) insert(it *item, body []byte) {
	it.body = body
	d.pools[it.schema.key].add(it)
	d.index(it)
}

// index notes an item wherever it is looked up by other than its id.
func (d *db) index(it *item) {
	for _, ref := range it.links {
		if ref != "" {
			d.uses[ref]++
		}
	}
	d.indexUnique(it)
	d.indexMenu(it)
}

func (d *db) unindex(it *item) {
	for _, ref := range it.links {
		if d.uses[ref]--; d.uses[ref] <= 0 {
			delete(d.uses, ref)
		}
	}
	d.unindexUnique(it)
	d.unindexMenu(it)
}

func (d *db) indexUnique(it *item) {
	if key := it.unique; key != "" {
		d.pools[it.schema.key].unique[key] = it.id
	}
}

func (d *db) unindexUnique(it *item) {
	p := d.pools[it.schema.key]
	if p.unique[it.unique] == it.id {
		delete(p.unique, it.unique)
	}
}

// taken says whether another item than id has value in the unique column.
func (d *db) taken(s *schema, value, id string) bool {
	owner, ok := d.pools[s.key].unique[value]
	return ok && owner != id
}

// replace stores the changed form of an item.
func (d *db) replace(old, changed *item) {
	d.unindex(old)
	d.pools[old.schema.key].replace(old, changed)
	d.index(changed)
}

// remove deletes an item. Its user stays.
func (d *db) remove(it *item) {
	d.unindex(it)
	d.pools[it.schema.key].remove(it)
}

// rendered is appendItem into a buffer of its own.
func (d *db) rendered(it *item, v view) json.RawMessage {
	return d.appendItem(nil, it, v)
}
