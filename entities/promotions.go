package entities

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities/saigon"
)

type promotionBody struct {
	Name               string       `json:"name"`
	StartDate          int64        `json:"start_date"`
	EndDate            int64        `json:"end_date"`
	DiscountType       string       `json:"discount_type" enum:"PERCENTAGE|FIXED|BOGO"`
	DiscountValue      float64      `json:"discount_value"`
	PromotionCostPrice float64      `json:"promotion_cost_price"`
	Status             string       `json:"status" enum:"ACTIVE|INACTIVE|EXPIRED|PENDING|CANCELLED"`
	FoodCategoryIDs    []string     `json:"food_category_ids" ref:"food_categories"`
	Description        string       `json:"description,omitempty"`
	MinimumOrderValue  float64      `json:"minimum_order_value,omitempty"`
	Avatar             *picture     `json:"avatar,omitempty"`
	BogoDetails        *bogoDetails `json:"bogo_details,omitempty"`
}

type bogoDetails struct {
	BuyQuantity    int `json:"buy_quantity"`
	GetQuantity    int `json:"get_quantity"`
	MaxRedemptions int `json:"max_redemptions,omitempty"`
}

func promotions() *Entity {
	return &Entity{
		Pool:      "promotions",
		Body:      promotionBody{},
		Key:       keyed("name"),
		bind:      newPromotions,
		Finishers: []Finisher{{Name: "dates", Basic: true, Next: renewPromotion}},
		Columns: columns(
			"Name: name", "Type: discount_type", "Value: discount_value", "Status: status",
			"From: start_date as date", "To: end_date as date",
		),
	}
}

// promotionPlan is an idea, its turn among all, and its place among those that
// are for no day in particular.
type promotionPlan struct {
	*saigon.Promotion
	turn, place int
}

type promotionMaker struct {
	maker
	ideas      []promotionPlan
	meant      []*saigon.Cuisine // by the ideas' words; nil where they speak of none
	categories []Ref
	cuisines   []*saigon.Cuisine // of the categories
}

func newPromotions(m maker) (Generator, error) {
	p := &promotionMaker{maker: m, ideas: m.orderIdeas(), categories: m.Refs["food_categories"]}
	for _, idea := range p.ideas {
		p.meant = append(p.meant, cuisineOf(idea.Name.En+" "+idea.Description.En))
	}
	for _, category := range p.categories {
		p.cuisines = append(p.cuisines, cuisineOfCategory(m.Seed, category))
	}
	return p, nil
}

// orderIdeas shuffles the ideas so that all kinds are among any few of them,
// and every fourth is for a day of the calendar, as long as there are such.
func (m *maker) orderIdeas() (ordered []promotionPlan) {
	ideas, dealt := saigon.Promotions(), [4]int{} // by kind
	shuffled := m.permutation(len(ideas), "ideas")
	for i := range ideas {
		idea, kind := &ideas[shuffled.at(i)], 3
		if idea.Day == "" {
			kind = slices.Index([]string{"percentage", "fixed", "bogo"}, idea.Kind)
		}
		ordered = append(ordered, promotionPlan{Promotion: idea, turn: 4*dealt[kind] + kind})
		dealt[kind]++
	}
	slices.SortFunc(ordered, func(a, b promotionPlan) int { return a.turn - b.turn })
	place := 0
	for i := range ordered {
		if ordered[i].Day == "" {
			ordered[i].place = place
			place++
		}
	}
	return ordered
}

// promotionStatuses are dealt in turn to promotions for no day in particular.
var promotionStatuses = [...]string{
	"ACTIVE", "ACTIVE", "PENDING", "ACTIVE", "EXPIRED", "ACTIVE", "ACTIVE", "INACTIVE", "ACTIVE", "CANCELLED",
}

// status is what an idea's promotion is made as, if it is for no day.
func (p *promotionPlan) status(round int) string {
	return promotionStatuses[(p.place+round)%len(promotionStatuses)]
}

func (m *promotionMaker) Draft(index, attempt int) Draft {
	d := m.draw(index, attempt)
	at, round := index%len(m.ideas), index/len(m.ideas)
	idea := &m.ideas[at]
	language := languageOf(m.Locale, uint64(index), 50)
	name := idea.Name.In(language)
	if round > 0 { // once in each district, then with a number
		districts := saigon.Districts()
		name = again(name+" – "+districts[m.permutation(len(districts), "districts").at(round-1)].Name, " ", (round-1)/len(districts), "")
	}
	body := &promotionBody{
		Name:               m.odd(again(name, " #", attempt, ""), index),
		PromotionCostPrice: dollars(50 * d.between(10, 100)),
		Status:             idea.status(round),
		FoodCategoryIDs:    m.categoriesFor(d, m.meant[at], index+attempt),
		Description:        idea.Description.In(language),
		MinimumOrderValue:  dollars(idea.LeastOrder),
		Avatar:             m.picture(promotionPicture, "food,sale", index),
	}
	if idea.Day != "" {
		body.StartDate, body.EndDate, body.Status = m.occasion(idea.Promotion)
	} else {
		body.StartDate, body.EndDate = m.dates(d, body.Status, idea.Days)
	}
	discount(d, idea.Promotion, body)
	if m.Edge && index == 0 {
		body.DiscountType, body.DiscountValue, body.BogoDetails = "PERCENTAGE", 100, nil
	}
	return m.draft(index, attempt, body)
}

