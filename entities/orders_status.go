package entities

import (
	"maps"
	"slices"

	"github.com/flashseed/flashseed/entities/saigon"
)

// stage is a status of an order, and what goes with it.
type stage struct {
	status   string
	tracking string
	cash     string // payment status of an order that is paid on delivery
	wallet   string // of one that was paid when it was placed
}

// stages are the statuses in the order in which an order goes through them;
// the ends come last. Where tracking has no word of its own, what was before
// stands.
var stages = [...]stage{
	{"PENDING", "ORDER_PLACED", "PENDING", "PAID"},
	{"RESTAURANT_ACCEPTED", "ORDER_RECEIVED", "PENDING", "PAID"},
	{"PREPARING", "PREPARING", "PENDING", "PAID"},
	{"IN_PROGRESS", "IN_PROGRESS", "PENDING", "PAID"},
	{"READY_FOR_PICKUP", "IN_PROGRESS", "PENDING", "PAID"},
	{"RESTAURANT_PICKUP", "RESTAURANT_PICKUP", "PENDING", "PAID"},
	{"DISPATCHED", "DISPATCHED", "PENDING", "PAID"},
	{"EN_ROUTE", "EN_ROUTE", "PENDING", "PAID"},
	{"OUT_FOR_DELIVERY", "OUT_FOR_DELIVERY", "PENDING", "PAID"},
	{delivered, "DELIVERED", "PAID", "PAID"},
	{cancelled, "ORDER_PLACED", "FAILED", "FAILED"},
	{deliveryFailed, "DELIVERY_FAILED", "FAILED", "FAILED"},
}

const (
	delivered      = "DELIVERED"
	cancelled      = "CANCELLED"
	deliveryFailed = "DELIVERY_FAILED"
)

func stageIndex(status string) int {
	return max(slices.IndexFunc(stages[:], func(s stage) bool { return s.status == status }), 0)
}

// settle sets the status, and what follows from it: how far the parcel is, when
// it was ordered, and what people had to say.
func (m *orderMaker) settle(d draw, body *orderBody, status string) {
	body.Status = status
	body.TrackingInfo = stages[stageIndex(status)].tracking
	// Drawn whatever the status, so that dealing another one changes nothing
	// else.
	past, minutes := m.daysAgo(d, 30)-2*60*60, d.between(60, 240)
	note, reason, remark := d.text(saigon.Words("customer note")), d.text(saigon.Words("cancel note")), d.text(saigon.Words("restaurant note"))
	accepted, noted, remarked := d.chance(50), d.chance(55), d.chance(40)
	body.OrderTime = m.now - int64(minutes*(1+stageIndex(status)))
	switch status {
	case delivered, deliveryFailed, cancelled:
		body.OrderTime = past
	}
	if noted {
		body.CustomerNote = note
	}
	if remarked {
		body.RestaurantNote = remark
	}
	if status == cancelled {
		body.CustomerNote, body.RestaurantNote = reason, ""
		if accepted {
			body.TrackingInfo = "ORDER_RECEIVED"
		}
	}
}

// pay sets how the order is paid and whether it has been.
func (m *orderMaker) pay(body *orderBody, wallet bool) {
	stage := &stages[stageIndex(body.Status)]
	body.PaymentMethod, body.PaymentStatus = cashOnDelivery, stage.cash
	if wallet {
		body.PaymentMethod, body.PaymentStatus = walletPayment, stage.wallet
	}
}

// What every pool of ten orders and more should have of either end.
const (
	wantDelivered = 5
	wantCancelled = 2
	wantFrom      = 10
)

// status is the status of an index: what was dealt, else the pattern's.
func (m *orderMaker) status(index int) string {
	if status, ok := m.dealt[index]; ok {
		return status
	}
	return patternStatus(m.seed, index)
}

