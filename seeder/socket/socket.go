// Package socket does what the drivers' app does over a Flashstrom backend's
// socket: take an order, and move it on. It speaks as much of Socket.IO as that
// needs: Engine.IO 4 over WebSocket alone, one namespace, events in text with
// an acknowledgement. What is not in a text frame is passed over.
//
// It knows nothing of which driver takes which order, or why.
package socket

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

const (
	namespace = "/driver"
	maxFrame  = 8 << 20
)

// Options are what Drivers work with. URL and HTTP are needed.
type Options struct {
	URL     string       // the backend's, without credentials
	HTTP    *http.Client // every request goes through it, those that become sockets too: it guards what is dialled
	Header  http.Header  // sent with each
	Timeout time.Duration
}

// Drivers is a seeder.Drivers. Every call opens a socket of its own and closes
// it, as an app that was opened for one move. It is safe for concurrent use.
type Drivers struct {
	Options
	tokens sync.Map // by driver's id
}

var _ seeder.Drivers = (*Drivers)(nil)

// New returns Drivers. It makes no request.
func New(o Options) *Drivers {
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	return &Drivers{Options: o}
}

// Accept has a driver take an order, which is dispatched then.
func (d *Drivers) Accept(ctx context.Context, driver entities.Account, order string) error {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	before, err := d.progress(ctx, driver)
	if e, ok := errors.AsType[*seeder.Error](err); err != nil && (!ok || !e.HasEC) { // none yet is an answer, too
		return err
	}
	err = d.emit(ctx, driver, "driverAcceptOrder", map[string]string{"driverId": driver.ID, "orderId": order})
	_, err = d.become(ctx, driver, err, before)
	return err
}

// Progress moves the order that the driver took first to its next stage and
// returns the status that it has then.
func (d *Drivers) Progress(ctx context.Context, driver entities.Account, order string) (status string, err error) {
	ctx, cancel := d.bounded(ctx)
	defer cancel()
	before, err := d.progress(ctx, driver)
	if err != nil {
		return "", err
	}
	err = d.emit(ctx, driver, "updateDriverProgress", map[string]string{"stageId": before.ID, "orderId": order})
	now, err := d.become(ctx, driver, err, before)
	return now.status(), err
}

// bounded is a context for a move: what was begun is brought to its end within
// the time-out, whether the run goes on or not.
func (d *Drivers) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d.Timeout)
}

// progress is how far a driver is with the orders that they took.
type progress struct {
	ID     string  `json:"id"`
	Stages []stage `json:"stages"`
}

type stage struct {
	State  string `json:"state"` // such as driver_ready_order_1
	Status string `json:"status"`
}

// status is that of the first of the orders, by the stages that it has behind
// it.
func (p progress) status() string {
	statuses := []string{entities.Dispatched, "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "EN_ROUTE", "DELIVERED"}
	done := 0
	for _, s := range p.Stages {
		if strings.HasSuffix(s.State, "_order_1") && s.Status == "completed" {
			done++
		}
	}
	return statuses[min(done, len(statuses)-1)]
}

func (d *Drivers) progress(ctx context.Context, driver entities.Account) (now progress, err error) {
	err = d.ask(ctx, http.MethodGet, "/driver-progress-stages/driver/"+url.PathEscape(driver.ID), nil, &now)
	return now, err
}

// become waits until a driver's progress is another one than before a move. An
// acknowledgement does not say that: the backend handles every event twice, and
// the handler that finds the other one at work may answer first. Nor does the
// order's record, which comes from the backend's own cache.
func (d *Drivers) become(ctx context.Context, driver entities.Account, sent error, before progress) (now progress, err error) {
	refused, _ := errors.AsType[*seeder.Error](sent)
	if sent != nil && (refused == nil || refused.Status != http.StatusSwitchingProtocols) {
		return now, sent
	}
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		now, err = d.progress(ctx, driver)
		if err == nil && (now.ID != before.ID || !slices.Equal(now.Stages, before.Stages)) {
			return now, nil
		}
		if wait > settles {
			return now, cmp.Or(sent, err)
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return now, d.fail(http.MethodGet, seeder.TimedOut, ctx.Err())
		}
	}
}

// settles is about how long a move may take that was said to be refused.
const settles = time.Second

// emit sends one event as the driver and waits for what the backend says to it.
func (d *Drivers) emit(ctx context.Context, driver entities.Account, event string, body map[string]string) error {
	token, err := d.login(ctx, driver)
	if err != nil {
		return err
	}
	c, err := d.dial(ctx, token)
	if err != nil {
		d.tokens.Delete(driver.ID) // it may have expired
		return err
	}
	defer func() { _ = c.ws.CloseNow() }()
	text, _ := json.Marshal([]any{event, body}) // strings encode
	if err := c.write(ctx, "42"+namespace+",1"+string(text)); err != nil {
		return d.fail(event, seeder.Unknown, err)
	}
	answer, err := c.answer(ctx)
	switch {
	case err != nil:
		return d.fail(event, seeder.Unknown, err)
	case !answer.Success:
		return &seeder.Error{Method: event, URL: d.URL, Status: http.StatusSwitchingProtocols, EM: cmp.Or(answer.Message, "refused without a word"), Meaning: seeder.Refused}
	}
	return nil
}

