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
		Optional: true,
		Needs:    []string{"super_admins", "drivers", "penalty_rules"},
		Body:     penaltyBody{},
		Key:      keyed("driver_id|customer_care_id|restaurant_id", "rule_id", "description"), // who broke which rule, and how
		bind:     newPenalties,
		Columns: columns(
			"Rule: rule.violation_type|rule_id", "Whose: driver_id|customer_care_id|restaurant_id",
			"Points: penalty_points", "Status: status", "Until: expires_at as date",
		),
	}
}

func newPenalties(m maker) (Generator, error) {
	admins, drivers, rules := m.Refs["super_admins"], m.Refs["drivers"], m.Refs["penalty_rules"]
	cases := make([]string, len(rules)) // what happened
	for i, rule := range rules {
		r := rule.record()
		violation := r.text("violation_type")
		cases[i] = r.text("description")
		for _, known := range saigon.Rules() {
			if strings.HasPrefix(violation, known.Violation) {
				cases[i] = known.Case.In(m.language())
			}
		}
	}
	order := m.permutation(len(drivers), "drivers")
	return drafts(func(index, attempt int) Draft {
		d, rule := m.draw(index, attempt), index%len(rules)
		points, ok := rules[rule].record().number("default_penalty_points")
		if !ok {
			points = 1
		}
		body := &penaltyBody{
			DriverID:      drivers[order.at(index)].ID,
			PenaltiedByID: admins[index%len(admins)].ID,
			RuleID:        rules[rule].ID,
			Description:   cases[rule],
			PenaltyPoints: int(points),
			Status:        [...]string{"pending", "pending", "resolved", "appealed"}[index%4],
			IssuedAt:      m.daysAgo(d, 20),
		}
		body.ExpiresAt = body.IssuedAt + int64(30*d.between(1, 3))*day
		return m.draft(index, attempt, body)
	}), nil
}
