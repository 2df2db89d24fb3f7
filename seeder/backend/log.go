package backend

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// report tells the log and the metrics of one attempt. Bodies go to neither.
func (c *Client) report(ctx context.Context, q *request, status int, r reply, err *seeder.Error, took time.Duration) {
	if c.onRequest != nil {
		c.onRequest(q.method, q.at.route, status, err, took)
	}
	level := slog.LevelDebug
	if err != nil && q.method != http.MethodPost && !c.mayHelp(err) && err.Kind != seeder.RouteMissing {
		level = slog.LevelInfo
	}
	if !c.log.Enabled(ctx, level) {
		return
	}
	attrs := append(c.attrs(q, status, r.hasEC, r.ec), slog.Int64("ms", took.Milliseconds()))
	if err != nil {
		attrs = append(attrs, slog.String("em", err.EM), slog.Any("error", err))
	}
	c.log.LogAttrs(ctx, level, "request", attrs...)
}

// logRepeat tells of a request that will be sent again.
func (c *Client) logRepeat(ctx context.Context, q *request, err *seeder.Error, attempt int, wait time.Duration) {
	if !c.log.Enabled(ctx, slog.LevelWarn) {
		return
	}
	attrs := append(c.attrs(q, err.Status, err.HasEC, err.EC),
		slog.String("em", err.EM), slog.Any("error", err),
		slog.Int("attempt", attempt), slog.Duration("wait", max(wait, err.RetryAfter)))
	c.log.LogAttrs(ctx, slog.LevelWarn, "request is repeated", attrs...)
}

func (c *Client) attrs(q *request, status int, hasEC bool, ec int) []slog.Attr {
	attrs := make([]slog.Attr, 0, 10)
	attrs = append(attrs, slog.String("method", q.method), slog.String("route", q.at.route))
	if q.pool != "" {
		attrs = append(attrs, slog.String("pool", q.pool))
	}
	attrs = append(attrs, slog.Int("status", status))
	if hasEC {
		attrs = append(attrs, slog.Int("ec", ec))
	}
	return attrs
}
