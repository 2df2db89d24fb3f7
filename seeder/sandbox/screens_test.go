package sandbox

import "testing"

// What front ends do beyond the pools' own routes shows on their screens.
func TestFrontEnds(t *testing.T) {
	w := newWorld(t, Options{})
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
	if homes := toList(t, w.get("/customers/" + s.customer).object(t)["address"]); len(homes) != 1 || homes[0]["street"] != "3 Le Loi" {
		t.Errorf("addresses: %v", homes)
	}

	shows("/restaurant-stats/"+s.restaurant+"/insights", 0)
	order := w.made("/orders"+generated, s.order())
	for range 2 {
		w.want(0, w.post("/restaurant-stats/"+s.restaurant+"/update-range", m{}))
		shows("/restaurant-stats/"+s.restaurant+"/insights", 1)
	}
	cancel := m{"cancelled_by": "customer", "cancelled_by_id": s.customer, "reason": "CUSTOMER_CANCELLED"}
	w.want(ecNotFound, w.post("/orders/"+order+"/cancel", with(cancel, m{"cancelled_by_id": "none"})))
	if got := w.want(0, w.post("/orders/"+order+"/cancel", cancel)).object(t); got["status"] != "CANCELLED" || got["cancellation_reason"] != "CUSTOMER_CANCELLED" {
		t.Errorf("cancelled: %v", got)
	}
	w.want(ecForbidden, w.post("/orders/"+order+"/cancel", cancel))

	inquiry := m{"customer_id": s.customer, "subject": "Cold", "description": "It was", "status": "OPEN"}
	w.want(ecServer, w.post("/customer-care-inquiries", inquiry)) // nobody is at work
	w.want(0, w.post("/auth/register-customer-care"+generated, accountBody("care", 1)))
	care := w.newest("customer_cares")
	w.want(0, w.patchBy("/customer-cares/"+care, m{"available_for_work": true}))
	asked := w.made("/customer-care-inquiries", inquiry)
	shows("/customer-cares/inquiries/"+care, 1)
	w.want(0, w.post("/customer-care-inquiries/"+asked+"/record-response", m{}))
	w.want(0, w.post("/customer-care-inquiries/"+asked+"/resolve", m{"resolutionType": "REFUND", "resolutionNotes": "Sorry"}))
	if got := w.Items("inquiries")[0]; got["status"] != "RESOLVED" || got["first_response_at"] == nil || got["resolution_type"] != "REFUND" {
		t.Errorf("answered: %v", got)
	}
	shows("/customer-care-inquiries/escalated", 0)
}
