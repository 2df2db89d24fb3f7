package server

import (
	"context"
	"sync"
)

// flights lets those who want to read the same thing at the same time share
// one reading. It ends when the last of them has gone.
type flights[T any] struct {
	mu  sync.Mutex
	all map[string]*flight[T]
}

type flight[T any] struct {
	callers int
	cancel  context.CancelFunc
	done    chan struct{}
	value   T
	err     error
}

// join returns what read returns, to all who ask under that key meanwhile.
func (f *flights[T]) join(ctx context.Context, key string, read func(context.Context) (T, error)) (T, error) {
	one := f.enter(ctx, key, read)
	defer f.leave(key, one)
	select {
	case <-one.done:
		return one.value, one.err
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	}
}

func (f *flights[T]) enter(ctx context.Context, key string, read func(context.Context) (T, error)) *flight[T] {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one, ok := f.all[key]; ok {
		one.callers++
		return one
	}
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	one := &flight[T]{callers: 1, cancel: cancel, done: make(chan struct{})}
	if f.all == nil {
		f.all = map[string]*flight[T]{}
	}
	f.all[key] = one
	go func() {
		value, err := read(shared)
		f.mu.Lock()
		defer f.mu.Unlock()
		one.value, one.err = value, err
		f.forget(key, one)
		close(one.done)
	}()
	return one
}

// leave gives a reading up that nobody waits for.
func (f *flights[T]) leave(key string, one *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.callers--; one.callers == 0 {
		one.cancel()
		f.forget(key, one)
	}
}

// forget makes room for the next reading, which must not join a finished one.
func (f *flights[T]) forget(key string, one *flight[T]) {
	if f.all[key] == one {
		delete(f.all, key)
	}
}
