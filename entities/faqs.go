package entities

import "github.com/flashseed/flashseed/entities/saigon"

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
		Title:    "FAQs",
		Optional: true,
		Body:     faqBody{},
		Key:      keyed("question"),
		bind:     newFAQs,
		Columns:  columns("Question: question", "Type: type", "Status: status", "For: target_user as set"),
	}
}

func newFAQs(m maker) (Generator, error) {
	questions := saigon.Questions()
	order := m.permutation(len(questions), "questions")
	return drafts(func(index, attempt int) Draft {
		idea := &questions[order.at(index)]
		return m.draft(index, attempt, &faqBody{
			Question:   again(idea.Question.In(m.language()), " (", index/len(questions)+attempt, ")"),
			Answer:     []faqAnswer{{"text", idea.Answer.In(m.language())}},
			Type:       idea.Topic,
			Status:     "ACTIVE",
			TargetUser: []string{idea.For},
		})
	}), nil
}