// patternStatus goes by tens, each in an order of its own: the first ten have
// five delivered and two cancelled, later ones four and one. The rest are
// alive, all over the life cycle, but for a failed delivery now and then.
func patternStatus(seed uint64, index int) string {
	block := index / 10
	place := newPermutation(10, seed+uint64(block), "statuses").at(index % 10)
	ends, dead := wantDelivered, wantCancelled
	if block > 0 {
		ends, dead = 4, 1
	}
	switch {
	case place < ends:
		return delivered
	case place < ends+dead:
		return cancelled
	case place == 9 && block%3 == 2:
		return deliveryFailed
	}
	turn := place - ends - dead
	if block > 0 {
		turn += 3 + 5*(block-1)
	}
	return stages[lifeStage(turn, int(mix(seed)%3))].status
}

// lifeStage visits early, middle and late stages in turn, and all nine in nine
// turns.
func lifeStage(turn, shift int) int { return turn%3*3 + (turn/3+shift)%3 }

// Deal settles the statuses of the indices that are about to be made, so that
// with the orders in the world there are enough delivered and enough cancelled
// ones. It deals as if nothing of ours were there yet, so a run that was
// broken off ends with the same statuses as one that was not; what is lacking
// even then is made up for by those that are still to come.
func (m *orderMaker) Deal(indices []int) {
	others, ours := m.existing()
	indices = slices.Sorted(slices.Values(indices))
	all := slices.Concat(indices, slices.Collect(maps.Keys(ours)))
	slices.Sort(all)
	all = slices.Compact(all)

	plan := newDeal(m.seed, m.dealt)
	plan.count(others)
	plan.fill(all, len(others)+len(all))

	for _, index := range indices {
		delete(ours, index)
	}
	final := newDeal(m.seed, plan.changed)
	final.count(others)
	final.count(slices.Collect(maps.Values(ours)))
	final.fill(indices, len(others)+len(ours)+len(indices))
	m.dealt = final.changed
	m.recent = slices.Concat(m.recent, indices[:min(len(indices), maxRecent-len(m.recent))])
}

// maxRecent is how many of the indices that were dealt are remembered. So many
// have enough of everything.
const maxRecent = 64

// existing reads the statuses of the orders that the world holds: other
// people's, and those of ours by index. Orders that were dealt a status
// earlier count too: the world may not show them yet.
func (m *orderMaker) existing() (others []string, ours map[int]string) {
	ours = map[int]string{}
	for _, index := range m.recent {
		ours[index] = m.status(index)
	}
	for _, ref := range m.world.Refs["orders"] {
		status := ref.record().text("status")
		if ref.Index < 0 {
			others = append(others, status)
		} else {
			ours[ref.Index] = status
		}
	}
	return others, ours
}

// deal counts what is there of either end and turns what is alive into what is
// lacking.
type deal struct {
	seed                 uint64
	changed              map[int]string
	delivered, cancelled int // still lacking
}

func newDeal(seed uint64, changed map[int]string) *deal {
	changed = maps.Clone(changed)
	if changed == nil {
		changed = map[int]string{}
	}
	return &deal{seed: seed, changed: changed, delivered: wantDelivered, cancelled: wantCancelled}
}

func (p *deal) count(statuses []string) {
	for _, status := range statuses {
		switch status {
		case delivered:
			p.delivered--
		case cancelled:
			p.cancelled--
		}
	}
}

func (p *deal) status(index int) string {
	if status, ok := p.changed[index]; ok {
		return status
	}
	return patternStatus(p.seed, index)
}

// fill changes statuses of the indices, in their order, until nothing is
// lacking or nothing can be changed.
func (p *deal) fill(indices []int, total int) {
	for _, index := range indices {
		p.count([]string{p.status(index)})
	}
	if total < wantFrom {
		return
	}
	for _, index := range indices {
		if p.delivered <= 0 && p.cancelled <= 0 {
			return
		}
		if status := p.status(index); status != delivered && status != cancelled {
			p.changed[index] = p.next()
		}
	}
}

// next is what is lacking most.
func (p *deal) next() string {
	if p.delivered > p.cancelled {
		p.delivered--
		return delivered
	}
	p.cancelled--
	return cancelled
}
