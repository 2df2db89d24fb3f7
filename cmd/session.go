package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/config"
	"github.com/flashseed/flashseed/seeder/report"
	"github.com/flashseed/flashseed/seeder/socket"
)

// The settings that commands use, by what they do with them.
var (
	backendKeys = []string{"backend_url", "dialect", "allow_hosts", "headers", "header_command", "ca_file",
		"request_timeout", "retries", "rate", "max_body"}
	cacheKeys = []string{"redis_url", "redis_ca_file", "cache_ttl"}
	dataKeys  = []string{"preset", "min_pool_size", "pools", "builtin_pools", "seed", "now", "account_password", "admin_password",
		"email_domain", "locale", "ward_names", "pictures", "complete"}
	runKeys  = []string{"concurrency", "timeout", "wait", "lock_timeout"}
	logKeys  = []string{"log_format", "log_level"}
	seedKeys = slices.Concat(backendKeys, cacheKeys, dataKeys, runKeys, logKeys)
	showKeys = slices.Concat(backendKeys, cacheKeys, dataKeys, logKeys)
)

func (a *app) load(c *cobra.Command, keys []string) (*config.Config, error) {
	presetMin := func(preset, pool string) (int, bool) {
		if mins := entities.Preset(preset); mins != nil {
			return mins[pool], true
		}
		e := a.registry.Get(pool) // min_pool_size is for those that are always filled
		return 0, e != nil && e.Optional
	}
	cfg, err := config.Load(config.Sources{
		Flags: c.Flags(), LookupEnv: a.LookupEnv, File: a.flags.config, EnvFile: a.flags.envFile,
		WorkDir: a.WorkDir, UserConfigDir: a.UserConfigDir,
		Pools: a.registry.Names(), PresetMin: presetMin, Keys: keys,
	})
	if err != nil {
		return nil, err
	}
	return cfg, a.declare(cfg)
}

