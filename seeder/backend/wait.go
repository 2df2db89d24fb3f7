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

// WaitError means that a backend did not become ready in time. It wraps its last
// failure.
type WaitError struct {
	After time.Duration
	Last  *seeder.Error
}

func (e *WaitError) Error() string {
	return fmt.Sprintf("no proper answer within %s, last seen: %s", e.After, e.Last)
}

func (e *WaitError) Unwrap() error { return e.Last }

// Wait polls the route that the first pool needs until it answers properly. It
// ends at once when the backend denies access. notify is called with the reason
// of the waiting whenever that changes.
func (c *Client) Wait(ctx context.Context, limit time.Duration, first *entities.Entity, notify func(reason string)) error {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var last *seeder.Error
	for pause := minDelay; ; pause = min(2*pause, maxPoll) {
		c.circuit.reset() // what did not respond may start to
		routes, failed := c.routesOf(bounded, first, 0)
		if failed == nil {
			_, failed = c.look(bounded, routes, first.Pool, listing{keep: 1, enough: 1}, 0)
		}
		if failed == nil {
			return nil
		}
		if ctx.Err() != nil || isRefusal(failed) || failed.Meaning == seeder.Denied {
			return failed
		}
		if last == nil || bounded.Err() == nil { // else the limit cut it off
			if notify != nil && (last == nil || last.Error() != failed.Error()) {
				notify(failed.Error())
			}
			last = failed
		}
		if seeder.Sleep(bounded, pause) == nil {
			continue
		}
		if ctx.Err() == nil {
			return &WaitError{After: limit, Last: last}
		}
		stopped := *last
		stopped.Err = c.plain(errors.Join(context.Cause(ctx), last.Err))
		return &stopped
	}
}
