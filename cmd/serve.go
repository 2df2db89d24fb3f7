package cmd

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/pictures"
	"github.com/flashseed/flashseed/seeder/report"
	"github.com/flashseed/flashseed/seeder/server"
)

// serveKeys are the settings of serve.
var serveKeys = slices.Concat(seedKeys, []string{"host", "port", "token", "serve_hosts", "cors_origins", "shutdown_timeout", "startup_ensure",
	"live.rate", "live.for", "live.max"})

func (a *app) serveCommand() *cobra.Command {
	var live bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pools over HTTP, with a page to look at",
		RunE:  func(c *cobra.Command, _ []string) error { return a.serve(c, live) },
	}
	a.addFlags(c, "", serveKeys)
	c.Flags().BoolVar(&live, "live", false, "let the town go on once the pools are full; see flashseed live --help")
	return c
}

func (a *app) serve(c *cobra.Command, live bool) error {
	cfg, err := a.load(c, serveKeys)
	if err != nil {
		return err
	}
	abort, giveUp := context.WithCancel(a.abort)
	defer giveUp()
	a.abort = abort
	listeners, err := listen(c.Context(), cfg.Host, cfg.Port)
	if err != nil {
		return err
	}
	if err := ownPictures(cfg, urlOf(listeners[0].Addr())); err != nil {
		return err
	}
	metrics := server.NewMetrics()
	s, err := a.session(c.Context(), cfg, func(o *backend.Options) { o.OnRequest = metrics.BackendRequest })
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.client.CheckTarget(c.Context()); is[*backend.TargetError](err) {
		return err
	} else if err != nil { // it may come later: every connection is checked again
		s.log.Warn("the backend's name cannot be looked up yet", "error", err)
	}
	s.sayUnusedMin()
	at := listeners[0].Addr()
	if s.jsonLog {
		s.log.Info("flashseed listening", "address", at.String())
	} else {
		s.say(fmt.Sprintf("flashseed listening on http://%s, Ctrl-C stops it", at))
	}
	if tcp, ok := at.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() && cfg.Token == "" {
		s.log.Warn("whoever reaches this address can fill the pools: set FLASHSEED_TOKEN")
	}
	return server.New(server.Options{
		Driver: s.seeder, Registry: s.registry, Min: cfg.Min, Login: s.client.Login,
		Backend: s.client.URL(), Version: thisBuild().Version,
		Token: cfg.Token, CORSOrigins: cfg.CORSOrigins, ServeHosts: append(cfg.ServeHosts, cfg.Host), IsLocal: backend.IsLocal,
		StartupEnsure: cfg.StartupEnsure, Live: s.liveOptions(nil), StartLive: live, ShutdownTimeout: cfg.ShutdownTimeout, Abort: giveUp,
		Observe: s.observeServe(), Metrics: metrics, Pictures: pictures.Handler(), Now: s.Now, Log: s.log,
	}).Serve(c.Context(), listeners...)
}

// observeServe logs every run, and prints one line on what the start did. Where
// logs are JSON, the log has it.
func (s *session) observeServe() seeder.Observer {
	log := report.LogEvents(s.log)
	var first sync.Once
	return func(ev seeder.Event) {
		log(ev)
		if ev.Kind != seeder.RunDone || !s.cfg.StartupEnsure || s.flags.quiet || s.cfg.LogFormat == "json" {
			return
		}
		first.Do(func() {
			r, full := ev.Report, 0
			for _, p := range r.Pools {
				if p.Status == seeder.PoolFull {
					full++
				}
			}
			took := time.Duration(r.DurationMS) * time.Millisecond
			fmt.Fprintf(s.console, "%d of %d pools full, %s, %d requests\n", full, len(r.Pools), took, r.Requests.Total())
		})
	}
}