// dates are the first and the last moment of a promotion that runs for so many
// days, as its status has it. Promotions begin at midnight in Vietnam.
func (m *maker) dates(d draw, status string, days int) (start, end int64) {
	days = max(days, 2)
	elapsed := d.between(0, days*2/3)
	switch status {
	case "PENDING":
		elapsed = -d.between(1, 14)
	case "EXPIRED":
		elapsed = days + d.between(1, 30)
	case "INACTIVE", "CANCELLED":
		elapsed = d.between(-7, days)
	}
	start = midnight(m.now) - int64(elapsed)*day
	return start, start + int64(days)*day
}

// occasion is when a promotion for a day of the calendar runs: around the day
// that is nearest, which may be over or to come.
func (m *maker) occasion(idea *saigon.Promotion) (start, end int64, status string) {
	best := int64(math.MaxInt64)
	for years := -1; years <= 1; years++ {
		year := time.Unix(m.now+vietnam, 0).UTC().Year() + years
		date := idea.Day
		if date == saigon.Tet || date == saigon.MidAutumn {
			date = saigon.Lunar(date, year)
		}
		at, err := time.Parse(time.DateOnly, strconv.Itoa(year)+"-"+date)
		if err != nil {
			panic(err) // the data are part of the program
		}
		first := at.Unix() - vietnam - int64(idea.Days*2/3)*day
		last := first + int64(idea.Days)*day
		if away := max(first-m.now, m.now-last+1, 0); away < best {
			best, start, end = away, first, last
		}
	}
	switch {
	case start > m.now:
		return start, end, "PENDING"
	case end <= m.now:
		return start, end, "EXPIRED"
	}
	return start, end, "ACTIVE"
}

// discount sets what the promotion takes off.
func discount(d draw, p *saigon.Promotion, body *promotionBody) {
	body.DiscountType = strings.ToUpper(p.Kind)
	within := func(step int) int { return min(max(toStep(d.between(p.Min, p.Max), step), p.Min), p.Max) }
	switch p.Kind {
	case "percentage":
		body.DiscountValue = float64(within(5))
	case "fixed":
		body.DiscountValue = dollars(within(10))
	default:
		body.BogoDetails = &bogoDetails{BuyQuantity: p.Min, GetQuantity: p.Max, MaxRedemptions: 50 * d.between(1, 20)}
	}
}

// categoriesFor are the categories of the cuisine that is meant; where none is,
// one to three that follow each other.
func (m *promotionMaker) categoriesFor(d draw, meant *saigon.Cuisine, index int) []string {
	count := min(d.between(1, 3), len(m.categories))
	ids := make([]string, 0, 3)
	for i, c := range m.cuisines {
		if meant != nil && c == meant && len(ids) < count {
			ids = append(ids, m.categories[i].ID)
		}
	}
	if len(ids) > 0 {
		return ids
	}
	for i := range count {
		ids = append(ids, m.categories[(index+i)%len(m.categories)].ID)
	}
	return ids
}

// promotionPatch gives a promotion other dates.
type promotionPatch struct {
	StartDate int64  `json:"start_date"`
	EndDate   int64  `json:"end_date"`
	Status    string `json:"status"`
}

// renewPromotion gives a promotion that has ended its next dates, and one whose
// time has come, or gone, the status that goes with it. A promotion that was
// switched off or cancelled stays so, and dates fixed by the settings are kept.
func renewPromotion(w *World, ref Ref) *Change {
	m := newMaker(w, "promotions")
	record := ref.record()
	start, dated := record.number("start_date")
	end, ends := record.number("end_date")
	has := promotionPatch{StartDate: int64(start), EndDate: int64(end), Status: record.text("status")}
	fixed := m.overrides.named("start_date") != nil || m.overrides.named("end_date") != nil || m.overrides.named("status") != nil
	if !dated || !ends || fixed || has.Status == "INACTIVE" || has.Status == "CANCELLED" {
		return nil
	}
	ideas := m.orderIdeas()
	idea, round := &ideas[ref.Index%len(ideas)], ref.Index/len(ideas)
	next, ended, made := has, has.EndDate <= m.now, idea.status(round)
	switch {
	case idea.Day != "":
		next.StartDate, next.EndDate, next.Status = m.occasion(idea.Promotion)
		if next.StartDate != has.StartDate && !ended {
			return nil
		}
	case ended && made != "EXPIRED":
		next.Status = made
		if next.StartDate, next.EndDate = m.dates(m.draw(ref.Index, 0), made, idea.Days); next.StartDate < has.EndDate {
			next.EndDate += midnight(m.now) - next.StartDate
			next.StartDate = midnight(m.now)
		}
	case has.Status == "PENDING" && has.StartDate <= m.now:
		next.Status = "ACTIVE"
	}
	if next == has {
		return nil
	}
	return m.patch(ref, &next)
}
