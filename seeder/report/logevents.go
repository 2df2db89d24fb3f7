package report

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/flashseed/flashseed/seeder"
)

// LogEvents returns an observer that writes a run into a log instead of
// drawing it: the form for logs that programs read. It may be shared by runs.
func LogEvents(log *slog.Logger) seeder.Observer {
	var dry atomic.Bool
	return func(e seeder.Event) {
		switch e.Kind {
		case seeder.RunStarted:
			dry.Store(e.Report != nil && e.Report.DryRun)
			logStart(log, e.Report)
		case seeder.Waiting:
			log.Info("waiting", "for", e.Text)
		case seeder.Warned:
			log.Warn(e.Text)
		case seeder.PoolDone:
			logPool(log, e.Pool, dry.Load())
		case seeder.RunDone:
			logEnd(log, e.Report)
		}
	}
}

func logStart(log *slog.Logger, r *seeder.Report) {
	if r != nil {
		log.Info("run started", "backend", r.Backend, "dialect", r.Dialect, "seed", r.Seed, "pools", len(r.Pools), "dry_run", r.DryRun)
	}
}

func logPool(log *slog.Logger, p *seeder.PoolReport, dry bool) {
	if p == nil {
		return
	}
	level := slog.LevelInfo
	if p.Status != seeder.PoolFull && !dry {
		level = slog.LevelWarn
	}
	log.LogAttrs(context.Background(), level, "pool "+string(p.Status),
		slog.String("pool", p.Pool), slog.Int("before", p.Before), slog.Int("created", p.Created),
		slog.Int("completed", p.Completed), slog.Int("now", p.Now), slog.Bool("at_least", p.AtLeast),
		slog.Int("min", p.Min), slog.String("reason", p.Reason), slog.Int64("duration_ms", p.DurationMS))
}

func logEnd(log *slog.Logger, r *seeder.Report) {
	if r == nil {
		return
	}
	level := slog.LevelInfo
	if r.Error != "" {
		level = slog.LevelError
	}
	log.LogAttrs(context.Background(), level, "run "+string(r.Status),
		slog.String("backend", r.Backend), slog.Bool("cached", r.Cached), slog.Int64("duration_ms", r.DurationMS),
		slog.Int("get", r.Requests.Get), slog.Int("post", r.Requests.Post), slog.Int("patch", r.Requests.Patch),
		slog.String("error", r.Error))
}
