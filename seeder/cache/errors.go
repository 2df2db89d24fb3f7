package cache

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"github.com/redis/go-redis/v9"
)

// Error is a store that did not do what was asked of it. Its text is whole:
// which store, without credentials, what it was asked, why it failed, and what
// to do.
type Error struct {
	text string
	err  error
}

func (e *Error) Error() string { return e.text }

func (e *Error) Unwrap() error { return e.err }

// explain says in plain words what the network libraries say in theirs.
func explain(store, op string, err error, hint string) error {
	cause := err.Error()
	if op, ok := errors.AsType[*net.OpError](err); ok {
		cause = op.Err.Error()
	}
	switch {
	case timedOut(err):
		cause = "no answer within " + opTimeout.String()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		cause = "the connection was closed"
	}
	text := store + ": " + op + ": " + printable(cause)
	if hint != "" {
		text += "; " + hint
	}
	return &Error{text, err}
}

func timedOut(err error) bool {
	timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrPoolTimeout) || ok && timeout.Timeout()
}

// hints are what to do about what Redis answers, by the answer's first words.
var hints = []struct{ prefix, hint string }{
	{"WRONGPASS", wrongPassword},
	{"NOAUTH", wrongPassword},
	{"AUTH ", wrongPassword},
	{"NOPERM", "let this Redis user read and write ~data-pools:* with +@all"},
	{"READONLY", "this is a read-only replica: name the primary in redis_url"},
	{"MASTERDOWN", "this replica has lost its primary: name the primary in redis_url"},
	{"OOM", "Redis is full: raise maxmemory, or let it evict keys (maxmemory-policy allkeys-lru)"},
	{"WRONGTYPE", "something else writes under data-pools:*: delete those keys, or use another database number"},
	{"DB index", "name a database number in redis_url that this Redis has"},
	{"MOVED", "a Redis Cluster will not do: name a single Redis in redis_url"},
}

const wrongPassword = "give the right user and password in redis_url (# / @ in them must be percent-encoded; a password alone is written after a colon, redis://:password@host)"

// hint is what to do about a failure. The later ones are broader.
func hint(err error) string {
	for _, h := range hints {
		if redis.HasErrorPrefix(err, h.prefix) {
			return h.hint
		}
	}
	op, network := errors.AsType[*net.OpError](err)
	_, spoke := errors.AsType[redis.Error](err)
	switch {
	case spoke, errors.Is(err, redis.ErrClosed):
		return ""
	case isA[*tls.CertificateVerificationError](err), isA[tls.RecordHeaderError](err), isA[tls.AlertError](err):
		return "does this Redis speak TLS, as rediss:// does? If so, name the authority that signed its certificate in redis_ca_file"
	case network && op.Op == "dial":
		return "start Redis there, name another with --redis-url, or do without it: --no-cache"
	case timedOut(err):
		return "see whether Redis hangs or the network is slow, or do without it: --no-cache"
	case network, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "see whether Redis was stopped, or wants TLS (rediss://)"
	}
	return "does Redis listen there? What answers does not speak its language"
}

func isA[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
