package server

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

// gate is a listener that keeps no more than so many connections open. When
// one more comes, the one that has been without a request for longest is cut,
// half a request's head being none; failing that, the one whose answer has
// been under way for longest. Those that wait for a run or read events are never cut:
// they are counted, and fewer.
type gate struct {
	net.Listener
	most int

	mu   sync.Mutex
	open int
	idle *list.List // of *guest, longest idle first
	busy *list.List // of *guest, longest at it first
	cut  int        // connections cut so far
}

// guest is one connection.
type guest struct {
	net.Conn
	gate *gate
	in   *list.List // nil while it is not to be cut, and after it was closed
	at   *list.Element
	gone bool
}

func newGate(l net.Listener, most int) *gate {
	return &gate{Listener: l, most: most, idle: list.New(), busy: list.New()}
}

// Accept waits for a connection. When none can be had for want of descriptors,
// one is given up before the error is returned: net/http asks again.
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			if isTemporary(err) {
				closeAll(g.victim())
			}
			return nil, err
		}
		c, victim := g.admit(conn)
		closeAll(victim)
		if c != nil {
			return c, nil
		}
		_ = conn.Close()
	}
}

// isTemporary tells whether accepting may succeed again, as net/http sees it.
func isTemporary(err error) bool {
	ne, ok := err.(interface{ Temporary() bool })
	return ok && ne.Temporary()
}

// closeAll closes a connection if there is one.
func closeAll(c *guest) {
	if c != nil {
		_ = c.Close()
	}
}

// admit takes a connection in, and says which one has to go for it.
func (g *gate) admit(conn net.Conn) (c, victim *guest) {
	if g.count() >= g.most {
		if victim = g.victim(); victim == nil {
			return nil, nil
		}
	}
	c = &guest{Conn: conn, gate: g}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open++
	c.move(g.idle)
	return c, victim
}

// victim picks the connection that is missed least.
func (g *gate) victim() *guest {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, l := range []*list.List{g.idle, g.busy} {
		if first := l.Front(); first != nil {
			c := first.Value.(*guest)
			c.move(nil)
			g.cut++
			return c
		}
	}
	return nil
}

// clear closes the connections without a request, for which a shutdown would
// wait: net/http gives a new one five seconds to say something.
func (g *gate) clear() {
	for {
		g.mu.Lock()
		first := g.idle.Front()
		g.mu.Unlock()
		if first == nil {
			return
		}
		_ = first.Value.(*guest).Close()
	}
}

func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

func (g *gate) cuts() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.cut
}

// move puts a connection at the end of a list, or on none; the caller holds
// mu.
func (c *guest) move(to *list.List) {
	if c.in != nil {
		c.in.Remove(c.at)
	}
	if c.in = to; to != nil {
		c.at = to.PushBack(c)
	}
}

// place notes what a connection is doing.
func (c *guest) place(to *list.List) {
	c.gate.mu.Lock()
	defer c.gate.mu.Unlock()
	if !c.gone {
		c.move(to)
	}
}

// Close closes the connection and makes room for another.
func (c *guest) Close() error {
	c.gate.mu.Lock()
	if !c.gone {
		c.gone = true
		c.gate.open--
		c.move(nil)
	}
	c.gate.mu.Unlock()
	return c.Conn.Close()
}

// guestKey finds a request's connection in its context.
type guestKey struct{}

// remember is an http.Server's ConnContext.
func (g *gate) remember(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, guestKey{}, conn)
}

// guestOf returns the connection that a request came on, nil without a gate.
func guestOf(ctx context.Context) *guest {
	c, _ := ctx.Value(guestKey{}).(*guest)
	return c
}

// serving says that the request on this connection is being answered. That it
// was tells turned: when a handler returns, its answer may not yet have left.
func (c *guest) serving() {
	if c != nil {
		c.place(c.gate.busy)
	}
}

// turned is an http.Server's ConnState.
func (g *gate) turned(conn net.Conn, state http.ConnState) {
	if c, ok := conn.(*guest); ok && state == http.StateIdle {
		c.place(g.idle)
	}
}

// hold keeps the connection from being cut until release is called.
func (c *guest) hold() (release func()) {
	if c == nil {
		return func() {}
	}
	c.place(nil)
	return func() { c.place(c.gate.busy) }
}
