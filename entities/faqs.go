package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

// faqBody creates a question that is often asked.
type faqBody struct {
	Question   string      `json:"question"`
	Answer     []faqAnswer `json:"answer"`
	Type       string      `json:"type,omitempty" enum:"GENERAL|ACCOUNT|PAYMENT|SERVICE"`
	Status     string      `json:"status,omitempty" enum:"ACTIVE|DRAFT|ARCHIVED"`
	TargetUser []string    `json:"target_user,omitempty" enum:"CUSTOMER|DRIVER|RESTAURANT|CUSTOMER_CARE"`
}

// faqAnswer is a paragraph of an answer.
type faqAnswer struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

func faqs() *Entity {
	return &Entity{
		Pool:     "faqs",
		JSONKey:  "faqs",
		Title:    "FAQs",
		Optional: true,
		Body:     faqBody{},
		Key:      func(item Item) string { return keyOf(item.record().text("question")) },
		New: func(w *World) (Generator, error) {
			m := newMaker(w, "faqs")
			return &faqMaker{m, m.permutation(len(saigon.LoadServices().Questions), "questions")}, nil
		},
		Columns: []Column{
			idColumn(),
			column("Question", "question"),
			column("Type", "type"),
			column("Status", "status"),
			column("For", "target_user.0"),
		},
	}
}

type faqMaker struct {
	maker
	order permutation
}

func (m *faqMaker) Draft(index, attempt int) (Draft, error) {
	questions := saigon.LoadServices().Questions
	idea, again := &questions[m.order.at(index)], index/len(questions)+attempt
	question := idea.Question.In(m.language())
	if again > 0 {
		question += " (" + strconv.Itoa(again+1) + ")"
	}
	return m.draft(index, attempt, &faqBody{
		Question:   question,
		Answer:     []faqAnswer{{"text", idea.Answer.In(m.language())}},
		Type:       idea.Topic,
		Status:     "ACTIVE",
		TargetUser: []string{idea.For},
	}, nil)
}
