package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// sandboxPort is where Flashstrom itself listens.
const sandboxPort = "1310"

func (a *app) sandboxCommand() *cobra.Command {
	var o sandbox.Options
	var fill string
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve an in-memory Flashstrom backend",
		RunE:  func(c *cobra.Command, _ []string) error { return a.sandbox(c, o, fill) },
	}
	o.Dialect = entities.Flashstrom
	choice(c, c.Flags(), (*string)(&o.Dialect), "dialect", "", "the routes to speak: `flashstrom|readme`", []string{"flashstrom", "readme"})
	c.Flags().BoolVar(&o.Wallet, "wallet", false, "the platform's wallet exists, so orders can be paid from wallets")
	c.Flags().BoolVar(&o.NoMail, "no-mail", false, "fail registrations that send a mail, after the fact")
	c.Flags().DurationVar(&o.RegisterDelay, "register-delay", 0, "what one registration costs, one at a time")
	c.Flags().BoolVar(&o.Refusals, "refusals", false, "refuse what the real backend always refuses, such as deleting variants")
	c.Flags().DurationVar(&o.Latency, "latency", 0, "delay every answer by this long")
	c.Flags().Func("fail", "fail requests: 'METHOD /path=STATUS' or =timeout, with * in the path for one part, and @20% for some of them", func(text string) error {
		failure, err := sandbox.ParseFailure(text)
		o.Failures = append(o.Failures, failure)
		return err
	})
	choice(c, c.Flags(), &fill, "fill", "", "fill it before it answers: `town`, city, load or edge", entities.Presets()[1:])
	c.Flags().Lookup("fill").NoOptDefVal = "town"
	a.settingFlags(c, []string{"host", "port", "seed", "now", "pictures"})
	c.Flags().Lookup("port").DefValue = sandboxPort
	return c
}

func (a *app) sandbox(c *cobra.Command, o sandbox.Options, fill string) error {
	keys := []string{"host", "port", "pools", "builtin_pools"}
	if port := c.Flags().Lookup("port"); !port.Changed { // it has a default of its own here, and PORT is for serve
		_ = c.Flags().Set("port", port.DefValue) // any text will do
	}
	if fill != "" {
		keys = slices.Concat(keys, demoKeys)
	}
	cfg, err := a.load(c, keys)
	if err != nil {
		return err
	}
	for _, name := range []string{"seed", "now", "pictures"} {
		if fill == "" && c.Flags().Changed(name) {
			return usage(fmt.Errorf("--%s goes with --fill", name), "")
		}
	}
	o.Registry, o.Now = a.registry, a.clock(cfg)
	if !cfg.BuiltinPools {
		o.Dialect, o.Plain = entities.Declared, true
	}
	handler := withPictures(sandbox.New(o))
	listeners, err := listen(c.Context(), cfg.Host, cfg.Port)
	if err != nil {
		return err
	}
	if fill != "" {
		cfg.Preset = fill
		if err := a.fillSandbox(c, cfg, handler, listeners[0].Addr()); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.console, "sandbox (%s) listening on http://%s, Ctrl-C stops it\n", o.Dialect, listeners[0].Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(c.Context(), func() { _ = server.Close() })
	defer stop()
	for _, l := range listeners[1:] {
		go func() { _ = server.Serve(l) }()
	}
	if err := server.Serve(listeners[0]); !errors.Is(err, http.ErrServerClosed) {
		_ = server.Close()
		return err
	}
	return nil
}

// fillSandbox fills a sandbox before it answers, and says how to log in. What
// cannot be made, where requests are to fail, is no reason not to serve the rest.
func (a *app) fillSandbox(c *cobra.Command, cfg *config.Config, handler http.Handler, at net.Addr) error {
	address := cmp.Or(urlOf(at), fmt.Sprintf("http://localhost:%d", at.(*net.TCPAddr).Port))
	s, err := a.inMemory(c.Context(), cfg, handler, address)
	if err != nil {
		return err
	}
	defer s.close()
	r, err := s.seeder.Run(c.Context(), seeder.Request{}, s.observer())
	if err == nil {
		err = ended(c, r.Status, r.Error, r.Cause, r.Transient)
	}
	if c.Context().Err() != nil {
		return err
	}
	if err != nil {
		s.log.Warn("the sandbox is not full", "error", err)
	}
	login, err := s.login(c.Context())
	if err != nil || login == "" {
		return err
	}
	show := "flashseed show accounts"
	if address != "http://localhost:"+sandboxPort {
		show += " --backend-url " + address
	}
	fmt.Fprintf(a.console, "Log in as %s; all accounts: %s\n", login, show)
	return nil
}
