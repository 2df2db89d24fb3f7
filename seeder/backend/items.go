package backend

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// walletRoute is where the platform's own wallet is found if it exists.
const walletRoute = "/fwallets/F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"

// Get returns one item. Where the answer leaves the id out, the item has it
// nevertheless. A good answer without an item is an error of kind NotFound.
func (c *Client) Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error) {
	at, failed := c.itemEndpoint(ctx, e, id, http.MethodGet)
	if failed != nil {
		return entities.Item{}, failed
	}
	var item entities.Item
	found := false
	q := &request{method: http.MethodGet, at: at, pool: e.Pool, record: true, repeats: c.retries}
	q.take = func(r reply) { item, found = r.asked(id) }
	if failed := c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	if !found {
		return entities.Item{}, &seeder.Error{
			Method: q.method, URL: at.text, Status: q.status,
			EM: "no such item", Kind: seeder.NotFound, Outcome: seeder.Dangling,
		}
	}
	return item, nil
}

// Create sends one body, once. ctx ends the wait for its turn; the request
// itself is waited for. The body must not change afterwards: an answer can come
// before all of it was sent.
func (c *Client) Create(ctx context.Context, e *entities.Entity, body []byte) seeder.Answer {
	d, failed := c.dialect(ctx, c.retries)
	if failed != nil {
		return seeder.Answer{Outcome: seeder.NotSent, Err: failed}
	}
	at := c.endpoint(d, e, toCreate)
	if at == nil {
		failed = noRoute(http.MethodPost, c.URL(), seeder.RouteMissing)
		return seeder.Answer{Outcome: failed.Outcome, Err: failed}
	}
	c.useKept(e.Pool, 0, 0) // what was seen before is no longer all there is
	answer := seeder.Answer{Outcome: seeder.Created}
	q := &request{method: http.MethodPost, at: at, body: body, pool: e.Pool, creates: true}
	q.take = func(r reply) { answer.Item = r.record() }
	if failed = c.turn(ctx, q); failed == nil {
		failed = c.try(c.abort, q)
	}
	if failed != nil {
		return seeder.Answer{Outcome: failed.Outcome, Err: failed}
	}
	return answer
}

// Patch changes one item. It may be sent more than once, until ctx ends; what
// is under way is waited for.
func (c *Client) Patch(ctx context.Context, e *entities.Entity, id string, body []byte) (entities.Item, error) {
	at, failed := c.itemEndpoint(ctx, e, id, http.MethodPatch)
	if failed != nil {
		return entities.Item{}, failed
	}
	var item entities.Item
	q := &request{method: http.MethodPatch, at: at, body: body, pool: e.Pool, record: true, repeats: c.retries}
	q.take = func(r reply) { item = r.recordOf(id) }
	if failed := c.sendUntil(ctx, c.abort, q); failed != nil {
		return entities.Item{}, failed
	}
	return item, nil
}

// itemEndpoint returns where one item is found. Where the dialects agree on
// that, the dialect need not be known.
func (c *Client) itemEndpoint(ctx context.Context, e *entities.Entity, id, method string) (*endpoint, *seeder.Error) {
	d := entities.Flashstrom
	if c.routes(d, e).Item != c.routes(entities.Readme, e).Item {
		var failed *seeder.Error
		if d, failed = c.dialect(ctx, c.retries); failed != nil {
			return nil, failed
		}
	}
	items := c.endpoint(d, e, toItem)
	if items == nil {
		return nil, noRoute(method, c.URL(), seeder.RouteMissing)
	}
	at := items.item(id)
	if at == nil {
		return nil, noRoute(method, items.text, seeder.NotFound)
	}
	return at, nil
}

// HasWallet tells whether the platform's own wallet exists. A backend without
// a route for wallets has none.
func (c *Client) HasWallet(ctx context.Context) (bool, error) {
	found := false
	q := &request{method: http.MethodGet, at: c.newEndpoint(walletRoute), record: true, repeats: c.retries}
	q.take = func(r reply) { found = r.data != nil }
	failed := c.send(ctx, q)
	switch {
	case failed == nil:
		return found, nil
	case failed.Kind == seeder.NotFound, failed.Kind == seeder.RouteMissing:
		return false, nil
	}
	return false, failed
}

// Login tells whether an account can log in: nil, or why not. It changes
// nothing, so it is repeated like a GET.
func (c *Client) Login(ctx context.Context, role, email, password string) error {
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		return err
	}
	let := false
	q := &request{method: http.MethodPost, at: c.newEndpoint("/auth/login-" + role), body: body, repeats: c.retries}
	q.take = func(r reply) { let = scalar(member(r.data, "access_token")) != "" }
	if failed := c.send(ctx, q); failed != nil {
		return failed
	}
	if !let {
		return &seeder.Error{
			Method: q.method, URL: q.at.text, Status: q.status,
			EM: "the answer carries no access token", Kind: seeder.RefusedKind, Outcome: seeder.Refused,
		}
	}
	return nil
}
