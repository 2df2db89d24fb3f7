package entities

import (
	"testing"
	"time"
)

// A promotion that is as its dates have it is left alone; one that is not is
// mended by one request, whose dates and status go together.
func TestRenewal(t *testing.T) {
	w := fullWorld(t, 1, 30)
	e := registry(t).Get("promotions")
	g := generator(t, w, e)
	start := w.Now
	for index := range 60 {
		w.Now = start
		ref := refOf(e, g.Draft(index, 0))
		if change := e.Finishers[0].Next(w, ref); change != nil {
			t.Errorf("promotion %d is changed at once: %s", index, change.Body)
		}
		for range 400 {
			w.Now = w.Now.Add(24 * time.Hour)
			change := e.Finishers[0].Next(w, ref)
			if change == nil {
				continue
			}
			now := float64(w.Now.Unix())
			ref.Raw, ref.Sent = changed(ref.Raw, change.Body), nil
			record := fieldsOf(ref.Raw)
			from, to, status := record["start_date"].(float64), record["end_date"].(float64), record["status"]
			fits := map[any]bool{"ACTIVE": from <= now && now < to, "PENDING": now < from, "EXPIRED": to <= now}
			if !fits[status] || from >= to {
				t.Fatalf("promotion %d on %s: %s", index, w.Now, change.Body)
			}
			if again := e.Finishers[0].Next(w, ref); again != nil {
				t.Fatalf("promotion %d is changed twice: %s, %s", index, change.Body, again.Body)
			}
		}
		if status := fieldsOf(ref.Raw)["status"]; (status == "ACTIVE" || status == "PENDING") && fieldsOf(ref.Raw)["end_date"].(float64) <= float64(w.Now.Unix()) {
			t.Errorf("promotion %d ended and was not renewed", index)
		}
	}
}
