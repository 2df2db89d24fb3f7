package backend

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// answer is what came of one attempt: all that its meaning depends on.
type answer struct {
	method string
	at     *endpoint
	base   string        // path of the backend's URL
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
// good, else the item that it carries. The item's ID is empty if it carries
// none, as lists do.
func judge(a answer) (entities.Item, *seeder.Error) {
	if a.isGood() {
		return a.record(), nil
	}
	failed := &seeder.Error{
		Method: a.method, URL: a.at.text, Status: a.status, EC: a.ec, HasEC: a.hasEC,
		Meaning: a.meaning(), RetryAfter: a.after,
	}
	switch {
	case a.status == 0, a.status/100 == 2 && (!a.hasEC || a.ec == 0):
		failed.Err = a.err
		if failed.Err == nil {
			failed.Err = shapeError(a.state)
		}
	default:
		failed.EM = a.words()
	}
	return entities.Item{}, failed
}

// isGood reports whether what was wanted was done. A creation whose answer
// broke off or is empty is trusted: the backend had done it when it wrote its
// status. One that was not waited for to the end might have said otherwise.
func (a answer) isGood() bool {
	if a.status/100 != 2 || a.hasEC && a.ec != 0 || a.saysMissing() {
		return false
	}
	unending := errors.Is(a.err, errTooLarge) || a.timedOut || a.stopped
	switch {
	case a.state == whole, a.state == empty && !a.list:
		return true
	}
	return a.method == http.MethodPost && !unending && (a.state == broken || a.hasEC)
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
	case a.hasEC && a.ec != 0:
		switch a.ec {
		case 1, 2:
			return seeder.Refused
		case 3, -4:
			return seeder.Denied
		case -2, -5, -8:
			return seeder.NotFound
		case -3:
			return seeder.Duplicate
		}
	case a.status/100 == 2:
		if a.timedOut {
			return seeder.TimedOut
		}
		return seeder.Unknown
	}
	switch {
	case a.status == http.StatusNotFound && a.at.isItem():
		return seeder.NotFound
	case a.status == http.StatusNotFound, a.status == http.StatusMethodNotAllowed, a.status == http.StatusNotImplemented:
		return seeder.RouteMissing
	case a.status == http.StatusConflict:
		return seeder.Duplicate
	case a.hasEC && a.ec == -1: // whatever the status, something went wrong
		return seeder.Unknown
	case a.status/100 == 3 && a.method == http.MethodPost: // who answers there is not known
		return seeder.Unknown
	case a.status/100 == 3, a.status/100 == 4:
		return seeder.Refused
	}
	return seeder.Unknown // 5xx, and codes that are not known
}

// silence sorts what had no answer.
func (a answer) silence() seeder.Meaning {
	switch {
	case a.sent && a.timedOut:
		return seeder.TimedOut
	case a.sent:
		return seeder.Unknown
	case errors.Is(a.err, errRouteDown):
		return seeder.RouteDown
	case isRefusal(a.err), a.stopped:
		return seeder.NotSent
	case errors.Is(a.err, errNoHeaders):
		return seeder.Denied
	}
	return seeder.Unreachable
}

// saysMissing reports whether the message is the one that NestJS has for a
// route that does not exist. A gateway may have taken the base path off.
func (a answer) saysMissing() bool {
	rest, found := strings.CutPrefix(a.em, "Cannot "+a.method+" ")
	if !found || a.hasEC && a.ec != -1 {
		return false
	}
	for _, uri := range []string{a.at.url.RequestURI(), a.at.url.EscapedPath(), a.at.url.Path} {
		if rest == uri || rest == strings.TrimPrefix(uri, a.base) {
			return true
		}
	}
	return false
}

