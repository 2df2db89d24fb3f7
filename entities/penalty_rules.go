package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

// penaltyRuleBody creates a rule that drivers are held to.
type penaltyRuleBody struct {
	ViolationType        string `json:"violation_type"`
	Description          string `json:"description"`
	DefaultPenaltyPoints int    `json:"default_penalty_points"`
}

func penaltyRules() *Entity {
	return &Entity{
		Pool:     "penalty_rules",
		JSONKey:  "penaltyRules",
		Title:    "Penalty rules",
		Optional: true,
		Unique:   "violation_type",
		Body:     penaltyRuleBody{},
		Key:      func(item Item) string { return keyOf(item.record().text("violation_type")) },
		New: func(w *World) (Generator, error) {
			m := newMaker(w, "penalty_rules")
			return &penaltyRuleMaker{m, m.permutation(len(saigon.LoadServices().Rules), "rules")}, nil
		},
		Columns: []Column{
			idColumn(),
			column("Violation", "violation_type"),
			column("Points", "default_penalty_points"),
			column("Description", "description"),
		},
	}
}

type penaltyRuleMaker struct {
	maker
	order permutation
}

func (m *penaltyRuleMaker) Draft(index, attempt int) (Draft, error) {
	rules := saigon.LoadServices().Rules
	rule, again := &rules[m.order.at(index)], index/len(rules)
	violation := rule.Violation
	if again > 0 {
		violation += "_" + strconv.Itoa(again+1)
	}
	if attempt > 0 {
		violation += "_R" + strconv.Itoa(attempt)
	}
	return m.draft(index, attempt, &penaltyRuleBody{
		ViolationType:        violation,
		Description:          rule.Description.In(m.language()),
		DefaultPenaltyPoints: rule.Points,
	}, nil)
}
