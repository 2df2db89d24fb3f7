package server

import (
	"fmt"
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

// pool answers with items of one pool, or with rows of a table of them.
func (s *Server) pool(w http.ResponseWriter, r *http.Request, e *entities.Entity) {
	var err error
	q := r.URL.Query()
	page := Page{Pool: e.Pool}
	if page.Limit, err = number(q, "limit", 100, maxItems); err == nil {
		page.Offset, err = number(q, "offset", 0, 1<<31-1)
	}
	if as := q.Get("as"); err == nil && as != "" && as != "items" && as != "table" {
		err = badQuery("as: %q is neither items nor table", as)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	shown, err := share(r.Context(), &s.reads, e.Pool, func() (*seeder.Shown, error) { return s.Driver.Show(s.ctx, e.Pool) })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.state.learn(shown)
	kept := shown.Pools[0]
	items, rows := kept.Items, Rows{}
	if q.Get("as") == "table" || q.Get("q") != "" || q.Get("ref") != "" || q.Get("sort") != "" {
		items, rows, err = arranged(kept, s.names(r.Context(), e), q)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	page.Count, page.AtLeast, page.Kept, page.Found = kept.Count, kept.AtLeast, len(kept.Items), len(items)
	page.Cached, page.Time = shown.Cached, shown.Time
	from, to := min(page.Offset, len(items)), min(page.Offset+page.Limit, len(items))
	data := list(items[from:to])
	if q.Get("as") == "table" {
		rows.Rows = rows.Rows[from:to]
		data = encoded(rows)
	}
	s.send(w, http.StatusOK, reply{Data: data, Message: e.Title, Page: &page, Warning: strings.Join(shown.Warnings, "; ")})
}

// item answers with one item as the backend sent it.
func (s *Server) item(w http.ResponseWriter, r *http.Request, e *entities.Entity) {
	item, err := s.Driver.Item(r.Context(), e.Pool, r.PathValue("id"))
	switch {
	case err == nil:
		s.send(w, http.StatusOK, reply{Data: item.Raw, Message: e.Title})
	case codeOf(err) == http.StatusNotFound:
		s.refuse(w, http.StatusNotFound, "there is no "+r.PathValue("id")+" in "+e.Pool)
	default:
		s.fail(w, r, err)
	}
}

// accounts answers with the logins that flashseed made, with their passwords
// only where those may be shown.
func (s *Server) accounts(w http.ResponseWriter, r *http.Request) {
	accounts, _, err := s.Driver.Accounts(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := append([]entities.Account{}, accounts...)
	for i := range list {
		if !s.secrets() {
			list[i].Password = ""
		}
	}
	s.send(w, http.StatusOK, reply{Data: encoded(list), Message: "logins that flashseed made"})
}

// login answers with the access token that the backend gives one of the
// accounts: ?pool=customers&email=customer1@flashseed.test.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	if !s.secrets() {
		s.refuse(w, http.StatusForbidden, "without a token only a server that is reached from this machine alone logs in")
		return
	}
	accounts, _, err := s.Driver.Accounts(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	pool, email := r.URL.Query().Get("pool"), r.URL.Query().Get("email")
	i := slices.IndexFunc(accounts, func(a entities.Account) bool { return a.Pool == pool && a.Email == email })
	if i < 0 {
		s.refuse(w, http.StatusNotFound, fmt.Sprintf("flashseed made no account %q in %q", email, pool))
		return
	}
	token, err := s.Login(r.Context(), accounts[i].Role, email, accounts[i].Password)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.send(w, http.StatusOK, reply{Data: encoded(map[string]string{"access_token": token}), Message: "logged in"})
}