// words are what the answer says, with the messages that a refusal has as data.
func (a answer) words() string {
	switch {
	case a.to != "":
		return "redirected to " + a.to
	case a.data.IsArray():
		return strings.TrimPrefix(a.em+": "+message(a.data), ": ")
	}
	return a.em
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

// bodyState is what could be made of an answer's body.
type bodyState int

const (
	empty      bodyState = iota // nothing
	whole                       // valid JSON to its end
	broken                      // it ended too early
	unreadable                  // something else than JSON, or JSON of no known shape
)

var (
	errSyntax   = errors.New("the answer is not JSON")
	errEmpty    = errors.New("the answer is empty")
	errTooLarge = errors.New("the answer is larger than")
	errNoList   = errors.New("the answer has no list")
	errNoIDs    = errors.New("the list's items have no id")
	errNoItems  = errors.New("the answer counts items and shows none")
)

// isShape reports whether an error is about what was read, not about reading.
func isShape(err error) bool {
	return errors.Is(err, errSyntax) || errors.Is(err, errNoList) || errors.Is(err, errNoIDs) || errors.Is(err, errNoItems)
}

func shapeError(state bodyState) error {
	switch state {
	case empty:
		return errEmpty
	case broken:
		return &plainError{"the answer broke off", io.ErrUnexpectedEOF}
	}
	return errSyntax
}

// reply is what a body says.
type reply struct {
	state bodyState
	list  bool // it was read as a list
	ec    int
	hasEC bool
	em    string
	data  gjson.Result // the payload: the envelope's, else the body; it does not exist for none and null
}

// parse reads a whole body, or as much as there is of one.
func parse(body string) reply {
	body = strings.TrimSpace(strings.TrimPrefix(body, byteOrderMark))
	r := reply{state: whole}
	if !gjson.Valid(body) {
		var first json.RawMessage // some servers put something behind the JSON
		switch err := json.NewDecoder(strings.NewReader(body)).Decode(&first); {
		case err == nil:
			body = string(first)
		case errors.Is(err, io.EOF):
			return reply{state: empty}
		case errors.Is(err, io.ErrUnexpectedEOF):
			r.state = broken
		default:
			r.state = unreadable
			if !strings.HasPrefix(body, "<") {
				r.em = body
			}
			return r
		}
	}
	object := gjson.Parse(body)
	if !object.IsObject() {
		if r.state == whole && object.Type != gjson.Null {
			r.data = object
		}
		return r
	}
	if ec := object.Get("EC"); ec.Index+len(ec.Raw) < len(body) { // else it may be cut
		r.ec, r.hasEC = integer(ec)
	}
	for _, key := range []string{"EM", "message", "error", "detail"} {
		if r.em = message(object.Get(key)); r.em != "" {
			break
		}
	}
	if r.state != whole {
		return r
	}
	r.data = object.Get("data")
	if !r.hasEC && (!r.data.Exists() || idOf(object) != "") {
		r.data = object
	}
	if r.data.Type == gjson.Null {
		r.data = gjson.Result{}
	}
	return r
}

// integer reads a number, or a string that holds one.
func integer(value gjson.Result) (int, bool) {
	if value.Type != gjson.Number && value.Type != gjson.String {
		return 0, false
	}
	f, err := strconv.ParseFloat(value.String(), 64)
	if err != nil || f != float64(int(f)) {
		return 0, false
	}
	return int(f), true
}

// message returns a string, or the strings of a list.
func message(value gjson.Result) string {
	var texts []string
	for _, text := range value.Array() {
		if text.Type == gjson.String {
			texts = append(texts, text.Str)
		}
	}
	return strings.Join(texts, "; ")
}

func idOf(object gjson.Result) string {
	for _, key := range []string{"id", "_id"} {
		switch id := object.Get(key); {
		case id.Type == gjson.String && id.Str != "":
			return id.Str
		case id.Type == gjson.Number:
			return id.Raw
		}
	}
	return ""
}

// identified returns an object with the id that stands at a path as its "id",
// where other programs and references look for it.
func identified(object gjson.Result, path string) gjson.Result {
	id := object.Get(path)
	if path == "" || path == "id" || !id.Exists() {
		return object
	}
	out := append([]byte(`{"id":`), id.Raw...)
	object.ForEach(func(key, value gjson.Result) bool {
		if key.Str != "id" {
			out = append(append(append(append(out, ','), key.Raw...), ':'), value.Raw...)
		}
		return true
	})
	return gjson.ParseBytes(append(out, '}'))
}

// record returns the item that an answer carries, without secrets. Register
// answers wrap it: the outer id is the user's, the item is the inner object.
func (r reply) record() entities.Item {
	object := r.data
	if object.IsArray() {
		list := object.Array()
		if len(list) != 1 {
			return entities.Item{}
		}
		object = list[0]
	}
	for {
		inner := object.Get("data")
		if !inner.IsObject() || idOf(inner) == "" && idOf(object) != "" {
			return newItem(idOf(object), object)
		}
		object = inner
	}
}

// newItem is none without an id.
func newItem(id string, object gjson.Result) entities.Item {
	if id == "" {
		return entities.Item{}
	}
	return entities.Item{ID: id, Raw: scrub(object)}
}

// find returns the item of that id, or else the one that the answer carries:
// some answers have it whole although it has data of its own, others put it
// beside others.
func (r reply) find(id string) (entities.Item, bool) {
	if item := r.record(); item.ID == id {
		return item, true
	}
	var found entities.Item
	if idOf(r.data) == id {
		found = newItem(id, r.data)
	} else if r.data.IsObject() {
		r.data.ForEach(func(_, value gjson.Result) bool {
			if value.IsObject() && idOf(value) == id {
				found = newItem(id, value)
			}
			return found.ID == ""
		})
	}
	if found.ID == "" {
		return r.record(), false
	}
	return found, true
}
