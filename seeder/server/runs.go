package server

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/flashseed/flashseed/seeder"
)

// errCrowded is told to callers for whom there is no room to wait.
var errCrowded = errors.New("too many requests are waiting for a run already")

// ask says what a run is to do.
type ask struct {
	refresh bool
	pools   []string
	min     map[string]int
}

// scope names what is asked for, but for the refreshing.
func (a ask) scope() string {
	pools := slices.Compact(slices.Sorted(slices.Values(a.pools)))
	text := strings.Join(pools, ",")
	for _, pool := range slices.Sorted(maps.Keys(a.min)) {
		text += " " + pool + "=" + strconv.Itoa(a.min[pool])
	}
	return text
}

// action is the word for it.
func (a ask) action() string {
	if a.refresh {
		return "refresh"
	}
	return "ensure"
}

// outcome is what came of a run: a finished answer that all its callers share.
type outcome struct {
	report *seeder.Report
	body   []byte // data, when all went well
	err    error
}

// runs lets one run at a time go on. Those who ask for what a run already does
// wait for that one; the others' turns come in order. It owns no goroutine
// while nothing is to be done.
type runs struct {
	perform func(context.Context, ask) *outcome
	most    int
	ctx     context.Context
	stop    context.CancelCauseFunc

	mu      sync.Mutex
	queue   []*job // the first is at work
	waiting int
	closed  bool
	working bool
	idle    chan struct{} // closed when the worker has ended; nil before the first
}

// job is a run that is wanted.
type job struct {
	ask
	key     string
	callers int
	started bool
	done    chan struct{}
	out     *outcome
	err     error // why it was never begun
}

func newRuns(most int, perform func(context.Context, ask) *outcome) *runs {
	ctx, stop := context.WithCancelCause(context.Background())
	return &runs{perform: perform, most: most, ctx: ctx, stop: stop}
}

// join waits for a run that does what is asked. The run belongs to nobody: a
// caller whose ctx ends leaves, and it goes on for the others; only one that
// was not begun yet, and that nobody waits for any more, is dropped.
func (r *runs) join(ctx context.Context, a ask) (*outcome, error) {
	j, err := r.enter(a)
	if err != nil {
		return nil, err
	}
	defer r.leave(j)
	select {
	case <-j.done:
		return j.out, j.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// enter finds the caller's run, or queues a new one.
func (r *runs) enter(a ask) (*job, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.closed:
		return nil, errStopping
	case r.waiting >= r.most:
		return nil, errCrowded
	}
	r.waiting++
	key := a.scope()
	for _, j := range r.queue {
		if j.key == key && (j.refresh || !a.refresh) {
			j.callers++
			return j, nil
		}
	}
	j := &job{ask: a, key: key, callers: 1, done: make(chan struct{})}
	r.queue = append(r.queue, j)
	if !r.working {
		r.working, r.idle = true, make(chan struct{})
		go r.work(r.idle)
	}
	return j, nil
}

// leave takes a caller off; a run that was not begun goes with its last one.
func (r *runs) leave(j *job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting--
	if j.callers--; j.callers == 0 && !j.started {
		r.remove(j)
	}
}

func (r *runs) remove(j *job) {
	r.queue = slices.DeleteFunc(r.queue, func(other *job) bool { return other == j })
}

// work performs what is queued until nothing is.
func (r *runs) work(idle chan struct{}) {
	defer close(idle)
	for j := r.next(nil); j != nil; j = r.next(j) {
		j.out = r.perform(r.ctx, j.ask)
		close(j.done)
	}
}

// next takes the finished job out of the queue and returns the one whose turn
// it is, nil if there is none: then the worker has ended.
func (r *runs) next(finished *job) *job {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.remove(finished)
	if len(r.queue) == 0 {
		r.working = false
		return nil
	}
	r.queue[0].started = true
	return r.queue[0]
}

// close lets no further run begin and tells the one at work to come to an end.
// The channel it returns is closed when that has happened.
func (r *runs) close() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.stop(errStopping)
	for _, j := range slices.Clone(r.queue) {
		if !j.started {
			j.err = errStopping
			r.remove(j)
			close(j.done)
		}
	}
	if r.idle == nil {
		r.idle = make(chan struct{})
		close(r.idle)
	}
	return r.idle
}

// callers tells how many requests wait.
func (r *runs) callers() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.waiting
}
