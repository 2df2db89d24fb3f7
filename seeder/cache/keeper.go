package cache

import "sync"

// keeper holds the rules by which pools and accounts are kept, whatever the
// store.
type keeper struct {
	Options

	warned sync.Map
}

func newKeeper(o Options) *keeper { return &keeper{Options: o.withDefaults()} }

// ignore warns, once, of a value that is not believed.
func (k *keeper) ignore(key, why string) {
	if _, again := k.warned.LoadOrStore(key+" "+why, true); !again {
		k.Log.Warn("cached value ignored", "key", key, "why", why)
	}
}
