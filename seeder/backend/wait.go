package backend

import (
	"context"
	"fmt"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// maxPoll is the longest pause between two looks at a backend that is waited
// for.
const maxPoll = 2 * time.Second

// Wait polls the route that the first pool needs until it answers properly. It
// ends at once when the backend denies access. notify is called with the reason
// of the waiting whenever that changes.
func (c *Client) Wait(ctx context.Context, limit time.Duration, first *entities.Entity, notify func(reason string)) error {
	bounded, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var last *seeder.RequestError
	for pause := minDelay; ; pause = min(2*pause, maxPoll) {
		c.pace.reset() // what did not respond may start to
		_, failed := c.look(bounded, first, listing{keep: 1, enough: 1}, 0)
		switch {
		case failed == nil:
			return nil
		case ctx.Err() != nil, isRefusal(failed), failed.Meaning == seeder.Denied:
			return failed
		case last == nil || bounded.Err() == nil: // else the limit cut it off
			if last == nil || last.Error() != failed.Error() {
				notify(failed.Error())
			}
			last = failed
		}
		_ = seeder.Sleep(bounded, pause)
		if bounded.Err() != nil && ctx.Err() == nil {
			return fmt.Errorf("no proper answer within %s, last seen: %w", limit, last)
		}
	}
}
