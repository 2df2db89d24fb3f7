package seeder

import (
	"time"

	"github.com/flashseed/flashseed/entities"
)

// observe takes the first look at the pool.
func (p *pool) observe() error {
	obs, err := p.look()
	if err != nil {
		return err
	}
	p.adopt(obs)
	p.earlier = idsOf(p.items())
	return nil
}

// look asks the backend what the pool holds; for a pool without a list, what
// the memory says.
func (p *pool) look() (Observation, error) {
	if p.e.Lists != nil {
		for _, need := range p.e.Needs {
			p.run.pools[need].identifyOnce()
		}
		if lists := p.e.Lists(&p.run.world, p.want); len(lists) > 0 {
			return p.run.gather(lists, p.limit)
		}
	}
	obs, err := p.run.o.Backend.Observe(p.run.ctx, p.e, p.limit, max(p.limit, p.want))
	if err == nil && obs.Unlisted {
		obs.Items = p.run.remembered(p.e.Pool)
		obs.Count = len(obs.Items)
	}
	return obs, err
}

// gather reads lists that are no pool's own as one.
func (r *run) gather(lists []string, limit int) (all Observation, err error) {
	for _, path := range lists {
		obs, err := r.o.Backend.Observe(r.ctx, &entities.Entity{Pool: path, Routes: entities.Routes{List: path}}, limit, limit)
		if err != nil {
			return all, err
		}
		all.Count += obs.Count
		all.Items = append(all.Items, obs.Items...)
	}
	return all, nil
}

// lookAgain looks until the list shows at least what this run knows to be
// there, and after a time-out until two looks agree. fresh is false if it
// still does not after Retries further looks.
func (p *pool) lookAgain(timedOut bool) (obs Observation, fresh bool, err error) {
	for try := 1; ; try++ {
		if obs, err = p.look(); err != nil {
			return obs, false, err
		}
		if timedOut {
			if obs, err = p.lookUntilAgreed(obs); err != nil {
				return obs, false, err
			}
		}
		if !p.stale(obs) {
			return obs, true, nil
		}
		if try > p.retries {
			return obs, false, nil
		}
		if err := Sleep(p.run.ctx, jitter(try)); err != nil {
			return obs, false, err
		}
	}
}

// agreeAfter is how far two looks after a time-out are apart.
const agreeAfter = time.Second

// lookUntilAgreed waits for a backend that may still be working on requests
// that timed out: until two looks a second apart show the same, or the pool is
// full. A count that goes up and down is looked at Retries times.
func (p *pool) lookUntilAgreed(obs Observation) (Observation, error) {
	setbacks := 0
	for obs.Count < p.want {
		if err := Sleep(p.run.ctx, agreeAfter); err != nil {
			return obs, err
		}
		next, err := p.look()
		if err != nil {
			return obs, err
		}
		if next.Count == obs.Count {
			return next, nil
		}
		if next.Count < obs.Count {
			setbacks++
		}
		if setbacks > p.retries {
			return next, short(true, "created %d, and the count keeps changing: %d, then %d", p.created, obs.Count, next.Count)
		}
		obs = next
	}
	return obs, nil
}
