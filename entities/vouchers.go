package entities

import (
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

type voucherBody struct {
	Code                  string   `json:"code"`
	Name                  string   `json:"name"`
	StartDate             int64    `json:"start_date"`
	EndDate               int64    `json:"end_date"`
	VoucherType           string   `json:"voucher_type" enum:"PERCENTAGE|FIXED|FREESHIP"`
	DiscountValue         float64  `json:"discount_value" min:"0"`
	Status                string   `json:"status" enum:"ACTIVE|EXPIRED|PENDING|CANCELLED|EXHAUSTED"`
	Description           string   `json:"description,omitempty"`
	MaximumDiscountAmount float64  `json:"maximum_discount_amount,omitempty" min:"0"`
	MinimumOrderValue     float64  `json:"minimum_order_value,omitempty" min:"0"`
	Avatar                *picture `json:"avatar,omitempty"`
	Scope                 string   `json:"scope,omitempty" enum:"ALL_CUSTOMERS|NEW_CUSTOMERS|RETURNING_CUSTOMERS|SPECIFIC_CUSTOMERS"`
	MaximumUsage          int      `json:"maximum_usage,omitempty" min:"0"`
	UsageLimitPerCustomer int      `json:"usage_limit_per_customer,omitempty" min:"1"`
}

func vouchers() *Entity {
	return &Entity{
		Pool:     "vouchers",
		Optional: true,
		Unique:   "code",
		Body:     voucherBody{},
		Key:      keyed("code"),
		bind:     newVouchers,
		Columns: columns(
			"Code: code", "Name: name", "Type: voucher_type", "Value: discount_value", "Status: status",
			"To: end_date as date",
		),
	}
}

func newVouchers(m maker) (Generator, error) {
	ideas := saigon.Vouchers()
	return drafts(func(index, attempt int) Draft {
		d, language := m.draw(index, attempt), m.language()
		idea, round := &ideas[index%len(ideas)], index/len(ideas)
		code := again(idea.Code, "", round, "")
		if attempt > 0 {
			code += "X" + strconv.Itoa(attempt)
		}
		body := &voucherBody{
			Code:                  code,
			Name:                  idea.Name.In(language),
			Description:           idea.Description.In(language),
			VoucherType:           strings.ToUpper(idea.Kind),
			Status:                "ACTIVE",
			MinimumOrderValue:     dollars(idea.LeastOrder),
			Avatar:                m.picture(promotionPicture, "voucher", index),
			Scope:                 "ALL_CUSTOMERS",
			MaximumUsage:          100 * d.between(2, 20),
			UsageLimitPerCustomer: d.between(1, 3),
		}
		value := d.between(idea.Min, idea.Max)
		body.DiscountValue = dollars(toStep(value, 5))
		if idea.Kind == "percentage" {
			body.DiscountValue, body.MaximumDiscountAmount = float64(value), dollars(50*d.between(4, 10))
		}
		elapsed := d.between(0, idea.Days/2)
		switch {
		case round > 0 && index%5 == 2:
			body.Status, elapsed = "EXPIRED", idea.Days+d.between(1, 20)
		case index%8 == 6:
			body.Status, elapsed = "PENDING", -d.between(2, 14)
		}
		body.StartDate = midnight(m.now) - int64(elapsed)*day
		body.EndDate = body.StartDate + int64(idea.Days)*day
		return m.draft(index, attempt, body)
	}), nil
}
