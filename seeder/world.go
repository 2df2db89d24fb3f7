package seeder

import (
	"slices"

	"github.com/flashseed/flashseed/entities"
)

// findWallet asks once a run whether orders can be paid from wallets.
func (p *poolRun) findWallet() error {
	if !p.e.Wallet || p.askedWallet {
		return nil
	}
	p.askedWallet = true
	has, err := p.Backend.HasWallet(p.ctx)
	if err != nil {
		return err
	}
	p.world.Wallet = has
	return nil
}

// resolveLinks fetches what the generator needs from outside the samples, by
// id, at most twice as many items as the pool should hold.
func (p *poolRun) resolveLinks() error {
	if p.e.Links == nil {
		return nil
	}
	for {
		fetched := false
		for _, link := range p.e.Links(&p.world) {
			if p.followed[link] || len(p.followed) >= 2*p.rep.Min {
				continue
			}
			p.followed[link] = true
			if err := p.fetchLink(link); err != nil {
				return err
			}
			fetched = true
		}
		if !fetched {
			return nil
		}
	}
}

// fetchLink adds one item to the world, if the backend has it.
func (p *poolRun) fetchLink(link entities.Link) error {
	item, err := p.Backend.Get(p.ctx, p.Registry.Get(link.Pool), link.ID)
	if isKind(err, NotFound, RouteMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	p.world.Refs[link.Pool] = append(slices.Clip(p.world.Refs[link.Pool]), entities.Ref{Item: item, Index: -1})
	return nil
}
