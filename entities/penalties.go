package entities

import (
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// penaltyBody creates a penalty. The backend has fields for agents of customer
// care and restaurants too, but takes none that is not a driver's.
type penaltyBody struct {
	DriverID       string `json:"driver_id" ref:"drivers"`
	CustomerCareID string `json:"customer_care_id,omitempty" ref:"customer_cares"`
	RestaurantID   string `json:"restaurant_id,omitempty" ref:"restaurants"`
	PenaltiedByID  string `json:"penaltied_by_id" ref:"super_admins|finance_admins|companion_admins"`
	RuleID         string `json:"rule_id" ref:"penalty_rules"`
	Description    string `json:"description"`
	PenaltyPoints  int    `json:"penalty_points"`
	Status         string `json:"status" enum:"pending|resolved|appealed"`
	IssuedAt       int64  `json:"issued_at"`
	ExpiresAt      int64  `json:"expires_at,omitempty"`
}

func penalties() *Entity {
	return &Entity{
		Pool:     "penalties",
		JSONKey:  "penalties",
		Title:    "Penalties",
		Optional: true,
		Needs:    []string{"super_admins", "drivers", "penalty_rules"},
		Body:     penaltyBody{},
		Key:      penaltyKey,
		New:      newPenalties,
		Columns: []Column{
			idColumn(),
			column("Rule", "rule.violation_type", "rule_id"),
			column("Whose", "driver_id", "customer_care_id", "restaurant_id"),
			column("Points", "penalty_points"),
			column("Status", "status"),
			dateColumn("Until", "expires_at"),
		},
	}
}

// penaltyKey is who broke which rule, and what happened.
func penaltyKey(item Item) string {
	r := item.record()
	return keyOf(r.id("driver_id", "customer_care_id", "restaurant_id"), r.id("rule_id"), r.text("description"))
}

type penaltyMaker struct {
	maker
	admins, drivers []Ref
	rules           []brokenRule
	order           permutation // of the drivers
}

// brokenRule is a rule, and what happened where it was broken.
type brokenRule struct {
	Ref
	what   string
	points int
}

func newPenalties(w *World) (Generator, error) {
	m := &penaltyMaker{maker: newMaker(w, "penalties")}
	var err error
	if m.admins, err = needRefs(w, "penalties", "super_admins", "super admin"); err != nil {
		return nil, err
	}
	if m.drivers, err = needRefs(w, "penalties", "drivers", "driver"); err != nil {
		return nil, err
	}
	rules, err := needRefs(w, "penalties", "penalty_rules", "penalty rule")
	if err != nil {
		return nil, err
	}
	for _, ref := range rules {
		r := ref.record()
		points := 1
		if n, ok := numberIn(shown(Item{Raw: Filled(ref)}, []string{"default_penalty_points"})); ok {
			points = int(n)
		}
		broken := brokenRule{ref, r.text("description"), points}
		for _, known := range saigon.LoadServices().Rules {
			if strings.HasPrefix(r.text("violation_type"), known.Violation) {
				broken.what = known.Case.In(m.language())
			}
		}
		m.rules = append(m.rules, broken)
	}
	m.order = m.permutation(len(m.drivers), "drivers")
	return m, nil
}

func (m *penaltyMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	rule, admin, driver := &m.rules[index%len(m.rules)], m.admins[index%len(m.admins)], m.drivers[m.order.at(index)]
	body := &penaltyBody{
		DriverID:      driver.ID,
		PenaltiedByID: admin.ID,
		RuleID:        rule.ID,
		Description:   rule.what,
		PenaltyPoints: rule.points,
		Status:        [...]string{"pending", "pending", "resolved", "appealed"}[index%4],
		IssuedAt:      m.daysAgo(d, 20),
	}
	body.ExpiresAt = body.IssuedAt + int64(30*d.between(1, 3))*day
	return m.draft(index, attempt, body, []Link{{"drivers", driver.ID}, {"super_admins", admin.ID}, {"penalty_rules", rule.ID}})
}
