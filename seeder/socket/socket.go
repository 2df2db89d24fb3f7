// Package socket does what the drivers' app does over a Flashstrom backend's
// socket: take an order, and move it on. It speaks as much of Socket.IO as that
// needs: Engine.IO 4 over WebSocket alone, one namespace, events in text with
// an acknowledgement. What is not in a text frame is passed over.
//
// It knows nothing of which driver takes which order, or why.
package socket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

const (
	namespace = "/driver"
	maxFrame  = 8 << 20

	acceptEvent   = "driverAcceptOrder"
	progressEvent = "updateDriverProgress"
)

// API is what drivers need beside the socket. Every error is, or wraps, a
// *seeder.RequestError.
type API interface {
	URL() string                       // without credentials
	HTTP() (*http.Client, http.Header) // makes the requests that become sockets: it guards what is dialled
	Login(ctx context.Context, role, email, password string) (token string, err error)

	// Ask returns the data of the answer to a GET.
	Ask(ctx context.Context, path, token string) (gjson.Result, error)
}

// Fleet is a seeder.Drivers. Every call opens a socket of its own and closes
// it, as an app that was opened for one move. It is safe for concurrent use.
type Fleet struct {
	API     API
	Timeout time.Duration // of a move

	tokens sync.Map // by driver's id
}

var _ seeder.Drivers = (*Fleet)(nil)

// Accept has a driver take an order, which is dispatched then.
func (f *Fleet) Accept(ctx context.Context, driver entities.Account, order string) error {
	_, err := f.move(ctx, driver, order, acceptEvent)
	return err
}

// Progress moves the order that the driver took first to its next stage and
// returns the status that it has then.
func (f *Fleet) Progress(ctx context.Context, driver entities.Account, order string) (status string, err error) {
	return f.move(ctx, driver, order, progressEvent)
}

// settles is about how long a move may take that was said to be refused.
const settles = time.Second

// move sends an event and waits until the driver's progress is another one than
// before. An acknowledgement does not say that: the backend handles every event
// twice, and the handler that finds the other one at work may answer first. Nor
// does the order's record, which comes from the backend's own cache. What was
// begun is brought to its end within the time-out, whether the run goes on or
// not.
func (f *Fleet) move(ctx context.Context, driver entities.Account, order, event string) (status string, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), f.Timeout)
	defer cancel()
	progress := func() (gjson.Result, error) {
		now, err := f.API.Ask(ctx, "/driver-progress-stages/driver/"+url.PathEscape(driver.ID), "")
		return now.Get(`{id,"stages":stages.#.{state,status}}`), refused(err)
	}
	body := map[string]string{"driverId": driver.ID, "orderId": order}
	before, err := progress()
	if event == progressEvent {
		body = map[string]string{"stageId": before.Get("id").Str, "orderId": order}
	} else if isRefused(err) { // there is none yet
		err = nil
	}
	if err != nil {
		return "", err
	}
	sent := f.emit(ctx, driver, event, body)
	if sent != nil && !isRefused(sent) {
		return "", sent
	}
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		now, err := progress()
		if err == nil && now.Raw != before.Raw {
			return statusOf(now), nil
		}
		if wait > settles {
			return statusOf(now), cmp.Or(sent, err)
		}
		if err := seeder.Sleep(ctx, wait); err != nil {
			return "", &seeder.RequestError{Method: http.MethodGet, URL: f.API.URL(), Meaning: seeder.TimedOut, Err: err}
		}
	}
}

// statusOf is the status of the first of the driver's orders, by the stages that
// it has behind it.
func statusOf(progress gjson.Result) string {
	statuses := []string{entities.Dispatched, "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "EN_ROUTE", "DELIVERED"}
	done := 0
	for _, stage := range progress.Get("stages").Array() {
		if strings.HasSuffix(stage.Get("state").Str, "_order_1") && stage.Get("status").Str == "completed" {
			done++
		}
	}
	return statuses[min(done, len(statuses)-1)]
}

// refused has whatever the backend says against a request mean that it refuses
// the move.
func refused(err error) error {
	if e, ok := errors.AsType[*seeder.RequestError](err); ok && e.HasEC {
		said := *e
		said.Meaning = seeder.Refused
		return &said
	}
	return err
}

func isRefused(err error) bool {
	e, ok := errors.AsType[*seeder.RequestError](err)
	return ok && e.Meaning == seeder.Refused
}

// emit opens a socket as the driver, joins the drivers' namespace, sends one
// event and waits for what the backend says to it.
func (f *Fleet) emit(ctx context.Context, driver entities.Account, event string, body map[string]string) error {
	known, _ := f.tokens.Load(driver.ID)
	token, ok := known.(string)
	if !ok {
		var err error
		if token, err = f.API.Login(ctx, "driver", driver.Email, driver.Password); err != nil {
			return refused(err)
		}
		f.tokens.Store(driver.ID, token)
	}
	carrier, header := f.API.HTTP()
	header = header.Clone()
	header.Set("auth", "Bearer "+token)
	const path = "/socket.io/?EIO=4&transport=websocket"
	failed := &seeder.RequestError{Method: event, URL: f.API.URL() + path}
	options := &websocket.DialOptions{HTTPClient: carrier, HTTPHeader: header, Host: header.Get("Host")}
	ws, resp, err := websocket.Dial(ctx, failed.URL, options) //nolint:bodyclose // the library replaces the body of a failed handshake, and the socket is the body of a good one
	switch {
	case err == nil:
	case resp == nil:
		failed.Meaning, failed.Err = seeder.Unreachable, err
		return failed
	default:
		f.tokens.Delete(driver.ID) // it may have expired
		failed.Meaning, failed.Status, failed.EM = seeder.RouteMissing, resp.StatusCode, "no socket there"
		return failed
	}
	defer func() { _ = ws.CloseNow() }()
	ws.SetReadLimit(maxFrame)
	objection, err := converse(ctx, ws, event, body)
	switch {
	case err != nil:
		f.tokens.Delete(driver.ID) // see above
		failed.Meaning, failed.Err = seeder.Unknown, err
	case objection != "":
		failed.Meaning, failed.Status, failed.EM = seeder.Refused, http.StatusSwitchingProtocols, objection
	default:
		return nil
	}
	return failed
}

// converse joins the namespace, sends the event and waits for the
// acknowledgement. It returns what the backend says against the event, "" if it
// says nothing, and answers the pings between.
func converse(ctx context.Context, ws *websocket.Conn, event string, body map[string]string) (objection string, err error) {
	const silent = "refused without a word"
	text, _ := json.Marshal([]any{event, body}) // strings encode
	say := func(packet string) error { return ws.Write(ctx, websocket.MessageText, []byte(packet)) }
	err = say("40" + namespace + ",")
	for err == nil {
		var frame []byte
		if _, frame, err = ws.Read(ctx); err != nil {
			break
		}
		kind, rest, _ := strings.Cut(string(frame), namespace)
		rest = strings.TrimPrefix(rest, ",")
		switch kind {
		case "2":
			err = say("3")
		case "40":
			err = say("42" + namespace + ",1" + string(text))
		case "42":
			if happened := gjson.Parse(rest); happened.Get("0").Str == "exception" {
				return cmp.Or(happened.Get("1.message").String(), silent), nil
			}
		case "43":
			answer := gjson.Parse(strings.TrimPrefix(rest, "1")).Get("0")
			if answer.Get("success").Bool() {
				return "", nil
			}
			return cmp.Or(answer.Get("message").String(), silent), nil
		case "1", "41", "44":
			err = fmt.Errorf("the backend closed the socket: %s", rest)
		}
	}
	return "", err
}
