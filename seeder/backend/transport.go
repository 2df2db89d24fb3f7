package backend

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync/atomic"
	"time"
)

// idleLimit is shorter than the five seconds after which Node closes idle
// connections, so that none is used at the moment it is closed.
const idleLimit = 4 * time.Second

func newTransport(o Options, dial func(ctx context.Context, network, address string) (net.Conn, error)) (*http.Transport, error) {
	t := &http.Transport{
		Proxy:                  nil, // the environment's proxies would see what is meant for a near host
		DialContext:            dial,
		TLSHandshakeTimeout:    dialLimit,
		DisableCompression:     true, // lists are closed early: a compressed one would be read ahead
		MaxIdleConnsPerHost:    o.Concurrency + 2,
		IdleConnTimeout:        idleLimit,
		MaxResponseHeaderBytes: 256 << 10,
		Protocols:              new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	if o.CAFile == "" {
		return t, nil
	}
	roots, err := loadRoots(o.CAFile)
	if err != nil {
		return nil, err
	}
	t.TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return t, nil
}

func loadRoots(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("CA file: %w", err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("CA file %s holds no certificate", file)
	}
	return roots, nil
}

// watched is a connection that knows how much was written to it.
type watched struct {
	net.Conn
	written atomic.Int64
}

func watch(conn net.Conn, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	return &watched{Conn: conn}, nil
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.written.Add(int64(n))
	return n, err
}

// evidence tells after a failed attempt whether any of the request can have
// left. Go's own transport asks for a connection first and says which one it
// got; what was written to that since, if anything, is the request.
type evidence struct {
	trace  httptrace.ClientTrace
	got    bool
	reused bool
	conn   *watched
	before int64
}

func newEvidence() *evidence {
	e := &evidence{}
	e.trace.GotConn = e.gotConn
	return e
}

func (e *evidence) gotConn(info httptrace.GotConnInfo) {
	e.got, e.reused = true, info.Reused
	conn := info.Conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if e.conn, _ = conn.(*watched); e.conn != nil {
		e.before = e.conn.written.Load()
	}
}

// sent is true unless it is certain that nothing was written.
func (e *evidence) sent() bool {
	return e.got && (e.conn == nil || e.conn.written.Load() > e.before)
}
