package backend

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// walletID is the platform's own wallet's, if that exists.
const walletID = "F_WALLET_32bd844d-4558-4f5b-8906-4e74d733cd91"

var errNoRoute = errors.New("the backend has no such route here")

// Create sends a draft's body, once, and returns the record that the answer
// carried. ctx ends the wait for its turn; the request itself is waited for.
// The body must not change afterwards: an answer can come before all of it was
// sent.
func (c *Client) Create(ctx context.Context, e *entities.Entity, draft entities.Draft) (entities.Item, error) {
	routes, failed := c.routesOf(ctx, e, c.options.Retries)
	route := routes.Create
	switch {
	case failed != nil:
		return entities.Item{}, failed
	case route == "":
		return entities.Item{}, noRoute(http.MethodPost, c.URL(), seeder.RouteMissing)
	case draft.Fresh: // without the query that has the backend invent a time
		route = entities.PathOf(route)
	}
	q := &request{method: http.MethodPost, at: c.endpoint(route, ""), body: draft.Body, pool: e.Pool, changes: true}
	if failed = c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	return newItem(q.answer.object()), nil
}

// Get returns one item, as the backend answers it. Its ID is the answer's own:
// empty where that leaves it out, as GET /restaurants/:id does, or says nothing
// at all. Such an answer proves neither that the item is there nor that it is
// gone; what it holds can be compared with what is known of the item.
func (c *Client) Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error) {
	q := c.itemRequest(ctx, e, http.MethodGet, id)
	if failed := c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	item := q.answer.find(id)
	if item.ID == "" && q.answer.data.IsObject() {
		item.Raw = scrub(q.answer.data)
	}
	return item, nil
}

// Change sends a finishing request and returns the item as the backend answered
// it: without an ID if the answer has none. A PATCH is repeated where that may
// help, a POST never. ctx ends the retries, what is in flight is waited for.
func (c *Client) Change(ctx context.Context, change entities.Change) (entities.Item, error) {
	var q *request
	if change.Path != "" {
		q = c.freeRequest(change.Method, change.Path)
	} else {
		q = c.itemRequest(ctx, c.options.Registry.Get(change.Pool), change.Method, change.ID)
	}
	q.pool, q.body, q.changes, q.retries = change.Pool, change.Body, true, c.options.Retries
	if change.Method == http.MethodPost {
		q.retries = 0
	}
	if failed := c.send(ctx, q); failed != nil {
		return entities.Item{}, failed
	}
	return q.answer.find(change.ID), nil
}

// Delete deletes one item. One that is gone already is no error.
func (c *Client) Delete(ctx context.Context, e *entities.Entity, id string) error {
	q := c.itemRequest(ctx, e, http.MethodDelete, id)
	q.changes = true
	q.token, _ = c.adminToken.Load().(string)
	if failed := c.send(ctx, q); failed != nil && failed.Meaning != seeder.NotFound {
		return failed
	}
	return nil
}

// itemRequest asks about one item.
func (c *Client) itemRequest(ctx context.Context, e *entities.Entity, method, id string) *request {
	routes, failed := c.routesOf(ctx, e, c.options.Retries)
	path := routes.Item
	if method == http.MethodDelete {
		path = routes.Delete
	}
	q := &request{method: method, at: c.endpoint(path, id), pool: e.Pool, retries: c.options.Retries, never: failed}
	switch {
	case failed != nil:
	case path == "":
		q.never = noRoute(method, c.URL(), seeder.RouteMissing)
	case id == "", id == ".", id == "..":
		q.never = noRoute(method, withoutQuery(&c.endpoint(path, "").url), seeder.NotFound)
	}
	return q
}

// noRoute is the error of what the backend has no route for, without asking.
func noRoute(method, text string, meaning seeder.Meaning) *seeder.RequestError {
	return &seeder.RequestError{Method: method, URL: text, Meaning: meaning, Err: errNoRoute}
}

// freeRequest asks at a path below the backend's URL, which may have a query.
// In logs and metrics "{id}" stands for the parts of it that look like ids.
func (c *Client) freeRequest(method, path string) *request {
	q := &request{method: method, at: c.endpoint(path, "")}
	parts := strings.Split(q.at.route, "/")
	for i, part := range parts {
		if strings.ContainsAny(part, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
			parts[i] = "{id}"
		}
	}
	q.at.route = strings.Join(parts, "/")
	return q
}

// Ask asks a route for GET once, with an access token unless that is "", and
// returns the data of a good answer.
func (c *Client) Ask(ctx context.Context, path, token string) (gjson.Result, error) {
	q := c.freeRequest(http.MethodGet, path)
	q.token = token
	if failed := c.send(ctx, q); failed != nil {
		return gjson.Result{}, failed
	}
	return q.answer.data, nil
}

// AsAdmin logs in as a super admin; deletions carry its token from then on,
// unless the headers that were given authorize them already.
func (c *Client) AsAdmin(ctx context.Context, email, password string) error {
	token, err := c.Login(ctx, "super-admin", email, password)
	if err == nil && c.reads.Get("Authorization") == "" {
		c.adminToken.Store(token)
	}
	return err
}

// HasWallet reports whether the platform's own wallet exists. A backend without
// a route for wallets has none.
func (c *Client) HasWallet(ctx context.Context) (bool, error) {
	q := &request{method: http.MethodGet, at: c.endpoint("/fwallets", walletID), retries: c.options.Retries}
	failed := c.send(ctx, q)
	if failed != nil && failed.Meaning != seeder.NotFound && failed.Meaning != seeder.RouteMissing {
		return false, failed
	}
	return failed == nil && idOf(q.answer.object()) != "", nil
}

// Login logs an account in and returns its access token. It changes nothing,
// so it is retried like a GET.
func (c *Client) Login(ctx context.Context, role, email, password string) (token string, err error) {
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		return "", err
	}
	q := &request{method: http.MethodPost, at: c.endpoint("/auth/login-"+role, ""), body: body, retries: c.options.Retries}
	if failed := c.send(ctx, q); failed != nil {
		return "", failed
	}
	if token = q.answer.data.Get("access_token").String(); token == "" {
		return "", &seeder.RequestError{
			Method: q.method, URL: withoutQuery(&q.at.url), Status: q.answer.status,
			EM: "the answer carries no access token", Meaning: seeder.Refused,
		}
	}
	return token, nil
}
