package cmd_test

import (
	"fmt"
	"testing"
	"time"
)

// A backend that takes a tenth of a second for a registration, one after the
// other, gets far more at once than it can do before the requests'
// time is up. It carries out what it has received; nothing is made twice.
func TestBusyBackend(t *testing.T) {
	t.Parallel()
	const timeout = 2 * time.Second
	for _, pool := range pick([]string{"customers"}, []string{"customers", "drivers", "restaurants", "super_admins"}) {
		for name, o := range manners {
			if o.NoAdminList && pool != "customers" || !soak && name != "flashstrom" && name != "readme plain" {
				continue
			}
			t.Run(pool+" of "+name, func(t *testing.T) {
				t.Parallel()
				const min = 128
				o.RegisterDelay = 100 * time.Millisecond
				s := serve(t, o)
				out := run(t, nil, "ensure", pool, "--no-cache", "--backend-url", s.URL, "-o", "json",
					"--min", pool+"="+fmt.Sprint(min), "--concurrency", "128",
					"--request-timeout", timeout.String(), "--retries", "12", "--timeout", "3m").wantCode(t, 0)
				s.settle()
				there := 0
				for _, rep := range out.report(t).Pools {
					there += s.Count(rep.Pool)
					if n := s.Count(rep.Pool); n != rep.Min || rep.Now != n || rep.Before+rep.Created != n {
						t.Errorf("%s: reported %d created, %d there, wanted %d; there are %d", rep.Pool, rep.Created, rep.Now, rep.Min, n)
					}
				}
				if posts := s.Requests().Post; posts > there+min/8 {
					t.Errorf("%d POSTs for %d items: they were sent again before the backend was through with them", posts, there)
				}
				t.Logf("%s, %d POSTs", out.took.Round(time.Second/10), s.Requests().Post)
			})
		}
	}
}
