package seeder

import (
	"math/rand/v2"
	"time"

	"github.com/flashseed/flashseed/entities"
)

// The bounds of the back-off between rounds, what two looks after a time-out
// are apart, and the most items of one round.
const (
	backoffFirst = 100 * time.Millisecond
	backoffMost  = 5 * time.Second
	agreeAfter   = time.Second
	roundMost    = 4096
)

// fill works in rounds until the pool holds what it should: create what is
// missing, look again if something is unsure, and go on from what is really
// there. After more than Retries rounds in a row without progress it gives up.
func (p *poolRun) fill() error {
	if err := p.prepare(); err != nil {
		return err
	}
	for stall := 0; p.have < p.rep.Min; {
		if err := p.stopped(); err != nil {
			return err
		}
		before := p.progress()
		if err := p.round(); err != nil {
			return err
		}
		if p.progress() > before {
			stall = 0
			continue
		}
		if stall++; stall > p.Retries {
			return p.gaveOut(stall)
		}
		if err := sleep(p.ctx, p.backoff(stall)); err != nil {
			return err
		}
	}
	return nil
}

// progress grows when a round gets anywhere: when the count grows, or what is
// known of it.
func (p *poolRun) progress() int { return p.have + p.rep.Created + p.passed + p.spent }

// stopped returns why no further creation may be started, nil if one may.
func (p *poolRun) stopped() error {
	if p.ctx.Err() != nil {
		return p.ctx.Err()
	}
	return p.fatal
}

// gaveOut is the end of a pool that got nowhere.
func (p *poolRun) gaveOut(rounds int) error {
	switch {
	case p.lastErr == nil:
		return short(true, "%d rounds without progress", rounds)
	case p.lastErr.Kind == Unreachable:
		return p.lastErr
	}
	return short(transient(p.lastErr), "%d rounds without progress; last: %s", rounds, p.lastErr)
}

// backoff is exponential with full jitter, and never less than what the
// backend asked for.
func (p *poolRun) backoff(stall int) time.Duration {
	d := jitter(stall)
	if p.lastErr != nil {
		d = max(d, p.lastErr.RetryAfter)
	}
	return d
}

// jitter draws the pause before the n-th try, counted from 1.
func jitter(n int) time.Duration {
	ceiling := min(backoffFirst<<min(n-1, 10), backoffMost)
	return rand.N(ceiling) + time.Millisecond
}

// round sends one batch and settles what came of it.
func (p *poolRun) round() error {
	b := p.batch(min(p.rep.Min-p.have, roundMost))
	t := p.send(b)
	p.careful = t.sure == 0
	t.sent = b.len()
	p.unsure = append(p.unsure, t.notSent...)
	p.redo = append(p.redo, t.notDrafted...)
	if t.err != nil {
		return t.err
	}
	return p.resolve(t)
}

// batch is what one round sends: drafts whose fate was unsure, with the body
// they had, and indices to be drafted.
type batch struct {
	again   []shot
	indices []int
}

func (b batch) len() int { return len(b.again) + len(b.indices) }

// batch takes up to size items: unsure ones first, then indices that need
// another attempt, then the smallest free ones.
func (p *poolRun) batch(size int) batch {
	if p.careful {
		size = 1
	}
	var b batch
	n := min(size, len(p.unsure))
	b.again, p.unsure = p.unsure[:n:n], p.unsure[n:]
	size -= n
	n = min(size, len(p.redo))
	b.indices = append(make([]int, 0, size), p.redo[:n]...)
	p.redo = p.redo[n:]
	for ; len(b.indices) < size; p.next++ {
		if !p.taken[p.next] {
			b.indices = append(b.indices, p.next)
		}
	}
	if d, ok := p.gen.(entities.Dealer); ok && len(b.indices) > 0 {
		d.Deal(b.indices)
	}
	return b
}

// shot returns the i-th item of a batch, drafting it if need be.
func (p *poolRun) shot(b batch, i int) (shot, error) {
	if i < len(b.again) {
		return b.again[i], nil
	}
	index := b.indices[i-len(b.again)]
	draft, err := p.gen.Draft(index, p.attempts[index])
	return shot{draft: draft}, err
}
