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
		Optional: true,
		Unique:   "violation_type",
		Body:     penaltyRuleBody{},
		Key:      keyed("violation_type"),
		bind:     newPenaltyRules,
		Columns:  columns("Violation: violation_type", "Points: default_penalty_points", "Description: description"),
	}
}

func newPenaltyRules(m maker) (Generator, error) {
	rules := saigon.Rules()
	order := m.permutation(len(rules), "rules")
	return drafts(func(index, attempt int) Draft {
		rule := &rules[order.at(index)]
		violation := again(rule.Violation, "_", index/len(rules), "")
		if attempt > 0 {
			violation += "_R" + strconv.Itoa(attempt)
		}
		return m.draft(index, attempt, &penaltyRuleBody{
			ViolationType:        violation,
			Description:          rule.Description.In(m.language()),
			DefaultPenaltyPoints: rule.Points,
		})
	}), nil
}
