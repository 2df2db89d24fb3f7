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

// examineScreens asks what the front ends ask, with the ids of seeded items: one
// after the other, until something is shown.
func (s *session) examineScreens(ctx context.Context, d *diagnosis) {
	d.Screens = []screenDiagnosis{}
	shown, err := s.seeder.Show(ctx, "restaurants", "drivers", "customers", "customer_cares", "orders")
	if err != nil {
		d.problem("screens: %v", err)
		return
	}
	ids := map[string][]string{}
	for _, p := range shown.Pools {
		ids[p.Entity.Pool] = s.seededIDs(p)
	}
	var tries [mostTried]*strings.Replacer
	for n := range tries {
		now := s.Now()
		values := []string{"{from}", now.AddDate(0, 0, -31).Format(time.DateOnly), "{to}", now.AddDate(0, 0, 1).Format(time.DateOnly), "{word}", "a"}
		for pool, list := range ids {
			if len(list) > 0 {
				values = append(values, "{"+pool+"}", list[n%len(list)])
			}
		}
		tries[n] = strings.NewReplacer(values...)
	}
	adminToken := "" // of the first seeded super admin; screens that need one say so
	if admin, _ := s.account(ctx, func(a entities.Account) bool { return a.Role == "super-admin" }); admin != nil {
		adminToken, _ = s.client.Login(ctx, admin.Role, admin.Email, admin.Password)
	}
	for line := range strings.Lines(screenTable) {
		app, route, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || app == "#" {
			continue
		}
		screen, token := screenDiagnosis{App: app, Route: route}, ""
		if app == "admin" { // the other apps' routes are open
			token = adminToken
		}
		for n, ids := range tries {
			path := ids.Replace(route)
			if n > 0 && path == tries[0].Replace(route) {
				break // there are no other ids
			}
			if _, pool, missing := strings.Cut(path, "{"); missing {
				screen.Error = "no " + pool[:strings.Index(pool, "}")] + " were seeded"
				break
			}
			data, err := s.client.Ask(ctx, path, token)
			screen.Route, screen.Error = path, ""
			if err != nil {
				screen.Error = err.Error()
			} else if screen.Shows = showsSomething(data); screen.Shows {
				break
			}
		}
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
	world := entities.World{Options: s.options.Generate, Now: s.Now()}
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
