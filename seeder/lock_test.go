package seeder_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// TestAnEarlierHolderHasTimeToStop is about a lock that was not released but
// lost: its holder needs a moment to notice.
func TestAnEarlierHolderHasTimeToStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHarness(t)
		var handedOver, looked time.Time
		h.options.Lock = lateLock(func() { handedOver = time.Now() })
		h.looking = func(_ string, _ int, o seeder.Observation) (seeder.Observation, error) {
			if looked.IsZero() {
				looked = time.Now()
			}
			return o, nil
		}
		h.wantFull(t, h.run(t, seeder.Request{}), 10)
		if took := looked.Sub(handedOver); took < time.Second {
			t.Errorf("it began after %s", took)
		}
	})
}
