package sandbox

import "strings"

// handler answers a request; id is the path's last part where the route ends
// in one, else "".
type handler func(c *call, id string)

// routes finds the handler of a method and a path.
type routes struct {
	exact map[string]handler // "GET /orders"
	byID  map[string]handler // "GET /orders/" and then an id
}

func (r *routes) on(method, path string, h handler)   { r.exact[method+" "+path] = h }
func (r *routes) item(method, path string, h handler) { r.byID[method+" "+path+"/"] = h }

func (r *routes) find(method, path string) (handler, string) {
	if len(path) > 1 {
		path = strings.TrimSuffix(path, "/")
	}
	if h, ok := r.exact[method+" "+path]; ok {
		return h, ""
	}
	cut := strings.LastIndexByte(path, '/') + 1
	if h, ok := r.byID[method+" "+path[:cut]]; ok && cut < len(path) {
		return h, path[cut:]
	}
	return nil, ""
}

// newRoutes is the dialect's table of routes.
func (s *Server) newRoutes() *routes {
	r := &routes{exact: map[string]handler{}, byID: map[string]handler{}}
	if s.opts.Dialect == Readme {
		s.readmeRoutes(r)
	} else {
		s.flashstromRoutes(r)
	}
	s.commonRoutes(r)
	return r
}

// commonRoutes are the same in both dialects.
func (s *Server) commonRoutes(r *routes) {
	for _, a := range accounts() {
		r.on("POST", "/auth/login-"+a.route, s.login(a))
	}
	r.item("GET", "/fwallets", s.getWallet)
	r.on("GET", "/", (*call).hello)
}

func (s *Server) flashstromRoutes(r *routes) {
	for path, key := range map[string]string{
		"/address_books":      addressBooks,
		"/food-categories":    foodCategories,
		"/finance-rules":      financeRulesPool,
		"/menu-items":         menuItems,
		"/menu-item-variants": menuItemVariants,
		"/promotions":         promotions,
		"/orders":             orders,
	} {
		r.on("POST", path, s.create(key))
		s.collection(r, path, key)
	}
	for path, key := range map[string]string{
		"/restaurants":    restaurants,
		"/drivers":        drivers,
		"/customers":      customers,
		"/customer-cares": customerCares,
	} {
		r.on("POST", path, s.createInternal(key))
		s.collection(r, path, key)
	}
	r.on("GET", "/menu-item-variants/paginated", s.brokenPage)
	delete(r.exact, "GET /address_books/paginated")
	s.flashstromAccounts(r)
}

func (s *Server) flashstromAccounts(r *routes) {
	for _, a := range accounts() {
		r.on("POST", "/auth/register-"+a.route, s.register(a))
		if a.admin {
			r.on("GET", "/admin-fake/by-role/"+a.role, s.list(a.pool))
		}
	}
	r.on("GET", "/admin-fake", s.listAdmins)
	r.item("GET", "/admin-fake/by-role", s.noSuchRole)
	r.item("GET", "/admin-fake", s.anyAdmin(s.getOne))
	r.item("PATCH", "/admin-fake", s.anyAdmin(s.patch))
	r.item("DELETE", "/admin-fake", s.anyAdmin(s.delete))
}

// collection adds the routes that read, change and delete a pool's items.
func (s *Server) collection(r *routes, path, key string) {
	r.on("GET", path, s.list(key))
	r.on("GET", path+"/paginated", s.page(key))
	r.item("GET", path, s.getOne(key))
	r.item("PATCH", path, s.patch(key))
	r.item("DELETE", path, s.delete(key))
}

func (s *Server) readmeRoutes(r *routes) {
	for _, key := range []string{
		addressBooks, foodCategories, financeRulesPool, menuItems,
		menuItemVariants, promotions, orders,
	} {
		r.on("POST", "/"+key, s.create(key))
		s.readmeCollection(r, "/"+key, key)
	}
	for _, a := range accounts() {
		path := "/" + a.pool
		if a.admin {
			path = "/auth/register-" + a.route
		}
		r.on("POST", path, s.register(a))
		s.readmeCollection(r, path, a.pool)
		if a.admin && s.opts.NoAdminList {
			r.on("GET", path, (*call).missingPage)
		}
	}
}

func (s *Server) readmeCollection(r *routes, path, key string) {
	s.collection(r, path, key)
	delete(r.exact, "GET "+path+"/paginated")
}

// anyAdmin serves an item route for whichever admin the id names.
func (s *Server) anyAdmin(route func(key string) handler) handler {
	return func(c *call, id string) {
		s.db.mu.RLock()
		key := s.db.adminPool(id)
		s.db.mu.RUnlock()
		route(key)(c, id)
	}
}
