package entities

import (
	"math"
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

type reviewBody struct {
	ReviewerType          string    `json:"reviewer_type" enum:"customer|driver|restaurant"`
	RecipientType         string    `json:"recipient_type" enum:"customer|driver|restaurant"`
	OrderID               string    `json:"order_id" ref:"orders"`
	FoodRating            int       `json:"food_rating" min:"1" max:"5"`
	DeliveryRating        int       `json:"delivery_rating" min:"1" max:"5"`
	ReviewerCustomerID    string    `json:"rr_reviewer_customer_id,omitempty" ref:"customers"`
	ReviewerDriverID      string    `json:"rr_reviewer_driver_id,omitempty" ref:"drivers"`
	ReviewerRestaurantID  string    `json:"rr_reviewer_restaurant_id,omitempty" ref:"restaurants"`
	RecipientCustomerID   string    `json:"rr_recipient_customer_id,omitempty" ref:"customers"`
	RecipientDriverID     string    `json:"rr_recipient_driver_id,omitempty" ref:"drivers"`
	RecipientRestaurantID string    `json:"rr_recipient_restaurant_id,omitempty" ref:"restaurants"`
	FoodReview            string    `json:"food_review,omitempty"`
	DeliveryReview        string    `json:"delivery_review,omitempty"`
	Images                []picture `json:"images,omitempty"`
}

func reviews() *Entity {
	return &Entity{
		Pool:     "reviews",
		JSONKey:  "ratingReviews",
		Optional: true,
		Body:     reviewBody{},
		Key:      keyed("order_id|order", "recipient_type", "food_review|delivery_review"),
		bind:     newReviews,
		After:    starsOfReviews,
		Columns: columns(
			"By: reviewer_customer|rr_reviewer_customer_id as person", "Of: recipient_type", "Food: food_rating",
			"Delivery: delivery_rating", "Text: food_review|delivery_review",
		),
	}
}

// reviewSlot is a delivered order and what is reviewed about it: the driver, or
// the restaurant.
type reviewSlot struct {
	*placedOrder
	ofDriver bool
}

// newReviews has every delivered order reviewed before any is reviewed twice.
func newReviews(m maker) (Generator, error) {
	var slots []reviewSlot
	for _, o := range placedOrders(m.World) {
		if o.status != delivered {
			continue
		}
		slots = append(slots, reviewSlot{o, false})
		if o.driver != "" {
			slots = append(slots, reviewSlot{o, true})
		}
	}
	if len(slots) == 0 {
		return nil, &LackError{Pool: "reviews", Want: "delivered order"}
	}
	return drafts(func(index, attempt int) Draft {
		slot, d := &slots[index%len(slots)], m.draw(index, attempt)
		language := m.languageOf(slot.customer)
		food, way := stars(d), stars(d)
		if food > 3 {
			way = max(way, 3) // who waits for hours does not praise the food
		}
		say := func(about string, stars int) string {
			texts := saigon.Texts(about + " " + strconv.Itoa(stars))
			return slot.fill(pick(d, texts).In(language))
		}
		body := &reviewBody{
			ReviewerType: "customer", ReviewerCustomerID: slot.customer.ID, OrderID: slot.ID,
			FoodRating: food, DeliveryRating: way,
		}
		if slot.ofDriver {
			body.RecipientType, body.RecipientDriverID = "driver", slot.driver
			body.DeliveryReview = say("driver", way)
			return m.draft(index, attempt, body)
		}
		body.RecipientType, body.RecipientRestaurantID = "restaurant", slot.restaurant
		body.FoodReview, body.DeliveryReview = say("food", food), say("way", way)
		if p := m.picture(dishPicture, "food", index); p != nil && d.chance(20) {
			body.Images = []picture{*p}
		}
		return m.draft(index, attempt, body)
	}), nil
}

// starsOfReviews gives the seeded restaurants and drivers the stars of their
// reviews, where all reviews are known and the stars are others.
func starsOfReviews(w *World, _ []Ref) (changes []*Change) {
	if !w.Whole["reviews"] {
		return nil
	}
	type sum struct{ stars, count int }
	sums := map[string]sum{}
	for _, ref := range w.Refs["reviews"] {
		r := ref.record()
		whose, rating := r.id("rr_recipient_restaurant_id", "recipient_restaurant"), "food_rating"
		if r.text("recipient_type") == "driver" {
			whose, rating = r.id("rr_recipient_driver_id", "recipient_driver"), "delivery_rating"
		}
		n, _ := r.number(rating)
		sums[whose] = sum{sums[whose].stars + int(n), sums[whose].count + 1}
	}
	for pool, field := range map[string]string{"restaurants": "ratings", "drivers": "rating"} {
		for _, ref := range w.Refs[pool] {
			s, known := sums[ref.ID]
			if ref.Index < 0 || !known {
				continue
			}
			stars := rating{math.Round(10*float64(s.stars)/float64(s.count)) / 10, s.count}
			has := ref.Item.record()
			average, _ := has.number(field + ".average_rating")
			count, _ := has.number(field + ".review_count")
			if average == stars.AverageRating && int(count) == stars.ReviewCount {
				continue
			}
			m := newMaker(w, pool)
			changes = append(changes, m.patch(ref, map[string]rating{field: stars}))
		}
	}
	return changes
}

// stars are mostly many.
func stars(d draw) int {
	luck, stars := d.between(1, 100), 5
	for _, most := range [...]int{45, 76, 89, 96} {
		if luck > most {
			stars--
		}
	}
	return stars
}
