package entities

import (
	"slices"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities/saigon"
)

// bodiesOf decodes what made a pool's items.
func bodiesOf[T any](t *testing.T, w *World, pool string) (list []T) {
	t.Helper()
	for _, ref := range w.Refs[pool] {
		list = append(list, decoded[T](t, ref.Sent))
	}
	return list
}

// A review is a delivered order's, by its customer and of its restaurant or
// driver, and its stars are those of its words.
func TestReviewsFitTheirOrders(t *testing.T) {
	w := presetWorld(t, "town", 1)
	w.Refs["orders"] = slices.Clone(w.Refs["orders"])
	for i, ref := range w.Refs["orders"] {
		if ref.record().text("status") == delivered && i%4 == 0 {
			w.Refs["orders"][i].Raw = changed(ref.Raw, encode(map[string]string{"driver_id": w.Refs["drivers"][i%5].ID}))
		}
	}
	w.Refs["reviews"] = refsOf(t, w, registry(t).Get("reviews"), upTo(60))
	said := func(about string, stars int, order *placedOrder, text string) bool {
		return slices.ContainsFunc(saigon.Texts(about+" "+string(rune('0'+stars))), func(s saigon.Text) bool {
			return order.fill(s.En) == text || order.fill(s.Vi) == text
		})
	}
	drivers := 0
	for _, b := range bodiesOf[reviewBody](t, w, "reviews") {
		o := placed(w, w.find("orders", b.OrderID))
		fits := b.RecipientRestaurantID == o.restaurant && said("food", b.FoodRating, o, b.FoodReview) && said("way", b.DeliveryRating, o, b.DeliveryReview)
		if b.RecipientType == "driver" {
			drivers++
			fits = b.RecipientDriverID == o.driver && b.FoodReview == "" && said("driver", b.DeliveryRating, o, b.DeliveryReview)
		}
		if !fits || o.status != delivered || b.ReviewerCustomerID != o.customer.ID {
			t.Errorf("%+v of %s by %s", b, o.status, o.customer.ID)
		}
	}
	if drivers < 5 {
		t.Errorf("%d reviews are of drivers", drivers)
	}
}

// An inquiry and its answer speak of its order, and one that has its first
// response gets no other.
func TestInquiriesFitTheirOrders(t *testing.T) {
	w := presetWorld(t, "town", 1)
	for i, b := range bodiesOf[inquiryBody](t, w, "inquiries") {
		o := placed(w, w.find("orders", b.OrderID))
		fits := slices.ContainsFunc(saigon.Complaints(), func(c saigon.Complaint) bool {
			return c.Status == o.status && c.Issue == b.IssueType && (c.Subject.En == b.Subject && o.fill(c.Text.En) == b.Description || o.fill(c.Text.Vi) == b.Description)
		})
		if !fits || b.CustomerID != o.customer.ID {
			t.Errorf("%+v of %s", b, o.status)
		}
		ref := w.Refs["inquiries"][i]
		change := answerInquiry(w, ref)
		if change != nil && strings.Contains(string(change.Body), "{dish}") || i%6 == 0 && !strings.Contains(string(change.Body), "resolutionType") {
			t.Errorf("%d is answered with %+v", i, change)
		}
		for _, at := range []any{1_700_000_000, "1700000000", "2026-11-25T12:00:00Z"} {
			ref.Raw = changed(ref.Raw, encode(map[string]any{"first_response_at": at}))
			if change := answerInquiry(w, ref); i%6 == 1 && change != nil {
				t.Errorf("%d has its first response at %v and gets another: %+v", i, at, change)
			}
		}
	}
}

// Stars are those of the reviews, and are given once.
func TestStarsAgreeWithTheReviews(t *testing.T) {
	w := presetWorld(t, "town", 1)
	w.Whole = map[string]bool{"reviews": true}
	changes := starsOfReviews(w, nil)
	if len(changes) == 0 {
		t.Fatal("no stars")
	}
	for _, change := range changes {
		ref := w.find(change.Pool, change.ID)
		ref.Raw = changed(ref.Raw, change.Body)
	}
	if again := starsOfReviews(w, nil); len(again) > 0 {
		t.Errorf("given again: %+v", again)
	}
}

// A wallet whose owner is not known belongs to no account, not even to one whose
// user is not known either.
func TestWalletsWithoutOwner(t *testing.T) {
	w := fullWorld(t, 1, 2)
	w.Refs[walletList] = []Ref{{Item: Item{ID: "w", Raw: []byte(`{"id":"w","balance":"5"}`)}, Index: -1}}
	for _, pool := range []string{"customers", "drivers"} {
		w.Refs[pool] = []Ref{{Item: Item{ID: pool, Raw: []byte(`{}`)}}}
	}
	if _, err := registry(t).Get("transactions").New(w); !isLack(err) {
		t.Errorf("%v", err)
	}
}

func TestCartLists(t *testing.T) {
	w := &World{Dialect: registry(t).Dialect(Flashstrom), Refs: map[string][]Ref{"customers": {{Item: Item{ID: "a/b"}}, {Item: Item{ID: "c"}}}}}
	if got := cartLists(w, 1); !slices.Equal(got, []string{"/customers/cart-items/a%2Fb"}) {
		t.Errorf("%v", got)
	}
	w.Dialect = registry(t).Dialect(Readme)
	if got := cartLists(w, 1); got != nil {
		t.Errorf("%v", got)
	}
}

// A finisher that has been obeyed has nothing more to send.
func TestAccountsAreFinishedOnce(t *testing.T) {
	w := presetWorld(t, "town", 1)
	for _, pool := range []string{"customers", "drivers", "customer_cares", "super_admins"} {
		bare := encode(map[string]any{
			"id": "x", "user_id": "USR_x", "created_at": 2_000_000_000, "last_login": 1_900_000_000, "available_for_work": false,
			"address": []any{}, "favorite_restaurants": []any{}, "user": map[string]any{"id": "USR_x", "is_verified": false},
		})
		sent := 0
		for _, f := range registry(t).Get(pool).Finishers {
			for {
				change := f.Next(w, Ref{Item: Item{ID: "x", Raw: bare}, Index: 1})
				if change == nil {
					break
				}
				if sent++; sent > 9 {
					t.Fatalf("%s: %s has no end", pool, f.Name)
				}
				bare = changed(bare, change.After())
			}
		}
		if want := map[string]int{"customers": 6, "drivers": 3, "customer_cares": 3, "super_admins": 1}[pool]; sent != want {
			t.Errorf("%s: %d requests, want %d", pool, sent, want)
		}
	}
}
