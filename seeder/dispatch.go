package seeder

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/flashseed/flashseed/entities"
)

// Drivers does what drivers do with orders, which no route of the backend does.
// Every error is, or wraps, a *RequestError: Refused where the backend refuses a move,
// anything else where the drivers' socket does not work.
type Drivers interface {
	// Accept has a driver take an order, which is dispatched then.
	Accept(ctx context.Context, driver entities.Account, order string) error

	// Progress moves an order that the driver took to its next stage, or further,
	// and returns the status that it has then.
	Progress(ctx context.Context, driver entities.Account, order string) (status string, err error)
}

const ordersPool, driversPool, customersPool = "orders", "drivers", "customers"

// riders returns the seeded drivers, with their logins.
func (r *run) riders() []entities.Account {
	p := r.pools[driversPool]
	if p == nil {
		return nil
	}
	return entities.KnownAccounts(&r.world, p.e, p.items())
}

// dispatch gives drivers to the pool's seeded orders whose status says that they
// have one, and moves the orders to that status again. An order that has a
// driver is left alone, and so is a driver who carries an order. Delivered
// orders get one only where the backend delivers, which takes the platform's
// wallet. That no socket answers is no failure.
func (p *pool) dispatch() {
	r := p.run
	if p.e.Pool != ordersPool || r.o.Drivers == nil || r.o.Finish != FinishAll || r.stopped() != nil || p.prepare() != nil {
		return
	}
	var open, ended []*entities.Ref
	carries := map[string]bool{}
	for i := range p.refs {
		ref := &p.refs[i]
		switch course := entities.CourseOf(ref.Item); {
		case course.Driver != "":
			carries[course.Driver] = carries[course.Driver] || course.Open
		case ref.Index < 0, course.Rides < 0:
		case course.Open:
			open = append(open, ref)
		case r.world.Wallet:
			ended = append(ended, ref)
		}
	}
	if len(open)+len(ended) == 0 {
		return
	}
	free := slices.DeleteFunc(r.riders(), func(rider entities.Account) bool { return carries[rider.ID] })
	var off atomic.Bool
	stopped := func() bool { return off.Load() || p.run.isStopped() }
	r.parallel(len(free), stopped, func(i int) {
		var trips []*entities.Ref
		for at := i; at < len(ended); at += len(free) {
			trips = append(trips, ended[at])
		}
		if i < len(open) { // last, since it is carried from then on
			trips = append(trips, open[i])
		}
		for _, ref := range trips {
			if stopped() {
				return
			}
			if err := p.ride(free[i], ref); err != nil && !means(err, Refused) {
				off.Store(true)
				r.warn("drivers", fmt.Sprintf("orders get no drivers, the drivers' socket does not work: %s", err))
			} else if err != nil {
				r.warn("ride", fmt.Sprintf("the backend refuses orders to drivers: %s", err))
			}
		}
	})
}

// ride has a driver take an order and move it to the status it had.
func (p *pool) ride(rider entities.Account, ref *entities.Ref) error {
	goal := entities.CourseOf(ref.Item).Rides
	order, err := p.run.drive(rider, ref.Item)
	if err != nil {
		return err
	}
	for range goal {
		if err == nil && entities.CourseOf(order).Rides < goal {
			order, err = p.run.drive(rider, order)
		}
	}
	ref.Item = order
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	p.rep.Completed++
	return err
}

// drive has a driver take an order, or move the one that they took, and returns
// the order as it is then.
func (r *run) drive(rider entities.Account, order entities.Item) (entities.Item, error) {
	status := entities.Dispatched
	var err error
	if entities.CourseOf(order).Driver == "" {
		err = r.o.Drivers.Accept(r.ctx, rider, order.ID)
	} else {
		status, err = r.o.Drivers.Progress(r.ctx, rider, order.ID)
	}
	if err == nil {
		order.Raw = overlay(order.Raw, fmt.Appendf(nil, `{"driver_id":%q,"status":%q}`, rider.ID, status))
	}
	return order, err
}
