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
		Pool:     "inquiries",
		JSONKey:  "customerCareInquiries",
		Optional: true,
		Needs:    []string{"customers", "customer_cares", "orders"},
		Body:     inquiryBody{},
		Patch:    inquiryPatch{},
		Key: func(item Item) string { // who asks what about which order
			r := item.record()
			return keyOf(r.id("customer_id", "customer"), r.id("order_id", "order"), r.text("subject"))
		},
		New:       newInquiries,
		Finishers: []Finisher{{Name: "answer", Next: answerInquiry}},
		Columns: []Column{
			column("Subject", "subject"),
			column("Type", "issue_type"),
			column("Status", "status"),
			personColumn("Customer", "customer", "customer_id"),
			personColumn("Agent", "assigned_customer_care", "assigned_customer_care_id"),
		},
	}
}

// newInquiries has customers ask about orders that have ended, those that went
// wrong among the first.
func newInquiries(w *World) (Generator, error) {
	if _, err := needRefs(w, "inquiries", "customer_cares", "agent of customer care"); err != nil {
		return nil, err
	}
	orders := slices.DeleteFunc(placedOrders(w), func(o placedOrder) bool { return len(complaintsOf(o.status)) == 0 })
	if len(orders) == 0 {
		return nil, &LackError{Pool: "inquiries", Want: "order that has ended"}
	}
	m := newMaker(w, "inquiries")
	shuffled := m.permutation(len(orders), "orders")
	return drafts(func(index, attempt int) (Draft, error) {
		at := shuffled.at(index)
		order := &orders[at]
		complaints := complaintsOf(order.status)
		complaint := &complaints[(at+index/len(orders)+attempt)%len(complaints)]
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
		return m.draft(index, attempt, body, order.links())
	}), nil
}

// complaintsOf are those about orders of a status.
func complaintsOf(status string) []saigon.Complaint {
	var list []saigon.Complaint
	for _, c := range saigon.Complaints() {
		if c.Status == status {
			list = append(list, c)
		}
	}
	return list
}

// answerInquiry has customer care answer: of six inquiries three are resolved,
// one has a first response, one waits, and one was escalated.
func answerInquiry(w *World, ref Ref) (*Change, error) {
	r, turn, path := ref.record(), ref.Index%6, "/customer-care-inquiries/"+ref.ID
	switch {
	case r.text("status") != "OPEN", turn < 0, turn > 3, turn == 1 && shown(ref.Item, "first_response_at").Exists():
		return nil, nil
	case turn == 1:
		return request("inquiries", ref.ID, "POST", path+"/record-response", struct{}{}, map[string]int{"first_response_at": 1})
	}
	var order placedOrder
	for _, o := range placedOrders(w) {
		if o.ID == r.id("order_id", "order") {
			order = o
		}
	}
	for _, c := range saigon.Complaints() {
		for _, language := range [...]string{"vi", "en"} {
			if c.Subject.In(language) == r.text("subject") {
				return request("inquiries", ref.ID, "POST", path+"/resolve", map[string]string{
					"resolutionType": c.Resolution, "resolutionNotes": order.fill(c.Answer.In(language)),
				}, map[string]string{"status": "RESOLVED"})
			}
		}
	}
	return nil, nil
}
