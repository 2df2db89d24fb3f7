package cmd

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// sandboxPort is where Flashstrom itself listens.
const sandboxPort = "1310"

// sandboxOptions are the flags of sandbox that are not settings.
type sandboxOptions struct {
	dialect       string
	wallet        bool
	noMail        bool
	registerDelay time.Duration
}

func (a *app) sandboxCommand() *cobra.Command {
	var o sandboxOptions
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve an in-memory Flashstrom backend",
		Long: `sandbox serves a Flashstrom backend that lives in memory: what is posted can be
read, references are checked, logins log in. Everything is gone when it stops.`,
		Example: `  flashseed sandbox
  flashseed sandbox --port 8080 --dialect readme`,
		GroupID: groupServe,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.sandbox(c, o) },
	}
	c.Flags().StringVar(&o.dialect, "dialect", "flashstrom", "the routes to speak: flashstrom or readme")
	c.Flags().BoolVar(&o.wallet, "wallet", false, "the platform's wallet exists, so orders can be paid from wallets")
	c.Flags().BoolVar(&o.noMail, "no-mail", false, "fail registrations that send a mail, after the fact")
	c.Flags().DurationVar(&o.registerDelay, "register-delay", 0, "what one registration costs, one at a time")
	_ = c.RegisterFlagCompletionFunc("dialect", cobra.FixedCompletions([]string{"flashstrom", "readme"}, cobra.ShellCompDirectiveNoFileComp))
	a.settingFlags(c, "host", "port")
	c.Flags().Lookup("port").DefValue = sandboxPort
	return c
}

// sandbox serves until it is stopped.
func (a *app) sandbox(c *cobra.Command, o sandboxOptions) error {
	cfg, err := a.load(c, []string{"host"})
	if err != nil {
		return err
	}
	port, err := a.sandboxPort(c)
	if err != nil {
		return err
	}
	if o.dialect != string(sandbox.Flashstrom) && o.dialect != string(sandbox.Readme) {
		return usage(fmt.Errorf("dialect: %q is neither flashstrom nor readme (from --dialect)", o.dialect), "")
	}
	handler := sandbox.New(sandbox.Options{
		Dialect: sandbox.Dialect(o.dialect), Wallet: o.wallet, NoMail: o.noMail, RegisterDelay: o.registerDelay, Now: a.Now,
	})
	listeners, err := listen(c.Context(), cfg.Host, port)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.console, "sandbox (%s) listening on http://%s, Ctrl-C stops it\n", o.dialect, listeners[0].Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stop := context.AfterFunc(c.Context(), func() { _ = server.Close() })
	defer stop()
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { ended <- server.Serve(l) }()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		_ = server.Close()
		return err
	}
	return nil
}

// sandboxPort reads --port, which has a default of its own here and is not
// taken from PORT.
func (a *app) sandboxPort(c *cobra.Command) (int, error) {
	text := sandboxPort
	if f := c.Flags().Lookup("port"); f.Changed {
		text = f.Value.String()
	}
	port, err := strconv.Atoi(text)
	if err != nil || port < 0 || port > 65535 {
		return 0, usage(fmt.Errorf("port: %q is not a port between 0 and 65535 (from --port)", text), "")
	}
	return port, nil
}
