package entities

import (
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// penaltyBody creates a penalty, a driver's or an agent's of customer care.
type penaltyBody struct {
	DriverID       string `json:"driver_id,omitempty" ref:"drivers"`
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
	admins, drivers, cares []Ref
	rules                  []brokenRule
	offline                *brokenRule // the one that is not about riding, nil if there is none
	order                  permutation // of the drivers
}

// brokenRule is a rule, and what happened where it was broken.
type brokenRule struct {
	Ref
	what   string
	points int
}

func newPenalties(w *World) (Generator, error) {
	m := &penaltyMaker{maker: newMaker(w, "penalties"), cares: w.Refs["customer_cares"]}
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
	for i := range m.rules {
		if m.rules[i].record().text("violation_type") == "OFFLINE_ON_SHIFT" {
			m.offline = &m.rules[i]
		}
	}
	m.order = m.permutation(len(m.drivers), "drivers")
	return m, nil
}

func (m *penaltyMaker) Draft(index, attempt int) (Draft, error) {
	d := m.draw(index, attempt)
	rule, admin := &m.rules[index%len(m.rules)], m.admins[index%len(m.admins)]
	body := &penaltyBody{
		PenaltiedByID: admin.ID,
		Status:        [...]string{"pending", "pending", "resolved", "appealed"}[index%4],
		IssuedAt:      m.daysAgo(d, 20),
	}
	var whose Link
	if len(m.cares) > 0 && index%5 == 4 {
		if m.offline != nil {
			rule = m.offline
		}
		body.CustomerCareID = m.cares[index/5%len(m.cares)].ID
		whose = Link{"customer_cares", body.CustomerCareID}
	} else {
		body.DriverID = m.drivers[m.order.at(index)].ID
		whose = Link{"drivers", body.DriverID}
	}
	body.RuleID, body.Description, body.PenaltyPoints = rule.ID, rule.what, rule.points
	body.ExpiresAt = body.IssuedAt + int64(30*d.between(1, 3))*day
	return m.draft(index, attempt, body, []Link{whose, {"super_admins", admin.ID}, {"penalty_rules", rule.ID}})
}
