package backend

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxPoll is the longest pause between two looks at a backend that is waited
// for.
const maxPoll = 2 * time.Second

// WaitError says that a backend was waited for in vain. It wraps what was last
// seen of it.
type WaitError struct {
	After time.Duration
	Last  *seeder.Error
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("no proper answer within %s, last seen: %s", e.After, e.Last)
}

func (e *WaitError) Unwrap() error { return e.Last }

// Wait polls the route that the first pool needs until it answers properly. It
// ends at once when the backend answers that it will not be asked. notify is
// called with the reason of the waiting whenever that changes. The answer that
// ends the wait is kept for Observe.
func (c *Client) Wait(ctx context.Context, limit time.Duration, first *entities.Entity, notify func(reason string)) error {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var last *seeder.Error
	for pause := minDelay; ; pause = min(2*pause, maxPoll) {
		failed := c.poll(bounded, first)
		if failed == nil {
			return nil
		}
		if ctx.Err() != nil || isRefusal(failed) || failed.Kind == seeder.DeniedKind {
			return failed
		}
		if last == nil || bounded.Err() == nil {
			last = c.noteReason(last, failed, notify)
		}
		if sleep(bounded, pause) != nil {
			return c.waitEnded(ctx, limit, last)
		}
	}
}

func (c *Client) noteReason(last, failed *seeder.Error, notify func(string)) *seeder.Error {
	if notify != nil && (last == nil || last.Error() != failed.Error()) {
		notify(failed.Error())
	}
	return failed
}

func (c *Client) waitEnded(ctx context.Context, limit time.Duration, last *seeder.Error) error {
	if ctx.Err() != nil {
		stopped := *last
		stopped.Err = plain(errors.Join(context.Cause(ctx), last.Err))
		return &stopped
	}
	return &WaitError{After: limit, Last: last}
}

// poll looks once. The dialect is found out on the way unless the pool's
// routes are the same in either.
func (c *Client) poll(ctx context.Context, first *entities.Entity) *seeder.Error {
	d := entities.Flashstrom
	if c.registry.Routes(entities.Flashstrom, first.Pool) != c.registry.Routes(entities.Readme, first.Pool) || c.fixed != "" {
		var failed *seeder.Error
		if d, failed = c.dialect(ctx, 0); failed != nil {
			return failed
		}
	}
	seen, failed := c.look(ctx, d, first, listing{keep: c.sample, enough: c.sample}, 0)
	if failed == nil && !seen.Unlisted {
		c.keep(first.Pool, seen, c.sample)
	}
	return failed
}
