package sandbox

import (
	"testing"

	"github.com/tidwall/gjson"
)

// What front ends do beyond the pools' own routes shows on their screens.
func TestFrontEnds(t *testing.T) {
	w := newWorld(t, Options{Wallet: true})
	s := w.scene()
	shows := func(path string, want int) {
		t.Helper()
		if got := w.want(0, w.get(path)).list(t); len(got) != want {
			t.Errorf("%s shows %d, want %d", path, len(got), want)
		}
	}
	for _, marked := range []int{1, 0} { // a toggle
		w.want(0, w.patchBy("/customers/favorite-restaurant/"+s.customer, m{"favorite_restaurant": s.restaurant}))
		shows("/customers/favorite-restaurants/"+s.customer, marked)
	}
	w.want(ecNotFound, w.patchBy("/customers/favorite-restaurant/"+s.customer, m{"favorite_restaurant": "none"}))
	w.want(ecInvalid, w.post("/customers/address/"+s.customer, m{"street": 1}))
	w.want(0, w.post("/customers/address/"+s.customer, addressBody(3)))
	homes := toList(t, w.get("/customers/" + s.customer).object(t)["address"])
	if len(homes) != 1 || homes[0]["street"] != "3 Le Loi" {
		t.Errorf("addresses: %v", homes)
	}

	shows("/restaurant-stats/"+s.restaurant+"/insights", 0)
	order := w.put("orders", s.order())
	for range 2 {
		w.want(0, w.post("/restaurant-stats/"+s.restaurant+"/update-range", m{}))
		shows("/restaurant-stats/"+s.restaurant+"/insights", 1)
	}
	cancel := m{"cancelled_by": "customer", "cancelled_by_id": s.customer, "reason": "CUSTOMER_CANCELLED"}
	w.want(ecNotFound, w.post("/orders/"+order+"/cancel", with(cancel, m{"cancelled_by_id": "none"})))
	cancelled := w.want(0, w.post("/orders/"+order+"/cancel", cancel)).object(t)
	if cancelled["status"] != "CANCELLED" || cancelled["cancellation_reason"] != "CUSTOMER_CANCELLED" {
		t.Errorf("cancelled: %v", cancelled)
	}
	w.want(ecForbidden, w.post("/orders/"+order+"/cancel", cancel))

	w.Insert("notifications", m{"target_user": "{CUSTOMER,DRIVER}"})
	w.Insert("notifications", m{"target_user": "{CUSTOMER_CARE}"})
	w.Insert("notifications", m{"target_user": "{CUSTOMER}", "target_user_id": s.customer})
	shows("/customers/notifications/"+s.customer, 2)
	shows("/customers/notifications/FF_CUS_another", 1)
	shows("/drivers/notifications/FF_DRI_x", 1)
	shows("/restaurants/notifications/"+s.restaurant, 0)

	inquiry := m{"customer_id": s.customer, "subject": "Cold", "description": "It was", "status": "OPEN"}
	w.want(ecServer, w.post("/customer-care-inquiries", inquiry)) // nobody is at work
	care := w.put("customer_cares", accountBody("care", 1))
	w.want(0, w.patchBy("/customer-cares/"+care, m{"available_for_work": true}))
	asked := w.put("inquiries", inquiry)
	shows("/customer-cares/inquiries/"+care, 1)
	w.want(0, w.post("/customer-care-inquiries/"+asked+"/record-response", m{}))
	w.want(0, w.post("/customer-care-inquiries/"+asked+"/resolve", m{"resolutionType": "REFUND", "resolutionNotes": "Sorry"}))
	if got := w.Items("inquiries")[0]; got["status"] != "RESOLVED" || got["first_response_at"] == nil || got["resolution_type"] != "REFUND" {
		t.Errorf("answered: %v", got)
	}
	shows("/customer-care-inquiries/escalated", 0)
}

// A driver sees where to go, and to whom. The events themselves have their tests
// where they are sent.
func TestStagesOfDrivers(t *testing.T) {
	w := newWorld(t, Options{})
	s := w.scene()
	driver, order := w.put("drivers", accountBody("d", 1)), w.put("orders", s.order())
	event := gjson.ParseBytes(encode(m{"driverId": driver, "orderId": order}))
	if refused := w.onDriver("driverAcceptOrder", event); refused != "" {
		t.Fatal(refused)
	}
	progress := gjson.GetBytes(w.want(0, w.get(progressTable+"/driver/"+driver)).Raw, "data")
	for path, want := range map[string]string{
		"current_state": "driver_ready_order_1", "stages.0.details.location.lat": "0",
		"stages.1.details.restaurantDetails.id": s.restaurant, "stages.2.details.restaurantDetails.address.id": s.place,
		"stages.3.details.location.lng": "106.7", "stages.4.details.customerDetails.first_name": "An", "stages.#": "5",
	} {
		if got := progress.Get(path).String(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
