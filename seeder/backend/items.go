package backend

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// walletID is the platform's own wallet's, if that exists.
const walletID = "F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"

var errNoRoute = errors.New("the backend has no such route here")

// Create sends one body, once. ctx ends the wait for its turn; the request
// itself is waited for. The body must not change afterwards: an answer can come
// before all of it was sent.
func (c *Client) Create(ctx context.Context, e *entities.Entity, body []byte) seeder.Answer {
	d, failed := c.dialect(ctx, c.retries)
	if failed != nil {
		return seeder.Answer{Outcome: seeder.NotSent, Err: failed}
	}
	q := &request{method: http.MethodPost, at: c.endpoint(c.routes(d, e).Create), body: body, pool: e.Pool, changes: true}
	if q.at == nil {
		failed = noRoute(q.method, c.URL(), seeder.RouteMissing)
	} else {
		failed = c.send(ctx, q)
	}
	if failed != nil {
		return seeder.Answer{Outcome: failed.Outcome, Err: failed}
	}
	return seeder.Answer{Outcome: seeder.Created, Item: q.item}
}

// Get returns one item, as the backend answers it. It is there for sure only if
// its Raw carries its id: some answers leave that out, and then Raw is to be
// compared with what is known of the item. An answer without any item, or with
// another one, is an error of kind NotFound.
func (c *Client) Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error) {
	q, failed := c.itemRequest(ctx, e, http.MethodGet, id)
	if failed == nil {
		failed = c.send(ctx, q)
	}
	if failed != nil {
		return entities.Item{}, failed
	}
	item, found := q.answer.find(id)
	if !found && q.item.ID == "" && q.answer.isSomething() {
		return entities.Item{ID: id, Raw: scrub(q.answer.data)}, nil
	}
	if !found {
		return item, &seeder.Error{
			Method: q.method, URL: q.at.text, Status: q.answer.status,
			EM: "no such item", Kind: seeder.NotFound, Outcome: seeder.Dangling,
		}
	}
	return item, nil
}

// Patch changes one item, and returns it as the backend answered it: without an
// ID if the answer has none. ctx ends the retries, what is in flight is waited
// for.
func (c *Client) Patch(ctx context.Context, e *entities.Entity, id string, body []byte) (entities.Item, error) {
	q, failed := c.itemRequest(ctx, e, http.MethodPatch, id)
	if failed != nil {
		return entities.Item{}, failed
	}
	q.body, q.changes = body, true
	if failed = c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	if item, found := q.answer.find(id); found {
		return item, nil
	}
	return q.item, nil
}

// Delete deletes one item. One that is gone already is no error.
func (c *Client) Delete(ctx context.Context, e *entities.Entity, id string) error {
	q, failed := c.itemRequest(ctx, e, http.MethodDelete, id)
	if failed == nil {
		q.changes = true
		failed = c.send(ctx, q)
	}
	if failed == nil || failed.Kind == seeder.NotFound {
		return nil
	}
	return failed
}

// itemRequest asks about one item. Where the dialects agree on where that is,
// the dialect need not be known.
func (c *Client) itemRequest(ctx context.Context, e *entities.Entity, method, id string) (*request, *seeder.Error) {
	d := entities.Flashstrom
	if c.routes(d, e).Item != c.routes(entities.Readme, e).Item {
		var failed *seeder.Error
		if d, failed = c.dialect(ctx, c.retries); failed != nil {
			return nil, failed
		}
	}
	at := c.endpoint(c.routes(d, e).Item)
	if at == nil {
		return nil, noRoute(method, c.URL(), seeder.RouteMissing)
	}
	if id == "" || id == "." || id == ".." {
		return nil, noRoute(method, at.text, seeder.NotFound)
	}
	return &request{method: method, at: at.item(id), pool: e.Pool, retries: c.retries}, nil
}

// noRoute is the error of what the backend has no route for, without asking.
func noRoute(method, text string, kind seeder.Kind) *seeder.Error {
	return &seeder.Error{Method: method, URL: text, Kind: kind, Outcome: seeder.Refused, Err: errNoRoute}
}

// Send sends any other request, to a path below the backend's URL that may have
// a query, and judges the answer as that of Create or Patch. A POST is sent
// once. The item's ID is empty if the answer carries none. In logs and metrics
// "{id}" stands for the parts of the path that look like ids.
func (c *Client) Send(ctx context.Context, method, path string, body []byte) (entities.Item, error) {
	q := &request{method: method, at: c.newEndpoint(path), body: body, changes: method != http.MethodGet}
	parts := strings.Split(q.at.route, "/")
	for i, part := range parts {
		if strings.ContainsAny(part, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			parts[i] = "{id}"
		}
	}
	q.at.route = strings.Join(parts, "/")
	if method != http.MethodPost {
		q.retries = c.retries
	}
	if failed := c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	return q.item, nil
}

// HasWallet reports whether the platform's own wallet exists. A backend without
// a route for wallets has none.
func (c *Client) HasWallet(ctx context.Context) (bool, error) {
	q := &request{method: http.MethodGet, at: c.endpoint("/fwallets").item(walletID), retries: c.retries}
	failed := c.send(ctx, q)
	switch {
	case failed == nil:
		return q.item.ID != "", nil
	case failed.Kind == seeder.NotFound, failed.Kind == seeder.RouteMissing:
		return false, nil
	}
	return false, failed
}

// Login reports whether an account can log in: nil, or why not. It changes
// nothing, so it is retried like a GET.
func (c *Client) Login(ctx context.Context, role, email, password string) error {
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		return err
	}
	q := &request{method: http.MethodPost, at: c.endpoint("/auth/login-" + role), body: body, retries: c.retries}
	if failed := c.send(ctx, q); failed != nil {
		return failed
	}
	if q.answer.data.Get("access_token").String() == "" {
		return &seeder.Error{
			Method: q.method, URL: q.at.text, Status: q.answer.status,
			EM: "the answer carries no access token", Kind: seeder.RefusedKind, Outcome: seeder.Refused,
		}
	}
	return nil
}
