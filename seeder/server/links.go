package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
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
	named
}

// named is an item by what people call it.
type named struct {
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
	names := map[string]named{}
	l := Links{Label: e.Label(item), URL: s.itemURL(e, item.ID), Refs: []Link{}, From: []Referrer{}}
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
		addNames(names, p)
		from := Referrer{Pool: p.Entity.Pool, AtLeast: p.AtLeast || p.Count > len(p.Items)}
		for _, other := range p.Items {
			if other.ID != item.ID && refersTo(other, item.ID) {
				from.Count++
			}
		}
		if from.Count > 0 {
			l.From = append(l.From, from)
		}
	}
	eachRef(item, func(field, id string) {
		to, known := names[id]
		twice := slices.ContainsFunc(l.Refs, func(l Link) bool { return l.ID == id })
		if known && !twice && id != item.ID {
			l.Refs = append(l.Refs, Link{field, to})
		}
	})
	return reply{Data: encoded(l), Message: e.Title, Warning: warning}, nil
}

// itemURL is where the backend answers with one item.
func (s *Server) itemURL(e *entities.Entity, id string) string {
	last := s.state.snapshot().Last
	if last == nil {
		return ""
	}
	route := s.Registry.Routes(last.Report.Dialect, e.Pool).Item
	if route == "" {
		return ""
	}
	return s.Backend + route + "/" + id
}

// names returns what people call the items that a pool needs, by id, as far as
// they can be read.
func (s *Server) names(ctx context.Context, e *entities.Entity) map[string]named {
	names := map[string]named{}
	for _, need := range e.Needs {
		shown, err := s.shown(ctx, need)
		if err != nil {
			break // the others would fail as slowly
		}
		addNames(names, shown.Pools[0])
	}
	return names
}

func addNames(names map[string]named, p seeder.ShownPool) {
	for _, item := range p.Items {
		names[item.ID] = named{p.Entity.Pool, item.ID, p.Entity.Label(item)}
	}
}

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
		switch {
		case v.Type == gjson.String:
			do(key.Str, v.Str)
		case v.IsObject():
			do(key.Str, v.Get("id").Str)
		case v.IsArray():
			v.ForEach(func(_, element gjson.Result) bool {
				if element.Type == gjson.String {
					do(key.Str, element.Str)
				}
				element.ForEach(func(inner, v gjson.Result) bool {
					if element.IsObject() && v.Type == gjson.String {
						do(key.Str+"."+inner.Str, v.Str)
					}
					return true
				})
				return true
			})
		}
		return true
	})
}
