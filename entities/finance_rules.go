package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

type financeRuleBody struct {
	DriverFixedWage        wages   `json:"driver_fixed_wage"`
	CustomerCareHourlyWage float64 `json:"customer_care_hourly_wage"`
	AppServiceFee          float64 `json:"app_service_fee"`
	RestaurantCommission   float64 `json:"restaurant_commission" min:"0" max:"1"`
	CreatedByID            string  `json:"created_by_id" ref:"super_admins|finance_admins|companion_admins"`
	Description            string  `json:"description,omitempty"`
	UpdatedAt              int64   `json:"updated_at,omitempty"`
}

// wages are what a driver earns for a delivery, by distance.
type wages struct {
	To1     float64 `json:"0-1km"`
	To2     float64 `json:"1-2km"`
	To3     float64 `json:"2-3km"`
	To5     float64 `json:"4-5km"`
	Further string  `json:">5km"` // a formula of km, such as "5 + 1.2*km"
}

func financeRules() *Entity {
	return &Entity{
		Pool: "finance_rules",
		Body: financeRuleBody{},
		Key:  keyed("description"),
		bind: newFinanceRules,
		Columns: columns(
			"Description: description", "First km: driver_fixed_wage.0-1km as money",
			"Beyond 5 km: driver_fixed_wage.>5km", "Care, an hour: customer_care_hourly_wage as money",
			"Commission: restaurant_commission", "By: created_by.id|created_by_id",
		),
	}
}

func newFinanceRules(m maker) (Generator, error) {
	plans, creators := saigon.Plans(), m.Refs["super_admins"]
	order := m.permutation(len(plans), "plans")
	return drafts(func(index, attempt int) Draft {
		d, plan := m.draw(index, attempt), &plans[order.at(index)]
		name := again(plan.Name.In(m.language()), " ", index/len(plans), "")
		return m.draft(index, attempt, &financeRuleBody{
			DriverFixedWage:        newWages(d),
			CustomerCareHourlyWage: dollars(5 * d.between(50, 120)),
			AppServiceFee:          dollars(d.between(3, 15)),
			RestaurantCommission:   dollars(d.between(10, 28)),
			CreatedByID:            creators[(index+attempt)%len(creators)].ID,
			Description:            again(name, ", revision ", attempt, "") + ": " + plan.Description.In(m.language()),
			UpdatedAt:              m.daysAgo(d, 60),
		})
	}), nil
}

// newWages draws wages that grow with the distance, and a formula that goes on
// from where they end.
func newWages(d draw) wages {
	step := func() int { return 5 * d.between(5, 14) }
	to1 := 5 * d.between(16, 30)
	to2 := to1 + step()
	to3 := to2 + step()
	to5 := to3 + 2*step()
	perKm := 5 * d.between(5, 12)
	base := max(to5-4*perKm, 5)
	return wages{
		To1: dollars(to1), To2: dollars(to2), To3: dollars(to3), To5: dollars(to5),
		Further: decimal(base) + " + " + decimal(perKm) + "*km",
	}
}

// decimal writes an amount of cents in dollars, as short as it can be.
func decimal(cents int) string { return strconv.FormatFloat(dollars(cents), 'f', -1, 64) }
