package cache

import (
	"context"
	"crypto/rand"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// gate is the lock of a Memory, guarded by the Memory's mutex.
type gate struct{ lease *memoryLease }

// Acquire lets one lease at a time be held in this Memory. It is never lost:
// a holder that dies takes the process along.
func (m *Memory) Acquire(ctx context.Context, onWait func(holder string)) (seeder.Lease, bool, error) {
	return m.acquireAs(ctx, m.k.Options, onWait)
}

func (m *Memory) acquireAs(ctx context.Context, o Options, onWait func(holder string)) (seeder.Lease, bool, error) {
	w := waiter{
		door:    memoryDoor{m, o.Holder},
		timeout: max(o.LockTimeout, 0),
		pause:   func() time.Duration { return jitter(time.Millisecond, 5*time.Millisecond) },
		lease:   o.Lease,
		onWait:  onWait,
	}
	return w.acquire(ctx)
}

type memoryDoor struct {
	m      *Memory
	holder string
}

func (d memoryDoor) try(context.Context) (seeder.Lease, error) {
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	if d.m.gate.lease != nil {
		return nil, nil
	}
	d.m.gate.lease = &memoryLease{m: d.m, token: rand.Text(), holder: d.holder}
	return d.m.gate.lease, nil
}

func (d memoryDoor) look(context.Context) (holding, error) {
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	lease := d.m.gate.lease
	if lease == nil {
		return holding{}, nil
	}
	h := holding{token: lease.token, holder: lease.holder}
	if n := lease.steps.Load(); n > 0 {
		h.progress = strconv.FormatUint(n, 10)
	}
	return h, nil
}

type memoryLease struct {
	m      *Memory
	token  string
	holder string
	steps  atomic.Uint64
}

func (l *memoryLease) Progress() { l.steps.Add(1) }

func (l *memoryLease) Err() error { return nil }

func (l *memoryLease) Lost() <-chan struct{} { return nil }

func (l *memoryLease) Release() {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	if l.m.gate.lease == l {
		l.m.gate.lease = nil
	}
}
