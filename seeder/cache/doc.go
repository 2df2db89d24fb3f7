// Package cache keeps pools between runs, in Redis, in memory or nowhere, and
// lets one run at a time work through a lock in the same place.
//
// It owns these keys and no others:
//
//	data-pools:all            JSON object by JSON key, in pool order: the first items of each pool,
//	                          as many as were wanted. It is there only while every pool is complete.
//	data-pools:<pool>         JSON array of one pool's items
//	data-pools:meta           JSON object by pool: seeder.Meta
//	data-pools:accounts       hash: a field per backend, each a JSON object: seeder.Memory and its time
//	data-pools:lock           token and holder of the run lock
//	data-pools:lock:progress  token and a counter that moves while the holder works
//
// All of them expire. The accounts are a hash so that runs on different
// backends never rewrite each other's; within one backend they are merged
// under WATCH.
//
// The package knows nothing of the backend, of terminals or of the
// environment. Whatever it reads is checked before it is handed on, because
// anybody may write to a Redis.
package cache
