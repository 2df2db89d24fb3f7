package server

import (
	"net/http"
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

// Rows are items as a table.
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
	e, err := s.find(r.PathValue("pool"), http.StatusNotFound)
	if err != nil {
		s.fail(w, r, err)
		return
	}
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
	items := matching(kept, q.Get("q"))
	page.Count, page.AtLeast, page.Kept, page.Found = kept.Count, kept.AtLeast, len(kept.Items), len(items)
	page.Cached, page.Time = shown.Cached, shown.Time
	items = items[min(page.Offset, len(items)):]
	items = items[:min(page.Limit, len(items))]
	data := list(items)
	if q.Get("as") == "table" {
		data = encoded(table(e, items))
	}
	s.send(w, http.StatusOK, reply{Data: data, Message: e.Title, Page: &page})
}

// matching returns the items that show the text in a column or in their id, in
// any case.
func matching(p seeder.ShownPool, text string) []entities.Item {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return p.Items
	}
	var found []entities.Item
	for i, row := range table(p.Entity, p.Items).Rows {
		if strings.Contains(strings.ToLower(row.ID+"\n"+strings.Join(row.Cells, "\n")), text) {
			found = append(found, p.Items[i])
		}
	}
	return found
}

func table(e *entities.Entity, items []entities.Item) Rows {
	t := Rows{Columns: []string{}, Rows: make([]Row, len(items))}
	for _, c := range e.Columns {
		t.Columns = append(t.Columns, c.Title)
	}
	for i, item := range items {
		t.Rows[i] = Row{ID: item.ID, Cells: []string{}}
		for _, c := range e.Columns {
			t.Rows[i].Cells = append(t.Rows[i].Cells, c.Value(item))
		}
	}
	return t
}

// item answers with one item as the backend sent it.
func (s *Server) item(w http.ResponseWriter, r *http.Request) {
	e, err := s.find(r.PathValue("pool"), http.StatusNotFound)
	if err != nil {
		s.fail(w, r, err)
		return
	}
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
