package entities

import (
	"slices"

	"github.com/flashseed/flashseed/entities/saigon"
)

type inquiryBody struct {
	CustomerID   string `json:"customer_id" ref:"customers"`
	Subject      string `json:"subject"`
	Description  string `json:"description"`
	Status       string `json:"status" enum:"OPEN|IN_PROGRESS|RESOLVED|CLOSED|ESCALATE"`
	IssueType    string `json:"issue_type,omitempty" enum:"ACCOUNT|PAYMENT|PRODUCT|DELIVERY|REFUND|TECHNICAL|OTHER"`
	OrderID      string `json:"order_id,omitempty" ref:"orders"`
	Priority     string `json:"priority,omitempty" enum:"LOW|MEDIUM|HIGH|URGENT"`
	AssigneeType string `json:"assignee_type,omitempty" enum:"ADMIN|CUSTOMER_CARE"`
	AssignedTo   string `json:"assigned_to,omitempty" ref:"super_admins|finance_admins|companion_admins|customer_cares"`
}

type inquiryPatch struct {
	ResolutionType  string `json:"resolution_type,omitempty" enum:"REFUND|REPLACEMENT|INVESTIGATING|ACCOUNT_FIX|TECHNICAL_SUPPORT|OTHER"`
	ResolutionNotes string `json:"resolution_notes,omitempty"`
}

func inquiries() *Entity {
	return &Entity{
		Pool:      "inquiries",
		JSONKey:   "customerCareInquiries",
		Optional:  true,
		Needs:     []string{"customers", "customer_cares", "orders"},
		Body:      inquiryBody{},
		Patch:     inquiryPatch{},
		Key:       keyed("customer_id|customer", "order_id|order", "subject"), // who asks what about which order
		bind:      newInquiries,
		Finishers: []Finisher{{Name: "answer", Next: answerInquiry}},
		Columns: columns(
			"Subject: subject", "Type: issue_type", "Status: status", "Customer: customer|customer_id as person",
			"Agent: assigned_customer_care|assigned_customer_care_id as person",
		),
	}
}

// newInquiries has customers ask about orders that have ended, those that went
// wrong among the first.
func newInquiries(m maker) (Generator, error) {
	complaints := map[string][]saigon.Complaint{} // by the order's status
	for _, c := range saigon.Complaints() {
		complaints[c.Status] = append(complaints[c.Status], c)
	}
	orders := slices.DeleteFunc(placedOrders(m.World), func(o *placedOrder) bool { return complaints[o.status] == nil })
	if len(orders) == 0 {
		return nil, &LackError{Pool: "inquiries", Want: "order that has ended"}
	}
	shuffled := m.permutation(len(orders), "orders")
	return drafts(func(index, attempt int) Draft {
		at := shuffled.at(index)
		order := orders[at]
		fitting := complaints[order.status]
		complaint := &fitting[(at+index/len(orders)+attempt)%len(fitting)]
		language := m.languageOf(order.customer)
		body := &inquiryBody{
			CustomerID:   order.customer.ID,
			Subject:      complaint.Subject.In(language),
			Description:  order.fill(complaint.Text.In(language)),
			Status:       "OPEN",
			IssueType:    complaint.Issue,
			OrderID:      order.ID,
			Priority:     [...]string{"MEDIUM", "LOW", "HIGH", "MEDIUM", "URGENT"}[index%5],
			AssigneeType: "CUSTOMER_CARE",
		}
		if index%6 == 5 {
			body.Status = "ESCALATE"
		}
		return m.draft(index, attempt, body)
	}), nil
}

// answerInquiry has customer care answer: of six inquiries three are resolved,
// one has a first response, one waits, and one was escalated.
func answerInquiry(w *World, ref Ref) *Change {
	r, turn := ref.record(), ref.Index%6
	switch {
	case r.text("status") != "OPEN", turn < 0, turn > 3, turn == 1 && shown(ref.Item, "first_response_at").Exists():
		return nil
	case turn == 1:
		return request("inquiries", ref.ID, "POST", "/customer-care-inquiries/{id}/record-response", struct{}{}, map[string]int{"first_response_at": 1})
	}
	order := placed(w, w.find("orders", r.id("order_id", "order")))
	if order == nil {
		return nil
	}
	for _, c := range saigon.Complaints() {
		for _, language := range [...]string{"vi", "en"} {
			if c.Subject.In(language) == r.text("subject") {
				return request("inquiries", ref.ID, "POST", "/customer-care-inquiries/{id}/resolve", map[string]string{
					"resolutionType": c.Resolution, "resolutionNotes": order.fill(c.Answer.In(language)),
				}, map[string]string{"status": "RESOLVED"})
			}
		}
	}
	return nil
}
