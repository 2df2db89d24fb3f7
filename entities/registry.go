package entities

import (
	"fmt"
	"slices"
	"strings"
)

// Registry holds the pools in the order in which they are filled.
type Registry struct {
	entities []*Entity
}

// NewRegistry returns the 14 pools, after checking that every dependency comes
// before its dependents.
func NewRegistry() (*Registry, error) {
	return newRegistry(
		addressBooks(),
		foodCategories(),
		superAdmins(),
		financeAdmins(),
		companionAdmins(),
		financeRules(),
		restaurants(),
		menuItems(),
		menuItemVariants(),
		promotions(),
		drivers(),
		customers(),
		customerCares(),
		orders(),
	)
}

func newRegistry(list ...*Entity) (*Registry, error) {
	seen := map[string]bool{}
	for _, e := range list {
		if seen[e.Pool] {
			return nil, fmt.Errorf("pool %s is registered twice", e.Pool)
		}
		for _, need := range e.Needs {
			if !seen[need] {
				return nil, fmt.Errorf("pool %s needs %s, which does not come before it", e.Pool, need)
			}
		}
		seen[e.Pool] = true
	}
	return &Registry{entities: list}, nil
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
	wanted := map[string]bool{}
	for _, name := range names {
		if r.Get(name) == nil {
			return nil, fmt.Errorf("%w %q (pools: %s)", ErrUnknownPool, name, strings.Join(r.Names(), ", "))
		}
		wanted[name] = true
	}
	for _, e := range slices.Backward(r.entities) {
		if wanted[e.Pool] {
			for _, need := range e.Needs {
				wanted[need] = true
			}
		}
	}
	var selected []*Entity
	for _, e := range r.entities {
		if wanted[e.Pool] {
			selected = append(selected, e)
		}
	}
	return selected, nil
}
