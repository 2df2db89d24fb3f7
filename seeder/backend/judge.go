package backend

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// answer is what came of one attempt: all that its meaning depends on.
type answer struct {
	method string
	at     *endpoint
	status int           // HTTP status, 0 without an answer
	to     string        // where a redirect that was not followed leads
	after  time.Duration // what Retry-After asks for
	reply                // what the body says
	err    error         // why there is no answer, or no whole one

	sent     bool // some of the request may have reached the backend
	timedOut bool // err is that the time was up
	stopped  bool // err is that the caller's context ended
}

// judge is the table of what an answer means: the error of one that is not
// good.
func judge(a answer) *seeder.RequestError {
	if a.isGood() {
		return nil
	}
	failed := &seeder.RequestError{
		Method: a.method, URL: withoutQuery(&a.at.url), Status: a.status, EC: a.ec, HasEC: a.hasEC,
		Meaning: a.meaning(), RetryAfter: a.after,
	}
	if a.status == 0 || a.status/100 == 2 && a.ec == 0 {
		failed.Err = cmp.Or(a.err, a.fault)
	}
	if failed.Err == nil {
		failed.EM = a.em
		switch {
		case a.to != "":
			failed.EM = "redirected to " + a.to
		case a.data.IsArray(): // of the messages that a refusal has
			failed.EM = strings.TrimPrefix(a.em+": "+message(a.data), ": ")
		}
	}
	return failed
}

// isGood reports whether what was wanted was done. A creation whose answer
// broke off or is empty is trusted: the backend had done it when it wrote its
// status. One that was not waited for to the end might have said otherwise.
func (a answer) isGood() bool {
	switch {
	case a.status/100 != 2, a.ec != 0, a.saysMissing():
		return false
	case a.fault == nil, errors.Is(a.fault, errEmpty) && !a.list:
		return true
	}
	unending := errors.Is(a.err, errTooLarge) || a.timedOut || a.stopped
	return a.method == http.MethodPost && !unending && (errors.Is(a.fault, errBroken) || a.hasEC)
}

// meaning sorts what is not good. The envelope's code goes before the HTTP
// status, except where the status says who may ask and when.
func (a answer) meaning() seeder.Meaning {
	switch {
	case a.status == 0:
		return a.silence()
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return seeder.Denied
	case a.status == http.StatusTooManyRequests:
		return seeder.Throttled
	case a.status == http.StatusRequestTimeout, a.status == http.StatusTooEarly:
		return seeder.Unknown
	case a.saysMissing():
		return seeder.RouteMissing
	case a.ec == 1, a.ec == 2:
		return seeder.Refused
	case a.ec == 3, a.ec == -4:
		return seeder.Denied
	case a.ec == -2, a.ec == -5, a.ec == -8:
		return seeder.NotFound
	case a.ec == -3:
		return seeder.Duplicate
	case a.ec == 0 && a.status/100 == 2 && a.timedOut:
		return seeder.TimedOut
	case a.status == http.StatusNotFound && strings.Contains(a.at.route, "{id}"):
		return seeder.NotFound
	case a.status == http.StatusNotFound, a.status == http.StatusMethodNotAllowed, a.status == http.StatusNotImplemented:
		return seeder.RouteMissing
	case a.status == http.StatusConflict:
		return seeder.Duplicate
	case a.ec == -1: // whatever the status, something went wrong
		return seeder.Unknown
	case a.status/100 == 3 && a.method == http.MethodPost: // who answers there is not known
		return seeder.Unknown
	case a.status/100 == 3, a.status/100 == 4:
		return seeder.Refused
	}
	return seeder.Unknown // 2xx that nobody can read, 5xx, and codes that are not known
}

// silence sorts what had no answer.
func (a answer) silence() seeder.Meaning {
	switch {
	case errors.Is(a.err, errNoHeaders):
		return seeder.Denied
	case errors.Is(a.err, errRouteDown):
		return seeder.RouteDown
	case isRefusal(a.err), a.stopped && !a.sent:
		return seeder.NotSent
	case a.sent && a.timedOut:
		return seeder.TimedOut
	case a.sent:
		return seeder.Unknown
	}
	return seeder.Unreachable
}

// saysMissing reports whether the message is the one that NestJS has for a
// route that does not exist. A gateway may have taken the base path off.
func (a answer) saysMissing() bool {
	rest, found := strings.CutPrefix(a.em, "Cannot "+a.method+" /")
	path, _, _ := strings.Cut("/"+rest, "?")
	return found && (!a.hasEC || a.ec == -1) && (strings.HasSuffix(a.at.url.EscapedPath(), path) || strings.HasSuffix(a.at.url.Path, path))
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	var d time.Duration
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil {
		d = time.Duration(min(seconds, maxRetryAfter.Seconds()) * float64(time.Second))
	} else if date, err := http.ParseTime(value); err == nil {
		d = date.Sub(now)
	}
	return min(max(d, 0), maxRetryAfter)
}
