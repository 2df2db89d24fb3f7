package entities

import "cmp"

// Dialect names a set of routes that a backend may speak, and the quirks that
// go with it.
type Dialect string

// The dialects.
const (
	Flashstrom Dialect = "flashstrom"
	Readme     Dialect = "readme"
	Declared   Dialect = "declared" // the declared pools' routes alone, and no quirks
)

// Routes are the paths of one pool, relative to the backend's URL, with their
// query if they need one. An empty List means that the pool cannot be listed,
// an empty Count that counting means listing. One item is found under
// Item + "/" + id, which is also where it is patched, and deleted unless
// Delete says otherwise.
type Routes struct {
	List   string
	Count  string
	Create string
	Item   string
	Delete string

	MayBeUnlisted bool // many a backend of the dialect lacks the list route
}

// NoRoute says, where a pool's routes are given, that the backend has no such one.
const NoRoute = "-"

// Protocol is the definition of one dialect.
type Protocol struct {
	Dialect Dialect

	// Routes by pool. A pool that is not among them has its entity's own.
	Routes map[string]Routes

	// Probes are routes for GET, perhaps with a query, that this dialect alone
	// has: a good answer from one of them proves that a backend speaks it.
	Probes []string

	RegisterWrapsRecord    bool     // registering answers the user, with the record as its "data"
	RestaurantAnswerIsNull bool     // registering a restaurant answers no record at all
	RegisterIgnores        []string // fields that registering a restaurant drops
	CategoriesField        string   // the field of PATCH that takes a restaurant's categories
	Broken                 []string // routes for GET that always answer EC -1
	CachedLists            []string // pools whose list route answers from a cache
	CancelsOrders          bool     // POST <order>/cancel cancels one, with who and why
	ShortLists             bool     // list and item routes show less of an item than the paginated ones
	RewritesOrders         bool     // payment status and discount are the backend's own, whatever is sent
	KeepsKnownDishes       bool     // a restaurant's second dish of one name is the first one again
	HasFirstFinanceRule    bool     // a new database holds a finance rule already
}

// RoutesOf returns where a pool lies in the dialect.
func (p *Protocol) RoutesOf(e *Entity) Routes {
	routes, ok := p.Routes[e.Pool]
	if !ok {
		routes = e.Routes
	}
	routes.Delete = cmp.Or(routes.Delete, routes.Item)
	return routes
}
