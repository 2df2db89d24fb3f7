package cache

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"github.com/redis/go-redis/v9"
)

// Error is a store that did not do what it was asked. Its text is whole:
// which store, what it was asked, what came of it, what to do.
type Error struct {
	Op    string // "load", "save", "drop", "remember", "lock", "inspect", …
	Store string // its name, without credentials
	Hint  string // what to do about it, for people; "" if nothing is known
	Err   error  // the cause, which Unwrap returns
}

// Error says in plain words what the network libraries say in theirs. Only the
// words depend on that.
func (e *Error) Error() string {
	cause := e.Err.Error()
	if op, ok := errors.AsType[*net.OpError](e.Err); ok {
		cause = op.Err.Error()
	}
	switch {
	case timedOut(e.Err):
		cause = "no answer within " + opTimeout.String()
	case errors.Is(e.Err, io.EOF), errors.Is(e.Err, io.ErrUnexpectedEOF):
		cause = "the connection was closed"
	}
	text := e.Store + ": " + e.Op + ": " + printable(cause)
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

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
	{"NOREPLICAS", "the primary has lost its replicas (min-replicas-to-write): bring them back or lower that setting"},
	{"OOM", "Redis is full: raise maxmemory, or let it evict keys (maxmemory-policy allkeys-lru)"},
	{"MISCONF", "Redis cannot save to disk and refuses writes: look at its log and its disk"},
	{"LOADING", "Redis is still loading its data: try again in a moment"},
	{"MASTERDOWN", "this replica has lost its primary: name the primary in redis_url"},
	{"WRONGTYPE", "something else writes under data-pools:*: delete those keys, or use another database number"},
	{"max number of clients", "Redis has no connection left: raise its maxclients"},
	{"DB index", "name a database number in redis_url that this Redis has"},
	{"MOVED", noCluster},
	{"CLUSTERDOWN", noCluster},
	{"CROSSSLOT", noCluster},
}

const (
	wrongPassword = "give the right user and password in redis_url (# / @ in them must be percent-encoded; a password alone is written after a colon, redis://:password@host)"
	noCluster     = "a Redis Cluster will not do: name a single Redis in redis_url"
)

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
	case isA[*tls.CertificateVerificationError](err):
		return "check the certificate of this Redis, or name the authority that signed it in redis_ca_file"
	case isA[tls.RecordHeaderError](err), isA[tls.AlertError](err):
		return "see whether this Redis speaks TLS: rediss:// does, redis:// does not"
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
