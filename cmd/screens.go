package cmd

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

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
	accounts, _, err := s.seeder.Accounts(ctx)
	orders, failed := s.seeder.Show(ctx, "orders")
	if err := cmp.Or(err, failed); err != nil {
		d.problem("screens: %v", err)
		return
	}
	ids, adminToken := map[string][]string{}, "" // screens that need a super admin say so
	for _, account := range accounts {
		ids[account.Pool] = append(ids[account.Pool], account.ID)
		if account.Role == "super-admin" && adminToken == "" {
			adminToken, _ = s.client.Login(ctx, account.Role, account.Email, account.Password)
		}
	}
	for _, item := range orders.Pools[0].Items {
		ids["orders"] = append(ids["orders"], item.ID)
	}
	var tries [mostTried]*strings.Replacer
	for n := range tries {
		now := s.Now()
		values := []string{"{from}", now.AddDate(0, 0, -31).Format(time.DateOnly), "{to}", now.AddDate(0, 0, 1).Format(time.DateOnly), "{word}", "a"}
		for pool, list := range ids {
			values = append(values, "{"+pool+"}", list[n%len(list)])
		}
		tries[n] = strings.NewReplacer(values...)
	}
	for line := range strings.Lines(text("screens")) {
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
