// Package cache keeps pools, accounts and the ledger between runs: in Redis, in
// a file, in memory or not at all. A lock in the same place lets one run work
// at a time.
//
// It owns these keys and no others, in Redis and in the file alike:
//
//	data-pools:all               JSON object by JSON key, in pool order: the first items of each pool,
//	                             as many as were wanted. It is there only while every pool is complete.
//	data-pools:<pool>            JSON array of one pool's items
//	data-pools:meta              JSON object by pool: seeder.Meta
//	data-pools:accounts          hash: a field per backend, each a JSON object: seeder.Memory and its time
//	data-pools:ledger:<backend>  hash: a field "<pool>:<id>" per created item, each a JSON object:
//	                             seeder.LedgerEntry; a field "<pool>" with the first free index
//	data-pools:lock              token and holder of the run lock
//	data-pools:lock:progress     token and a counter that moves while the holder works
//
// All of them expire. The rules by which they are written and trusted stand
// once, in Store; an engine is a place where keys can be, with transactions.
// Whatever is read is checked before it is handed on, because anybody may write
// to a Redis. The package knows nothing of the backend, of terminals or of the
// environment.
package cache