func (d *Drivers) fail(method string, m seeder.Meaning, err error) error {
	return &seeder.Error{Method: method, URL: d.URL, Meaning: m, Err: err}
}

// login returns the driver's token.
func (d *Drivers) login(ctx context.Context, driver entities.Account) (string, error) {
	if token, ok := d.tokens.Load(driver.ID); ok {
		return token.(string), nil
	}
	body, _ := json.Marshal(map[string]string{"email": driver.Email, "password": driver.Password}) // strings encode
	var session struct {
		Token string `json:"access_token"`
	}
	if err := d.ask(ctx, http.MethodPost, "/auth/login-driver", body, &session); err != nil {
		return "", err
	}
	d.tokens.Store(driver.ID, session.Token)
	return session.Token, nil
}

// ask sends a request and reads the data of its envelope.
func (d *Drivers) ask(ctx context.Context, method, path string, body []byte, data any) error {
	req, err := http.NewRequestWithContext(ctx, method, d.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header = d.Header.Clone()
	req.Header.Set("Content-Type", "application/json")
	resp, err := d.HTTP.Do(req)
	if err != nil {
		return d.fail(method, seeder.Unreachable, err)
	}
	defer resp.Body.Close()
	var envelope struct {
		EC   int             `json:"EC"`
		EM   string          `json:"EM"`
		Data json.RawMessage `json:"data"`
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, maxFrame)).Decode(&envelope)
	if err == nil && envelope.EC == 0 && resp.StatusCode < 300 {
		err = json.Unmarshal(envelope.Data, data)
	}
	if err != nil || envelope.EC != 0 || resp.StatusCode >= 300 {
		return &seeder.Error{
			Method: method, URL: d.URL + path, Status: resp.StatusCode, EC: envelope.EC, HasEC: err == nil, EM: envelope.EM,
			Meaning: seeder.Refused,
		}
	}
	return nil
}

// dial opens a socket and joins the drivers' namespace.
func (d *Drivers) dial(ctx context.Context, token string) (*conn, error) {
	header := d.Header.Clone()
	header.Set("auth", "Bearer "+token)
	const path = "/socket.io/?EIO=4&transport=websocket"
	ws, resp, err := websocket.Dial(ctx, d.URL+path, &websocket.DialOptions{HTTPClient: d.HTTP, HTTPHeader: header, Host: header.Get("Host")}) //nolint:bodyclose // the library replaces the body of a failed handshake, and the socket is the body of a good one
	if err != nil {
		e := &seeder.Error{Method: http.MethodGet, URL: d.URL + path, Meaning: seeder.Unreachable, Err: err}
		if resp != nil {
			e.Status, e.Meaning, e.EM, e.Err = resp.StatusCode, seeder.RouteMissing, "no socket there", nil
		}
		return nil, e
	}
	ws.SetReadLimit(maxFrame)
	c := &conn{ws}
	err = c.write(ctx, "40"+namespace+",")
	if err == nil {
		var kind byte
		var rest []byte
		if kind, rest, err = c.read(ctx); err == nil && kind != '0' {
			err = fmt.Errorf("the namespace %s is closed: %s", namespace, rest)
		}
	}
	if err != nil {
		_ = ws.CloseNow()
		return nil, d.fail(http.MethodGet, seeder.RouteMissing, err)
	}
	return c, nil
}

// conn is a socket that speaks Socket.IO.
type conn struct{ ws *websocket.Conn }

func (c *conn) write(ctx context.Context, text string) error {
	return c.ws.Write(ctx, websocket.MessageText, []byte(text))
}

// read returns the next packet of the namespace: its type, '0' to '4', and what
// follows the namespace. It answers the pings between.
func (c *conn) read(ctx context.Context) (kind byte, rest []byte, err error) {
	for {
		_, frame, err := c.ws.Read(ctx)
		if err != nil {
			return 0, nil, err
		}
		packet, ours := bytes.CutPrefix(frame, []byte("4"))
		switch {
		case bytes.Equal(frame, []byte("2")):
			if err := c.write(ctx, "3"); err != nil {
				return 0, nil, err
			}
		case bytes.Equal(frame, []byte("1")):
			return 0, nil, io.EOF
		case ours && len(packet) > 0:
			if rest, ok := bytes.CutPrefix(packet[1:], []byte(namespace)); ok {
				return packet[0], bytes.TrimPrefix(rest, []byte(",")), nil
			}
		}
	}
}

// answer is what the backend says to an event.
type answer struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

// answer waits for the acknowledgement of the one event that was sent, or for
// the event that says that it failed.
func (c *conn) answer(ctx context.Context) (a answer, err error) {
	for {
		kind, rest, err := c.read(ctx)
		if err != nil {
			return a, err
		}
		switch kind {
		case '1', '4':
			return a, fmt.Errorf("the backend closed the socket: %s", rest)
		case '3':
			var answers []answer
			if err := json.Unmarshal(bytes.TrimPrefix(rest, []byte("1")), &answers); err != nil || len(answers) == 0 {
				return a, fmt.Errorf("the acknowledgement %.100s cannot be read", rest)
			}
			return answers[0], nil
		case '2':
			var event []json.RawMessage
			if json.Unmarshal(rest, &event) == nil && len(event) > 1 && string(event[0]) == `"exception"` {
				_ = json.Unmarshal(event[1], &a) // what it says of success does not count
				return answer{Message: a.Message}, nil
			}
		}
	}
}