// declare adds the pools that the file declares to the registry, in the order
// in which they stand there.
func (a *app) declare(cfg *config.Config) error {
	registry := a.registry
	if !cfg.BuiltinPools {
		registry = entities.NewBareRegistry()
	}
	var declared []entities.Declaration
	for _, p := range cfg.Pools {
		if p.Declared {
			declared = append(declared, p.Declaration)
		}
	}
	if len(declared) == 0 && cfg.BuiltinPools {
		return nil
	}
	slices.SortFunc(declared, func(a, b entities.Declaration) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	registry, err := registry.Declare(declared)
	switch {
	case err != nil:
		return placed(err, cfg.File)
	case len(registry.All()) == 0:
		return usage(errors.New("builtin_pools: false leaves no pool"), "declare pools under pools: in the configuration file")
	}
	a.registry = registry
	return nil
}

// placed says where in the file a mistake in a declaration stands.
func placed(err error, file string) error {
	if e, ok := errors.AsType[*entities.DeclarationError](err); ok {
		return fmt.Errorf("%w (from %s:%d:%d)", e, file, e.Line, e.Column)
	}
	return err
}

// source is where a setting comes from, as config.Setting says it; "" if it was
// not read.
func source(cfg *config.Config, key string) string {
	for _, s := range cfg.Settings {
		if s.Key == key {
			return s.Source
		}
	}
	return ""
}

// session is what a command that talks to the backend works with.
type session struct {
	*app
	cfg    *config.Config
	log    *slog.Logger
	client *backend.Client
	cache  cache.Keeper
	seeder *seeder.Seeder
}

// inSession runs a command on a backend that may be seeded. Before that, check
// judges how the command is used: nothing is opened or dialled yet.
func (a *app) inSession(keys []string, check func(*config.Config, *cobra.Command, []string) error, run func(*session, *cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		cfg, err := a.load(c, keys)
		if err == nil {
			err = check(cfg, c, args)
		}
		var s *session
		if err == nil {
			s, err = a.session(c.Context(), cfg)
		}
		if err != nil {
			if slices.Contains(keys, "quit_url") {
				a.quitEarly(c, err)
			}
			return err
		}
		defer s.close()
		if _, err = s.client.CheckTarget(c.Context()); err == nil {
			err = run(s, c, args)
		}
		s.quit(c.Context(), err)
		return err
	}
}

// session wires the packages together, with changes of the backend's options.
func (a *app) session(ctx context.Context, cfg *config.Config, changes ...func(*backend.Options)) (*session, error) {
	log := report.LogOptions{JSON: cfg.LogFormat == "json", Level: cfg.LogLevel, Color: a.color(a.StderrTTY), Time: a.flags.verbose}
	switch {
	case a.flags.verbose:
		log.Level = min(cfg.LogLevel, slog.LevelInfo)
	case a.redraws():
		log.Retries = a.console
	}
	a.jsonLog = log.JSON
	s := &session{app: a, cfg: cfg, log: report.NewLogger(a.console, log)}
	dialect, finish := entities.Dialect(cfg.Dialect), seeder.FinishAll
	if cfg.Dialect == "auto" || !cfg.BuiltinPools {
		dialect = "" // to be detected, or there is only one
	}
	switch {
	case !cfg.Complete:
		finish = seeder.FinishNone
	case cfg.Preset == "minimum":
		finish = seeder.FinishBasic
	}
	generate := entities.Options{
		Seed: cfg.Seed, Locale: cfg.Locale, WardNames: cfg.WardNames, Pictures: cfg.Pictures,
		Edge: cfg.Preset == "edge", EmailDomain: cfg.EmailDomain,
		AccountPassword: cfg.AccountPassword, AdminPassword: cfg.AdminPassword,
		Overrides: map[string]entities.Overrides{},
	}
	o := backend.Options{
		URL: cfg.BackendURL, Dialect: dialect, Routes: map[string]entities.Routes{},
		Version: thisBuild().Version, Headers: cfg.Headers, Authorize: a.headersOf(cfg.HeaderCommand), CAFile: cfg.CAFile,
		RequestTimeout: cmp.Or(cfg.RequestTimeout, noLimit), Retries: cfg.Retries, Concurrency: cfg.Concurrency,
		Abort: a.abort, Rate: cfg.Rate, MaxBody: cfg.MaxBody, AllowHosts: cfg.AllowHosts,
		Log: s.log, Registry: a.registry,
	}
	var err error
	for pool, p := range cfg.Pools {
		if p.Declared {
			continue // the registry has its routes and fields
		}
		o.Routes[pool] = p.Routes
		if p.Fields != nil {
			if generate.Overrides[pool], err = a.registry.Override(pool, p.Fields); err != nil {
				return nil, placed(err, cfg.File)
			}
		}
	}
	for _, change := range changes {
		change(&o)
	}
	if s.client, err = backend.New(o); err != nil {
		return nil, usage(err, "")
	}
	if s.cache, err = s.openCache(ctx); err != nil {
		return nil, err
	}
	options := seeder.Setup{
		Registry: a.registry, Backend: s.client, Cache: s.cache, Lock: s.cache,
		Generate: generate, Dialect: dialect, Min: cfg.Min,
		Concurrency: cfg.Concurrency, Retries: cfg.Retries, Finish: finish, NamedMin: cfg.MinPoolSize, Timeout: cfg.Timeout,
		Now: a.Now, At: cfg.Now, Log: s.log,
	}
	if o.Transport == nil {
		options.Drivers = &socket.Fleet{API: s.client, Timeout: o.RequestTimeout}
	}
	if cfg.Wait > 0 {
		options.Ready = func(ctx context.Context, first *entities.Entity, notify func(string)) error {
			return s.client.Wait(ctx, cfg.Wait, first, notify)
		}
	}
	s.seeder = seeder.New(options)
	return s, nil
}

// noLimit is what a duration of 0 means in the settings.
const noLimit = 10 * 365 * 24 * time.Hour

func (s *session) close() {
	s.client.Close()
	_ = s.cache.Close()
}

// redraws reports whether stderr is a terminal on which lines are redrawn.
func (a *app) redraws() bool {
	plain := a.env("TERM") == "dumb" || a.env("CI") == "true" || a.env("CI") == "1"
	return a.StderrTTY && !a.flags.noProgress && !plain
}

// openCache opens the cache of the settings. Where they name none and no Redis
// listens in the usual place, that is a file.
func (s *session) openCache(ctx context.Context) (cache.Keeper, error) {
	o := cache.Options{
		URL: s.cfg.RedisURL, TTL: s.cfg.CacheTTL, Log: s.log, LockTimeout: s.cfg.LockTimeout, Now: s.Now,
		Holder: fmt.Sprintf("process %d on %s since %s", s.PID, s.Hostname, s.Now().UTC().Format(time.RFC3339)),
		Pools:  s.registry.All(),
	}
	if s.UserCacheDir != "" {
		o.File = filepath.Join(s.UserCacheDir, "flashseed", "cache.db")
	}
	switch {
	case s.flags.noCache:
		o.URL = ""
	case s.cfg.RedisGiven || listens(ctx, s.cfg.RedisURL):
	case o.File == "":
		o.URL = ""
		s.log.Warn("no Redis listens on localhost, and there is no home for a file: continuing without cache and lock")
	default:
		o.URL = "file:"
		if _, err := os.Stat(o.File); err != nil { // the first time; reports name it every time
			s.say("No Redis listens on localhost: the cache is " + o.File)
		}
	}
	if authorities := cmp.Or(s.cfg.RedisCAFile, s.cfg.CAFile); authorities != "" {
		var err error
		if o.RootCAs, err = backend.LoadRoots(authorities); err != nil {
			return nil, usage(err, "")
		}
	}
	keeper, err := cache.Open(o)
	if err != nil {
		return nil, usage(err, "redis_url is redis://[user:password@]host:port, rediss://, unix:///path, file:/path, memory: or empty")
	}
	return keeper, nil
}

// listens reports whether anything accepts connections at the default's host.
func listens(ctx context.Context, redisURL string) bool {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", strings.TrimPrefix(redisURL, "redis://"))
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}

// say prints a line on stderr that is neither result nor warning.
func (s *session) say(text string) {
	switch {
	case s.flags.quiet:
	case s.jsonLog:
		s.log.Info(text)
	default:
		fmt.Fprintln(s.console, text)
	}
}

// wants reports whether the result of a run is printed: always where -o asks for
// it, else unless stderr is all that anybody reads.
func (s *session) wants(c *cobra.Command) bool {
	return c.Flags().Changed("output") || !s.flags.quiet && !s.jsonLog
}

// observer shows a run on stderr: as log lines where logs are JSON, else as
// progress.
func (s *session) observer() seeder.Observer {
	if s.cfg.LogFormat == "json" {
		return report.LogEvents(s.log)
	}
	return report.NewProgress(report.ProgressOptions{
		Out: s.console, TTY: s.redraws(), Color: s.color(s.StderrTTY),
		Quiet: s.flags.quiet, Verbose: s.flags.verbose, Now: s.Now, Titles: s.tables().Titles,
	}).Observe
}

func (a *app) tables() report.TableOptions {
	o := report.TableOptions{Color: a.color(a.StdoutTTY), Now: a.Now(), Titles: map[string]string{}}
	if a.StdoutTTY {
		o.Width = a.StdoutCols()
	}
	for _, e := range a.registry.All() {
		o.Titles[e.Pool] = e.Title
	}
	return o
}

// ended turns the end of a run into the command's error.
func ended(c *cobra.Command, status seeder.Status, text string, cause error, transient bool) error {
	if status == seeder.StatusOK {
		return nil
	}
	_, hint := advise(cause)
	e := &exitError{code: exitShort, cause: errors.New(text), hint: hint}
	stopped, bySignal := errors.AsType[*interruptError](context.Cause(c.Context()))
	switch {
	case status == seeder.StatusInterrupted && bySignal:
		e.code = signalCode(stopped.signal)
	case transient:
		e.code = exitTransient
	}
	return e
}
