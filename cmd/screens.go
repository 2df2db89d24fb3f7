package cmd

import (
	"context"
	_ "embed" // the table of routes
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

//go:embed screens.txt
var screenTable string

// mostTried is how many seeded items a screen is tried with until one shows
// something.
const mostTried = 30

// screenDiagnosis is one route of a front end.
type screenDiagnosis struct {
	App   string `json:"app"`
	Route string `json:"route"` // as it was asked last
	Shows bool   `json:"shows"` // it answered with something
	Error string `json:"error,omitempty"`
}

// examineScreens asks what the front ends ask, with the ids of seeded items.
func (s *session) examineScreens(ctx context.Context, d *diagnosis) {
	d.Screens = []screenDiagnosis{}
	shown, err := s.seeder.Show(ctx, "restaurants", "drivers", "customers", "customer_cares", "orders")
	if err != nil {
		d.problem("screens: %v", err)
		return
	}
	now := time.Now()
	ids := map[string][]string{
		"{from}": {now.AddDate(0, 0, -31).Format(time.DateOnly)}, "{to}": {now.AddDate(0, 0, 1).Format(time.DateOnly)},
		"{word}": {"a"},
	}
	for i, name := range []string{"{restaurant}", "{driver}", "{customer}", "{care}", "{order}"} {
		ids[name] = s.seededIDs(shown.Pools[i])
	}
	token := "" // of the first seeded super admin; screens that need one say so
	if admin, _ := s.account(ctx, func(a entities.Account) bool { return a.Role == "super-admin" }); admin != nil {
		token, _ = s.client.Login(ctx, admin.Role, admin.Email, admin.Password)
	}
	for line := range strings.Lines(screenTable) {
		app, route, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || app == "#" {
			continue
		}
		screen := s.examineScreen(ctx, app, route, token, ids)
		d.Screens = append(d.Screens, screen)
		if !screen.Shows {
			d.empty++
		}
	}
}

// seededIDs are the ids of a pool's seeded items: of accounts those with a
// seeded e-mail, else all.
func (s *session) seededIDs(p seeder.ShownPool) []string {
	var ids []string
	world := entities.World{Options: s.options.Generate, Now: time.Now()}
	for _, account := range entities.KnownAccounts(&world, p.Entity, p.Items) {
		ids = append(ids, account.ID)
	}
	if p.Entity.Role == "" {
		for _, item := range p.Items {
			ids = append(ids, item.ID)
		}
	}
	return ids[:min(len(ids), mostTried)]
}

// examineScreen asks a route until it shows something, with one id after the
// other.
func (s *session) examineScreen(ctx context.Context, app, route, token string, ids map[string][]string) screenDiagnosis {
	screen := screenDiagnosis{App: app, Route: route}
	if app != "admin" {
		token = "" // the other apps' routes are open
	}
	for n := range mostTried {
		path, another := route, n == 0
		for name, list := range ids {
			if !strings.Contains(route, name) {
				continue
			}
			if len(list) == 0 {
				screen.Error = "no " + strings.Trim(name, "{}") + " was seeded"
				return screen
			}
			another = another || n < len(list)
			path = strings.ReplaceAll(path, name, list[n%len(list)])
		}
		if !another {
			break
		}
		data, err := s.client.Ask(ctx, path, token)
		screen.Route, screen.Error = path, ""
		if err != nil {
			screen.Error = err.Error()
			continue
		}
		if screen.Shows = showsSomething(data); screen.Shows {
			break
		}
	}
	return screen
}

// showsSomething reports whether an answer holds more than an empty list, a
// page without items, or an object of nothing.
func showsSomething(data gjson.Result) bool {
	switch {
	case data.IsArray():
		return len(data.Array()) > 0
	case data.Get("items").IsArray():
		return len(data.Get("items").Array()) > 0
	case data.IsObject():
		return slices.ContainsFunc(slices.Collect(maps.Values(data.Map())), showsSomething)
	}
	return data.Type != gjson.Null && data.Str != "" || data.Type == gjson.Number || data.Type == gjson.True
}
