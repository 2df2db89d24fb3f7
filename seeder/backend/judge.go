package backend

import (
	"net/http"

	"github.com/flashseed/flashseed/seeder"
)

// facts are what is known about one attempt, all that its meaning depends on.
type facts struct {
	status  int // HTTP status, 0 without an answer
	ec      int // meaningful when hasEC
	hasEC   bool
	state   bodyState
	missing bool // the backend's own words for a route it does not have
	record  bool // the path names one item, so that a 404 is about the item
	moved   bool // sent elsewhere, and not to be followed: nothing was done

	// Without an answer:
	sent     bool // some of the request may have reached the backend
	timedOut bool
	stopped  bool // by the caller
}

// verdict is what an attempt means: for a creation the outcome, for all else
// whether it is Created (good) and, if not, the kind of failure.
type verdict struct {
	outcome seeder.Outcome
	kind    seeder.Kind
}

// judge is the table of what an answer means. The envelope's code goes before
// the HTTP status, except where the status tells who may ask and when.
func judge(f facts) verdict {
	switch {
	case f.status == 0:
		return judgeSilence(f)
	case f.status == http.StatusUnauthorized, f.status == http.StatusForbidden:
		return verdict{seeder.Denied, seeder.DeniedKind}
	case f.status == http.StatusRequestTimeout, f.status == http.StatusTooEarly, f.status == http.StatusTooManyRequests:
		return verdict{seeder.Unknown, seeder.Failed}
	case f.missing:
		return verdict{seeder.Refused, seeder.RouteMissing}
	case f.hasEC && f.ec != 0:
		if v, known := judgeEC(f); known {
			return v
		}
	case f.status/100 == 2:
		return judgeSuccess(f)
	}
	return judgeStatus(f)
}

func judgeSilence(f facts) verdict {
	switch {
	case f.sent && f.timedOut:
		return verdict{seeder.Unknown, seeder.TimedOut}
	case f.sent:
		return verdict{seeder.Unknown, seeder.Failed}
	case f.stopped:
		return verdict{seeder.NotSent, seeder.Failed}
	}
	return verdict{seeder.NotSent, seeder.Unreachable}
}

func judgeEC(f facts) (v verdict, known bool) {
	switch f.ec {
	case 1, 2:
		return verdict{seeder.Refused, seeder.RefusedKind}, true
	case 3, -4:
		return verdict{seeder.Denied, seeder.DeniedKind}, true
	case -2:
		return verdict{seeder.Dangling, seeder.NotFound}, true
	case -3:
		return verdict{seeder.Duplicate, seeder.RefusedKind}, true
	case -5, -8:
		return verdict{seeder.Dangling, seeder.RefusedKind}, true
	case -1:
		return verdict{seeder.Unknown, seeder.Failed}, !telling(f.status)
	}
	return verdict{}, false
}

// telling names the statuses that say more than the backend's code for
// "something went wrong".
func telling(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusConflict, http.StatusNotImplemented:
		return true
	}
	return false
}

// judgeSuccess believes a good status whose body broke off or is empty: the
// backend had done what was asked when it wrote that status.
func judgeSuccess(f facts) verdict {
	if f.state == unreadable && !f.hasEC {
		return verdict{seeder.Unknown, seeder.Failed}
	}
	return verdict{seeder.Created, seeder.Failed}
}

func judgeStatus(f facts) verdict {
	switch {
	case f.moved:
		return verdict{seeder.Unknown, seeder.RefusedKind}
	case f.status == http.StatusNotFound && f.record:
		return verdict{seeder.Refused, seeder.NotFound}
	case f.status == http.StatusNotFound, f.status == http.StatusMethodNotAllowed, f.status == http.StatusNotImplemented:
		return verdict{seeder.Refused, seeder.RouteMissing}
	case f.status == http.StatusConflict:
		return verdict{seeder.Duplicate, seeder.RefusedKind}
	case f.status/100 == 3, f.status/100 == 4:
		return verdict{seeder.Refused, seeder.RefusedKind}
	}
	return verdict{seeder.Unknown, seeder.Failed} // 5xx, and codes nobody knows
}
