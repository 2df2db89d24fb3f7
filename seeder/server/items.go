package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Page says which part of a pool an answer holds.
type Page struct {
	Pool    string    `json:"pool"`
	Count   int       `json:"count"` // how many items the backend holds
	AtLeast bool      `json:"at_least"`
	Kept    int       `json:"kept"`  // how many of these can be read here
	Found   int       `json:"found"` // how many of these match q
	Limit   int       `json:"limit"`
	Offset  int       `json:"offset"`
	Cached  bool      `json:"cached"`
	Time    time.Time `json:"time"` // when the cache was written, or the backend read
}

// shown reads one pool, once for all who ask for it meanwhile.
func (s *Server) shown(ctx context.Context, pool string) (*seeder.Shown, error) {
	return share(ctx, &s.reads, pool, func() (*seeder.Shown, error) { return s.Driver.Show(s.ctx, pool) })
}

// pool answers with items of one pool, or with rows of a table of them.
func (s *Server) pool(r *http.Request, e *entities.Entity) (answer reply, err error) {
	q := r.URL.Query()
	page := Page{Pool: e.Pool}
	if page.Limit, err = number("limit", cmp.Or(q.Get("limit"), "100"), maxItems); err != nil {
		return answer, err
	}
	if page.Offset, err = number("offset", cmp.Or(q.Get("offset"), "0"), 1<<31-1); err != nil {
		return answer, err
	}
	table := q.Get("as") == "table"
	if as := q.Get("as"); as != "" && as != "items" && !table {
		return answer, refused(http.StatusBadRequest, "as: %q is neither items nor table", as)
	}
	shown, err := s.shown(r.Context(), e.Pool)
	if err != nil {
		return answer, err
	}
	s.learn(shown)
	var names map[string]string
	if table || q.Get("q") != "" || q.Get("sort") != "" {
		names = s.Driver.Names(r.Context(), e.Pool)
	}
	kept := shown.Pools[0]
	rows, err := arranged(kept, names, q)
	if err != nil {
		return answer, err
	}
	page.Count, page.AtLeast, page.Kept, page.Found = kept.Count, kept.AtLeast, len(kept.Items), len(rows.Rows)
	page.Cached, page.Time = shown.Cached, shown.Time
	rows.Rows = rows.Rows[min(page.Offset, page.Found):min(page.Offset+page.Limit, page.Found)]
	answer = reply{Data: encoded(rows), Message: e.Title, Page: &page, Warning: strings.Join(shown.Warnings, "; ")}
	if !table {
		var items []entities.Item
		for _, row := range rows.Rows {
			items = append(items, row.item)
		}
		answer.Data = list(items)
	}
	return answer, nil
}

// item answers with one item as the backend sent it.
func (s *Server) item(r *http.Request, e *entities.Entity) (reply, error) {
	item, err := s.Driver.Item(r.Context(), e.Pool, r.PathValue("id"))
	if err != nil && codeOf(err) == http.StatusNotFound {
		err = refused(http.StatusNotFound, "there is no %s in %s", r.PathValue("id"), e.Pool)
	}
	return reply{Data: item.Raw, Message: e.Title}, err
}

// accounts answers with the logins that flashseed made, with their passwords
// only where those may be shown.
func (s *Server) accounts(r *http.Request) (reply, error) {
	accounts, _, err := s.Driver.Accounts(r.Context())
	list := append([]entities.Account{}, accounts...)
	for i := range list {
		if !s.secrets() {
			list[i].Password = ""
		}
	}
	return reply{Data: encoded(list), Message: "logins that flashseed made"}, err
}

// login answers with the access token that the backend gives one of the
// accounts: ?pool=customers&email=customer1@flashseed.test.
func (s *Server) login(r *http.Request) (reply, error) {
	if !s.secrets() {
		return reply{}, refused(http.StatusForbidden, "without a token only a server that is reached from this machine alone logs in")
	}
	accounts, _, err := s.Driver.Accounts(r.Context())
	if err != nil {
		return reply{}, err
	}
	pool, email := r.URL.Query().Get("pool"), r.URL.Query().Get("email")
	i := slices.IndexFunc(accounts, func(a entities.Account) bool { return a.Pool == pool && a.Email == email })
	if i < 0 {
		return reply{}, refused(http.StatusNotFound, "flashseed made no account %q in %q", email, pool)
	}
	token, err := s.Login(r.Context(), accounts[i].Role, email, accounts[i].Password)
	return reply{Data: encoded(map[string]string{"access_token": token}), Message: "logged in"}, err
}
