package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
	"github.com/flashseed/flashseed/seeder/server"
)

// serveKeys are the settings of serve.
var serveKeys = concat(seedKeys, []string{"host", "port", "token", "serve_hosts", "cors_origins", "shutdown_timeout", "startup_ensure"})

func (a *app) serveCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the pools over HTTP, with a page to look at",
		Long: `serve answers the requests that the original service answers, and more: open it
in a browser to see the pools and fill them. At the start it makes sure that
they are full.

It listens on this machine alone unless --host says otherwise; set
FLASHSEED_TOKEN then, and requests must show it.`,
		Example: `  flashseed serve
  curl localhost:3001/data-pools
  curl -X POST localhost:3001/data-pools/refresh
  curl -X POST 'localhost:3001/data-pools/ensure?pools=orders&min=orders=50'`,
		GroupID: groupServe,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c) },
	}
	a.progressFlags(c)
	a.cacheFlag(c)
	a.settingFlags(c, serveKeys...)
	return c
}

// serve answers requests until it is stopped.
func (a *app) serve(c *cobra.Command) error {
	cfg, err := a.load(c, serveKeys)
	if err != nil {
		return err
	}
	abort, giveUp := context.WithCancel(a.abort)
	defer giveUp()
	a.abort = abort
	metrics := server.NewMetrics()
	s, err := a.session(cfg, func(o *backend.Options) { o.OnRequest = metrics.BackendRequest })
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.nearTarget(c.Context()); err != nil {
		return err
	}
	listener, err := listen(c.Context(), cfg.Host, cfg.Port)
	if err != nil {
		return err
	}
	a.sayListening(cfg, listener.Addr())
	return s.server(metrics, giveUp).Serve(c.Context(), listener)
}

// server turns the settings into a server's options.
func (s *session) server(metrics *server.Metrics, giveUp func()) *server.Server {
	return server.New(server.Options{
		Driver: s.seeder, Registry: s.registry, Min: s.cfg.Min,
		Backend: s.client.URL(), Version: thisBuild().Version,
		Host: s.cfg.Host, Token: s.cfg.Token,
		StartupEnsure: s.cfg.StartupEnsure, ShutdownTimeout: s.cfg.ShutdownTimeout, Abort: giveUp,
		Observe: report.LogEvents(s.log), Metrics: metrics, Now: s.Now, Log: s.log,
	})
}

// nearTarget refuses a backend that is not near. One whose name cannot be
// looked up yet may come later: every connection is checked again.
func (s *session) nearTarget(ctx context.Context) error {
	err := s.checkTarget(ctx)
	var refused *backend.TargetError
	if err == nil || errors.As(err, &refused) {
		return err
	}
	s.log.Warn("the backend's name cannot be looked up yet", "error", err)
	return nil
}

// sayListening tells where the page is, and warns of an open door.
func (a *app) sayListening(cfg *config.Config, at net.Addr) {
	if !a.flags.quiet {
		fmt.Fprintf(a.console, "flashseed listening on http://%s, Ctrl-C stops it\n", at)
	}
	tcp, ok := at.(*net.TCPAddr)
	if ok && !tcp.IP.IsLoopback() && cfg.Token == "" {
		fmt.Fprintln(a.console, "warning: whoever reaches this address can fill the pools: set FLASHSEED_TOKEN")
	}
}
