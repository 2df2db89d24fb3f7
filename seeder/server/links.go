package server

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// Links are the items that one item refers to, and those that refer to it.
type Links struct {
	Label string     `json:"label"` // what people call the item
	URL   string     `json:"url"`   // of the item at the backend, "" if it has none or the dialect is not known yet
	Refs  []Link     `json:"refs"`
	From  []Referrer `json:"from"`
}

// Link is an item that another one refers to.
type Link struct {
	Field string `json:"field"`
	Pool  string `json:"pool"`
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Referrer is a pool some of whose items refer to an item.
type Referrer struct {
	Pool    string `json:"pool"`
	Count   int    `json:"count"`
	AtLeast bool   `json:"at_least"` // the pool holds more items than were looked at
}

// links answers with an item's links, both ways.
func (s *Server) links(r *http.Request, e *entities.Entity) (reply, error) {
	item, err := s.Driver.Item(r.Context(), e.Pool, r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	l := Links{Label: e.Label(item), Refs: []Link{}, From: []Referrer{}}
	if last := s.snapshot().Last; last != nil {
		if route := s.Registry.Routes(last.Report.Dialect, e.Pool).Item; route != "" {
			l.URL = s.Backend + route + "/" + url.PathEscape(item.ID)
		}
	}
	fields := map[string]string{} // by the id that stands there
	eachRef(item, func(field, id string) { fields[id] = cmp.Or(fields[id], field) })
	warning := ""
	for _, other := range s.Registry.All() {
		touches := other == e || slices.Contains(e.Needs, other.Pool) || slices.Contains(other.Needs, e.Pool)
		if !touches || other.Optional && s.Min(other.Pool) == 0 {
			continue
		}
		shown, err := s.shown(r.Context(), other.Pool)
		if err != nil {
			warning = err.Error()
			continue
		}
		p := shown.Pools[0]
		from := Referrer{Pool: other.Pool, AtLeast: p.AtLeast || p.Count > len(p.Items)}
		for _, near := range p.Items {
			if near.ID == item.ID {
				continue
			}
			if field, ok := fields[near.ID]; ok {
				l.Refs = append(l.Refs, Link{field, other.Pool, near.ID, other.Label(near)})
			}
			if refersTo(near, item.ID) {
				from.Count++
			}
		}
		if from.Count > 0 {
			l.From = append(l.From, from)
		}
	}
	return reply{Data: encoded(l), Message: e.Title, Warning: warning}, nil
}

// refersTo reports whether an item refers to the one with that id.
func refersTo(item entities.Item, id string) (found bool) {
	if strings.Contains(string(item.Raw), id) {
		eachRef(item, func(_, other string) { found = found || other == id })
	}
	return found
}

// eachRef calls do for every text in a record that may be the id of an item it
// refers to: its own texts, the ids of the objects in it, and the texts of the
// elements of its lists. What stands deeper is the business of other items.
func eachRef(item entities.Item, do func(field, id string)) {
	gjson.ParseBytes(item.Raw).ForEach(func(key, v gjson.Result) bool {
		for _, element := range v.Array() { // v itself unless it is a list
			element.ForEach(func(name, text gjson.Result) bool { // a text itself has no name
				if text.Type == gjson.String && text.Str != "" && (v.IsArray() || name.Str == "" || name.Str == "id") {
					do(strings.TrimSuffix(key.Str+"."+name.Str, "."), text.Str)
				}
				return true
			})
		}
		return true
	})
}
