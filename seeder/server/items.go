package server

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

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

// shown reads pools, all for no names, once for all who ask for the same
// meanwhile.
func (s *Server) shown(ctx context.Context, pools ...string) (*seeder.Shown, error) {
	return share(ctx, &s.reads, fmt.Sprint(pools), func() (*seeder.Shown, error) {
		shown, err := s.Driver.Show(s.ctx, pools...)
		if err == nil {
			s.learn(shown)
		}
		return shown, err
	})
}

// pool answers with items of one pool, or with rows of a table of them.
func (s *Server) pool(r *http.Request, e *entities.Entity) (answer reply, err error) {
	q := r.URL.Query()
	page := Page{Pool: e.Pool}
	if page.Limit, err = number("limit", cmp.Or(q.Get("limit"), "100"), 0, maxItems); err != nil {
		return answer, err
	}
	if page.Offset, err = number("offset", cmp.Or(q.Get("offset"), "0"), 0, 1<<31-1); err != nil {
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
		var records [][]byte
		for _, row := range rows.Rows {
			records = append(records, row.record)
		}
		answer.Data = array(records)
	}
	return answer, nil
}

// item answers with one item as the backend sent it.
func (s *Server) item(r *http.Request, e *entities.Entity) (reply, error) {
	item, err := s.Driver.Item(r.Context(), e.Pool, r.PathValue("id"))
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

// Rows are items as a table: what people call an item first, the id last, and
// names in place of ids as far as they are known.
type Rows struct {
	Columns  []string `json:"columns"`
	Rows     []Row    `json:"rows"`
	Statuses []Tally  `json:"statuses"` // of all items that match, most first; [] without such a column
}

// Row is one item.
type Row struct {
	ID    string   `json:"id"`
	Cells []string `json:"cells"`

	record []byte
}

// Tally is how many items have a status.
type Tally struct {
	Status string `json:"status"`
	Count  int    `json:"count"`
}

// arranged returns the table of those items of a pool that show the text q in a
// column or in their id and that refer to the item ref, in the order of the
// column sort (-Total for the greatest first).
func arranged(p seeder.ShownPool, names map[string]string, q url.Values) (Rows, error) {
	columns := p.Entity.Columns
	t := Rows{Columns: []string{}, Rows: []Row{}, Statuses: []Tally{}}
	for _, c := range columns {
		t.Columns = append(t.Columns, c.Title)
	}
	title, descending := strings.CutPrefix(q.Get("sort"), "-")
	by := slices.IndexFunc(t.Columns, func(c string) bool { return strings.EqualFold(c, title) })
	if title != "" && by < 0 {
		return t, refused(http.StatusBadRequest, "sort: %q is not a column (%s)", title, strings.Join(t.Columns, ", "))
	}
	text, ref := folded(q.Get("q")), q.Get("ref")
	status, counts := slices.Index(t.Columns, "Status"), map[string]int{}
	for _, item := range p.Items {
		row := Row{item.ID, make([]string, len(columns)), item.Raw}
		for i, c := range columns {
			row.Cells[i] = c.Value(item)
			row.Cells[i] = cmp.Or(names[row.Cells[i]], row.Cells[i])
		}
		if !strings.Contains(folded(strings.Join(append(row.Cells, row.ID), "\n")), text) || ref != "" && !refersTo(item, ref) {
			continue
		}
		t.Rows = append(t.Rows, row)
		if status >= 0 {
			counts[row.Cells[status]]++
		}
	}
	if by >= 0 {
		slices.SortStableFunc(t.Rows, func(a, b Row) int {
			if descending {
				a, b = b, a
			}
			return compare(a.Cells[by], b.Cells[by])
		})
	}
	for status, n := range counts {
		t.Statuses = append(t.Statuses, Tally{status, n})
	}
	slices.SortFunc(t.Statuses, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Status, b.Status))
	})
	return t, nil
}

// compare orders cells: amounts and numbers by value, before texts without
// regard to accents and case.
func compare(a, b string) int {
	return cmp.Or(cmp.Compare(amount(a), amount(b)), strings.Compare(folded(a), folded(b)))
}

// amount is the number in a cell; a text is above all numbers.
func amount(cell string) float64 {
	n, err := strconv.ParseFloat(strings.TrimPrefix(cell, "$"), 64)
	if err != nil || math.IsNaN(n) { // a person may be called Nan
		return math.Inf(1)
	}
	return n
}

// folded is a text as a search compares it: "goi" finds "Gỏi".
func folded(text string) string {
	letters := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ToLower(text)))
	return strings.TrimSpace(strings.ReplaceAll(letters, "đ", "d"))
}
