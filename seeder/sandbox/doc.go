// Package sandbox is an in-memory Flashstrom backend: an http.Handler that
// speaks the backend's routes, replies and refusals in either dialect, keeps
// what it is given, and holds references together.
//
// It owns its own table of routes, fields and rules and shares none of them
// with the client: where the two disagree, one of them is wrong, and a test
// says so. It knows nothing of seeding.
//
// Faithfulness goes as far as what makes clients stumble: wrapped and empty
// register answers, mail that fails after the fact, lists that lag behind,
// users that outlive their accounts, secrets in lists. What it does not model
// is listed at [Options] and [Server].
package sandbox
