package cache

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"

	"github.com/redis/go-redis/v9"
)

// Error is a Redis that did not do what was asked of it. Its text is whole:
// which Redis, what it was asked, what came of it, what to do.
type Error struct {
	Op   string // "load", "save", "drop", "remember", "lock", "inspect"
	Addr string // host and port or socket, without credentials
	Hint string // what to do about it, for people; "" if nothing is known
	Err  error  // the cause, which Unwrap returns
}

func (e *Error) Error() string {
	text := "redis " + e.Addr + ": " + e.Op + ": " + cause(e.Err)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// cause says in plain words what the network libraries say in theirs. Only
// the words depend on it.
func cause(err error) string {
	var op *net.OpError
	switch {
	case timedOut(err):
		return "no answer within " + opTimeout.String()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	case errors.As(err, &op):
		return printable(op.Err.Error())
	}
	return printable(err.Error())
}

func timedOut(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrPoolTimeout) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

func dialFailed(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func tlsFailed(err error) bool {
	var (
		record *tls.RecordHeaderError
		plain  tls.RecordHeaderError
		cert   *tls.CertificateVerificationError
		host   x509.HostnameError
		alert  tls.AlertError
	)
	return errors.As(err, &record) || errors.As(err, &plain) || errors.As(err, &cert) || errors.As(err, &host) || errors.As(err, &alert)
}

func isCluster(err error) bool {
	_, moved := redis.IsMovedError(err)
	return moved || redis.IsClusterDownError(err) || redis.HasErrorPrefix(err, "CROSSSLOT")
}

func hasPrefix(prefixes ...string) func(error) bool {
	return func(err error) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return redis.HasErrorPrefix(err, p) })
	}
}

func disconnected(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &op)
}

// foreignSpeech is left when neither the network nor Redis itself complains.
func foreignSpeech(err error) bool {
	var said redis.Error
	return !errors.As(err, &said) && !errors.Is(err, redis.ErrClosed)
}

type remedy struct {
	applies func(error) bool
	hint    string
}

// remedies come in this order because the later ones are broader.
func remedies() []remedy {
	return []remedy{
		{hasPrefix("WRONGPASS", "NOAUTH", "invalid password", "AUTH "), "give the right user and password in redis_url (# / @ in them must be percent-encoded)"},
		{hasPrefix("NOPERM"), "let this Redis user read and write ~data-pools:* with +@all"},
		{hasPrefix("READONLY"), "this is a read-only replica: name the primary in redis_url"},
		{hasPrefix("NOREPLICAS"), "the primary has lost its replicas (min-replicas-to-write): bring them back or lower that setting"},
		{hasPrefix("OOM"), "Redis is full: raise maxmemory, or let it evict keys (maxmemory-policy allkeys-lru)"},
		{hasPrefix("MISCONF"), "Redis cannot save to disk and refuses writes: look at its log and its disk"},
		{hasPrefix("LOADING"), "Redis is still loading its data: try again in a moment"},
		{hasPrefix("MASTERDOWN"), "this replica has lost its primary: name the primary in redis_url"},
		{hasPrefix("WRONGTYPE"), "something else writes under data-pools:*: delete those keys, or use another database number"},
		{hasPrefix("max number of clients"), "Redis has no connection left: raise its maxclients"},
		{hasPrefix("DB index", "invalid DB"), "name a database number in redis_url that this Redis has"},
		{isCluster, "a Redis Cluster will not do: name a single Redis in redis_url"},
		{tlsFailed, "check the certificate and whether this Redis speaks TLS: rediss:// does, redis:// does not"},
		{dialFailed, "start Redis there, name another with --redis-url, or do without it: --no-cache"},
		{timedOut, "see whether Redis hangs or the network is slow, or do without it: --no-cache"},
		{disconnected, "see whether Redis was stopped, or wants TLS (rediss://)"},
		{foreignSpeech, "does Redis listen there? What answers does not speak its language"},
	}
}

// fault wraps what became of an operation, with advice. A caller who gave up
// gets their own context's error.
func fault(ctx context.Context, op, addr string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := &Error{Op: op, Addr: addr, Err: err}
	for _, r := range remedies() {
		if r.applies(err) {
			e.Hint = r.hint
			break
		}
	}
	return e
}
