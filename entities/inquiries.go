package entities

import (
	"encoding/json"

	"github.com/flashseed/flashseed/entities/saigon"
)

// inquiryBody creates an inquiry to customer care.
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

// inquiryPatch is what an inquiry takes in the course of time.
type inquiryPatch struct {
	ResolutionType  string `json:"resolution_type,omitempty" enum:"REFUND|REPLACEMENT|INVESTIGATING|ACCOUNT_FIX|TECHNICAL_SUPPORT|OTHER"`
	ResolutionNotes string `json:"resolution_notes,omitempty"`
}

func inquiries() *Entity {
	return &Entity{
		Pool:      "inquiries",
		JSONKey:   "customerCareInquiries",
		Title:     "Inquiries",
		Optional:  true,
		Needs:     []string{"customers", "customer_cares", "orders"},
		Body:      inquiryBody{},
		Patch:     inquiryPatch{},
		Key:       inquiryKey,
		New:       newInquiries,
		Finishers: []Finisher{{Name: "answer", Next: answerInquiry}},
		Columns: []Column{
			idColumn(),
			column("Subject", "subject"),
			column("Type", "issue_type"),
			column("Status", "status"),
			personColumn("Customer", "customer", "customer_id"),
			personColumn("Agent", "assigned_customer_care", "assigned_customer_care_id"),
		},
	}
}

// inquiryKey is who asks what about which order.
func inquiryKey(item Item) string {
	r := item.record()
	return keyOf(r.id("customer_id", "customer"), r.id("order_id", "order"), r.text("subject"))
}

type inquiryMaker struct {
	maker
	orders []placedOrder
	order  permutation
}

// newInquiries has customers ask about orders that have ended, those that went
// wrong among the first.
func newInquiries(w *World) (Generator, error) {
	if _, err := needRefs(w, "inquiries", "customer_cares", "agent of customer care"); err != nil {
		return nil, err
	}
	m := &inquiryMaker{maker: newMaker(w, "inquiries")}
	for _, o := range placedOrders(w) {
		if len(complaintsOf(o.status)) > 0 {
			m.orders = append(m.orders, o)
		}
	}
	if len(m.orders) == 0 {
		return nil, &LackError{Pool: "inquiries", Want: "order that has ended"}
	}
	m.order = m.permutation(len(m.orders), "orders")
	return m, nil
}

// complaintsOf are those about orders of a status.
func complaintsOf(status string) []saigon.Complaint {
	var list []saigon.Complaint
	for _, c := range saigon.LoadServices().Complaints {
		if c.Status == status {
			list = append(list, c)
		}
	}
	return list
}

func (m *inquiryMaker) Draft(index, attempt int) (Draft, error) {
	order := &m.orders[m.order.at(index)]
	complaints := complaintsOf(order.status)
	complaint := &complaints[(m.order.at(index)+index/len(m.orders)+attempt)%len(complaints)]
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
}

// answerInquiry has customer care answer: of six inquiries three are resolved,
// one has a first response, one waits, and one was escalated.
func answerInquiry(w *World, ref Ref) (*Change, error) {
	r := ref.record()
	change := &Change{Pool: "inquiries", ID: ref.ID, Method: "POST", Body: []byte("{}")}
	if r.text("status") != "OPEN" {
		return nil, nil
	}
	switch ref.Index % 6 {
	case 0, 2, 3:
	case 1:
		if shown(ref.Item, []string{"first_response_at"}).Exists() {
			return nil, nil
		}
		change.Path = "/customer-care-inquiries/" + ref.ID + "/record-response"
		change.Record = []byte(`{"first_response_at":1}`)
		return change, nil
	default:
		return nil, nil
	}
	subject, dish, name := r.text("subject"), "", ""
	for _, o := range placedOrders(w) {
		if o.ID == r.id("order_id", "order") {
			dish, name = o.dish, o.name
		}
	}
	for _, c := range saigon.LoadServices().Complaints {
		for _, language := range [...]string{"vi", "en"} {
			if c.Subject.In(language) != subject {
				continue
			}
			o := placedOrder{dish: dish, name: name}
			answer := map[string]string{"resolutionType": c.Resolution, "resolutionNotes": o.fill(c.Answer.In(language))}
			change.Path = "/customer-care-inquiries/" + ref.ID + "/resolve"
			change.Record = []byte(`{"status":"RESOLVED"}`)
			var err error
			change.Body, err = json.Marshal(answer)
			return change, err
		}
	}
	return nil, nil
}
