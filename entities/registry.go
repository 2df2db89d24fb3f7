package entities

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Registry holds the pools in the order in which they are filled, and the
// dialects.
type Registry struct {
	entities  []*Entity
	protocols []*Protocol
}

// NewRegistry returns all pools and dialects.
func NewRegistry() *Registry {
	r := &Registry{protocols: []*Protocol{flashstrom(), readme()}}
	for _, e := range []*Entity{ // each behind those that it needs
		addressBooks(),
		foodCategories(),
		admins("super_admins", "super-admin"),
		admins("finance_admins", "finance-admin"),
		admins("companion_admins", "companion-admin"),
		financeRules(),
		restaurants(),
		menuItems(),
		menuItemVariants(),
		promotions(),
		drivers(),
		customers(),
		customerCares(),
		orders(),
		reviews(),
		inquiries(),
		vouchers(),
		notifications(),
		penaltyRules(),
		penalties(),
		onlineSessions(),
		transactions(),
		cartItems(),
		faqs(),
	} {
		r.add(e)
	}
	return r
}

// NewBareRegistry returns a registry without pools, for backends that have
// none but those that are declared.
func NewBareRegistry() *Registry {
	return &Registry{protocols: []*Protocol{{Dialect: Declared}}}
}

// add puts a pool behind the others and completes its definition.
func (r *Registry) add(e *Entity) {
	e.JSONKey, e.Title = cmp.Or(e.JSONKey, camel(e.Pool)), cmp.Or(e.Title, titleOf(e.Pool))
	e.Columns = append(e.Columns, Column{idTitle, func(item Item) string { return item.ID }})
	if e.Body != nil {
		e.Fields = FieldsOf(e.Body)
	}
	if e.Needs == nil {
		e.Needs = needs(e.Fields)
	}
	e.Needs = slices.DeleteFunc(r.Names(), func(pool string) bool { return !slices.Contains(e.Needs, pool) })
	r.entities = append(r.entities, e)
}

// Dialects returns all dialects, the backend's own first.
func (r *Registry) Dialects() []*Protocol { return r.protocols }

// Dialect returns the dialect of that name, nil if there is none.
func (r *Registry) Dialect(name Dialect) *Protocol {
	for _, p := range r.protocols {
		if p.Dialect == name {
			return p
		}
	}
	return nil
}

// Routes returns where a pool lies in a dialect, no routes if there is no such
// dialect or pool.
func (r *Registry) Routes(d Dialect, pool string) Routes {
	p, e := r.Dialect(d), r.Get(pool)
	if p == nil || e == nil {
		return Routes{}
	}
	return p.RoutesOf(e)
}

// All returns the pools in order.
func (r *Registry) All() []*Entity { return r.entities }

// Names returns the pools' config keys in order.
func (r *Registry) Names() []string {
	names := make([]string, len(r.entities))
	for i, e := range r.entities {
		names[i] = e.Pool
	}
	return names
}

// Get returns the pool of that config key, nil if there is none.
func (r *Registry) Get(pool string) *Entity {
	for _, e := range r.entities {
		if e.Pool == pool {
			return e
		}
	}
	return nil
}

// Select returns the named pools and all that they depend on, in order; all
// pools for no names. An unknown name is an error that wraps ErrUnknownPool.
func (r *Registry) Select(names ...string) ([]*Entity, error) {
	if len(names) == 0 {
		return r.entities, nil
	}
	for _, name := range names {
		if r.Get(name) == nil {
			return nil, fmt.Errorf("%w %q (pools: %s)", ErrUnknownPool, name, strings.Join(r.Names(), ", "))
		}
	}
	wanted := slices.Clone(names)
	for _, e := range slices.Backward(r.entities) {
		if slices.Contains(wanted, e.Pool) {
			wanted = append(wanted, e.Needs...)
		}
	}
	return slices.DeleteFunc(slices.Clone(r.entities), func(e *Entity) bool { return !slices.Contains(wanted, e.Pool) }), nil
}
