package cmd

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/report"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// demoKeys are the settings that make a difference to a demo.
var demoKeys = concat(dataKeys, logKeys, []string{"concurrency"})

func (a *app) demoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "demo",
		Short:   "Fill a backend that lives in this process, and show it",
		GroupID: groupSeed,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.demo(c) },
	}
	a.outputFlags(c, "table|json|yaml")
	a.progressFlags(c)
	a.settingFlags(c, demoKeys...)
	return c
}

// inProcess answers requests from a handler, without a network.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	t.handler.ServeHTTP(rec, r)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// demo is sandbox, ensure and show in one process.
func (a *app) demo(c *cobra.Command) error {
	format, err := report.ParseFormat(a.flags.output, report.Table, report.JSON, report.YAML)
	if err != nil {
		return err
	}
	cfg, err := a.load(c, demoKeys)
	if err != nil {
		return err
	}
	cfg.RedisURL, cfg.RedisGiven = "memory:", true
	cfg.BackendURL = &url.URL{Scheme: "http", Host: "sandbox.internal"}
	s, err := a.session(c.Context(), cfg, func(o *backend.Options) {
		o.Transport = inProcess{sandbox.New(sandbox.Options{Registry: a.registry, Dialect: a.registry.Dialects()[0].Dialect, Wallet: true, Now: a.Now})}
	})
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.fill(c, format, seeder.Request{}, false); err != nil {
		return err
	}
	if format != report.Table || s.jsonLog {
		return nil
	}
	return s.tour(c)
}

// tour shows a page of what a demo made.
func (s *session) tour(c *cobra.Command) error {
	for _, pool := range []string{"restaurants", "menu_items", "orders"} {
		if s.registry.Get(pool) == nil {
			continue // it is not among those that are declared
		}
		shown, err := s.seeder.Show(c.Context(), pool)
		if err != nil {
			return err
		}
		tables := s.tables()
		tables.Names = s.seeder.Names(c.Context(), pool)
		fmt.Fprintf(s.Stdout, "\n%s\n", s.registry.Get(pool).Title)
		if err := report.WritePools(s.Stdout, report.Table, shown, tables); err != nil {
			return err
		}
	}
	return nil
}
