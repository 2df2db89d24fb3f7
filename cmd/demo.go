package cmd

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// demoKeys are the settings that make a difference to a demo.
var demoKeys = slices.Concat(dataKeys, logKeys, []string{"concurrency"})

// rowsShown is how many items of each pool a demo shows.
const rowsShown = 2

func (a *app) demoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "Fill a backend that lives in this process, and show it",
		RunE:  a.demo,
	}
	a.addFlags(c, "table|json|yaml", demoKeys)
	return c
}

// demo is sandbox, ensure and show in one process.
func (a *app) demo(c *cobra.Command, _ []string) error {
	cfg, err := a.load(c, demoKeys)
	if err != nil {
		return err
	}
	if source(cfg, "preset") == "default" && source(cfg, "min_pool_size") != "flag --min" {
		cfg.Preset = "town"
	}
	handler := withPictures(sandbox.New(sandbox.Options{Registry: a.registry, Dialect: a.registry.Dialects()[0].Dialect, Wallet: true, Now: a.clock(cfg)}))
	s, err := a.inMemory(c.Context(), cfg, handler, "http://sandbox.internal")
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.fill(c, seeder.Request{}, false); err != nil {
		return err
	}
	if a.flags.output != report.Table || !s.wants(c) {
		return nil
	}
	return s.tour(c.Context())
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

// inMemory opens a session with a sandbox of this process, which is known to
// others by its address.
func (a *app) inMemory(ctx context.Context, cfg *config.Config, sandbox http.Handler, address string) (*session, error) {
	var err error
	if cfg.BackendURL, err = url.Parse(address); err != nil {
		return nil, err
	}
	cfg.RedisURL, cfg.RedisGiven = "memory:", true
	if err := ownPictures(cfg, address); err != nil {
		return nil, err
	}
	return a.session(ctx, cfg, func(o *backend.Options) { o.Transport = inProcess{sandbox} })
}

func (a *app) clock(cfg *config.Config) func() time.Time {
	if cfg.Now.IsZero() {
		return a.Now
	}
	return func() time.Time { return cfg.Now }
}

// tour shows a page or two of what a demo made.
func (s *session) tour(ctx context.Context) error {
	shown, err := s.seeder.Show(ctx)
	if err != nil {
		return err
	}
	var also []string
	tables := s.tables()
	for _, pool := range shown.Pools {
		heading := fmt.Sprintf("%s (%d)", pool.Entity.Title, pool.Count)
		switch {
		case pool.Count == 0:
		case pool.Entity.Optional:
			also = append(also, heading)
		default:
			fmt.Fprintf(s.Stdout, "\n%s\n", heading)
			pool.Items = pool.Items[:min(len(pool.Items), rowsShown)]
			tables.Names = s.seeder.Names(ctx, pool.Entity.Pool)
			report.WriteRows(s.Stdout, pool, tables)
		}
	}
	if also != nil {
		fmt.Fprintf(s.Stdout, "\nAlso: %s\n", strings.Join(also, ", "))
	}
	login, err := s.login(ctx)
	if err != nil || login == "" {
		return err
	}
	fmt.Fprintf(s.Stdout, "\nEvery account logs in, such as %s.\nTo log in yourself: flashseed sandbox --fill\n", login)
	return nil
}

// login is how one of the customers logs in, "" if there is none.
func (s *session) login(ctx context.Context) (string, error) {
	account, err := s.account(ctx, func(a entities.Account) bool { return a.Pool == "customers" })
	if account == nil {
		return "", err
	}
	return account.Email + " with " + account.Password, nil
}
