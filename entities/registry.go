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

// NewRegistry returns all pools and dialects, after checking that every
// dependency comes before its dependents.
func NewRegistry() (*Registry, error) {
	r, err := newRegistry(
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
	)
	if err != nil {
		return nil, err
	}
	r.protocols = []*Protocol{flashstrom(), readme()}
	return r, nil
}

func newRegistry(list ...*Entity) (*Registry, error) {
	seen := map[string]bool{}
	for _, e := range list {
		if seen[e.Pool] {
			return nil, fmt.Errorf("pool %s is registered twice", e.Pool)
		}
		e.JSONKey, e.Title = cmp.Or(e.JSONKey, camel(e.Pool)), cmp.Or(e.Title, titleOf(e.Pool))
		e.Columns = slices.Insert(e.Columns, 0, idColumn())
		if e.Needs == nil {
			e.Needs = needs(FieldsOf(e.Body))
		}
		for _, need := range e.Needs {
			if !seen[need] {
				return nil, fmt.Errorf("pool %s needs %s, which does not come before it", e.Pool, need)
			}
		}
		seen[e.Pool] = true
	}
	r := &Registry{entities: list}
	for _, e := range list {
		e.Needs = slices.DeleteFunc(r.Names(), func(pool string) bool { return !slices.Contains(e.Needs, pool) })
		bind := e.New
		e.New = func(w *World) (Generator, error) {
			for _, need := range e.Needs {
				if len(w.Refs[need]) == 0 {
					return nil, &LackError{e.Pool, "item of " + need}
				}
			}
			if m := newMaker(w, e.Pool); m.overrides.lack != nil {
				return nil, m.overrides.lack
			}
			return bind(w)
		}
	}
	return r, nil
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
