package cache

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
)

// keeper holds the rules by which pools and accounts are kept, whatever the
// store.
type keeper struct {
	Options

	told   sync.Map    // what was said of which key
	warned atomic.Bool // something was
}

func newKeeper(o Options) *keeper { return &keeper{Options: o.withDefaults()} }

// ignore tells, once, of a value that is not believed. One such value is worth
// a warning; where one is, there are often as many as there are keys.
func (k *keeper) ignore(key, why string) {
	if _, again := k.told.LoadOrStore(key+" "+why, true); again {
		return
	}
	level := slog.LevelWarn
	if k.warned.Swap(true) {
		level = slog.LevelInfo
	}
	k.Log.Log(context.Background(), level, "cached value ignored", "key", key, "why", why)
}
