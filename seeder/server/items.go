package server

import (
	"bytes"
	"net/http"
	"net/url"
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
	Kept    int       `json:"kept"`  // of these can be had here
	Found   int       `json:"found"` // of these match q
	Limit   int       `json:"limit"`
	Offset  int       `json:"offset"`
	Cached  bool      `json:"cached"`
	Time    time.Time `json:"time"` // when the cache was written, or the backend read
}

// Rows are items as a person wants to see them.
type Rows struct {
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
}

// Row is one item.
type Row struct {
	ID    string   `json:"id"`
	Cells []string `json:"cells"`
}

// pool answers with items of one pool, or with rows of a table of them.
func (s *Server) pool(w http.ResponseWriter, r *http.Request) {
	e := s.find(r.PathValue("pool"))
	if e == nil {
		s.refuse(w, r, http.StatusNotFound, "there is no pool "+r.PathValue("pool")+" ("+strings.Join(s.Registry.Names(), ", ")+")")
		return
	}
	q, page, err := pageOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, shown, err := s.show(r.Context(), e.Pool)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	items := matching(p, q.Get("q"))
	page.Pool, page.Count, page.AtLeast = e.Pool, p.Count, p.AtLeast
	page.Kept, page.Found, page.Cached, page.Time = len(p.Items), len(items), shown.Cached, shown.Time
	items = items[min(page.Offset, len(items)):]
	items = items[:min(page.Limit, len(items))]
	s.succeed(w, rendered(e, items, q.Get("as")), e.Title, field{"page", page})
}

// pageOf reads limit, offset, q and as.
func pageOf(r *http.Request) (q url.Values, p Page, err error) {
	if q, err = queryOf(r, "limit", "offset", "q", "as"); err != nil {
		return nil, p, err
	}
	if p.Limit, err = number(q, "limit", 100, 0, mostItems); err != nil {
		return nil, p, err
	}
	if p.Offset, err = number(q, "offset", 0, 0, 1<<31-1); err != nil {
		return nil, p, err
	}
	if as := q.Get("as"); as != "" && as != "items" && as != "table" {
		return nil, p, badQuery("as: %q is neither items nor table", as)
	}
	return q, p, nil
}

// matching returns the items that show the text in a column or in their id,
// whatever its case.
func matching(p seeder.ShownPool, text string) []entities.Item {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return p.Items
	}
	var found []entities.Item
	for _, item := range p.Items {
		row := rowOf(p.Entity, item)
		if strings.Contains(strings.ToLower(row.ID+"\n"+strings.Join(row.Cells, "\n")), text) {
			found = append(found, item)
		}
	}
	return found
}

// rendered is items as JSON: as they are, or as rows.
func rendered(e *entities.Entity, items []entities.Item, as string) []byte {
	if as != "table" {
		var out bytes.Buffer
		writeItems(&out, items)
		return out.Bytes()
	}
	t := Rows{Columns: []string{}, Rows: make([]Row, len(items))}
	for _, c := range e.Columns {
		t.Columns = append(t.Columns, c.Title)
	}
	for i, item := range items {
		t.Rows[i] = rowOf(e, item)
	}
	return encoded(t)
}

func rowOf(e *entities.Entity, item entities.Item) Row {
	row := Row{ID: item.ID, Cells: make([]string, len(e.Columns))}
	for i, c := range e.Columns {
		row.Cells[i] = c.Value(item)
	}
	return row
}

// item answers with one item as the backend told it.
func (s *Server) item(w http.ResponseWriter, r *http.Request) {
	e := s.find(r.PathValue("pool"))
	if e == nil {
		s.refuse(w, r, http.StatusNotFound, "there is no pool "+r.PathValue("pool"))
		return
	}
	item, err := s.Driver.Item(r.Context(), e.Pool, r.PathValue("id"))
	if codeOf(err) == http.StatusNotFound {
		s.refuse(w, r, http.StatusNotFound, "there is no "+r.PathValue("id")+" in "+e.Pool)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.succeed(w, item.Raw, e.Title)
}

// accounts answers with the logins that flashseed made.
func (s *Server) accounts(w http.ResponseWriter, r *http.Request) {
	accounts, _, err := s.Driver.Accounts(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := make([]Account, len(accounts))
	for i, a := range accounts {
		list[i] = Account{Pool: a.Pool, Role: a.Role, Index: a.Index, Name: a.Name, Email: a.Email, ID: a.ID}
		if s.secrets() {
			list[i].Password = a.Password
		}
	}
	s.succeed(w, encoded(list), "logins that flashseed made")
}

// Account is a login as the API tells it.
type Account struct {
	Pool     string `json:"pool"`
	Role     string `json:"role"`
	Index    int    `json:"index"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password,omitempty"` // only where it may be shown
	ID       string `json:"id"`
}
