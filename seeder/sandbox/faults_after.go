package sandbox

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// slowFor is how long a slow body takes unless it is said otherwise.
const slowFor = 2 * time.Second

// answer is what a handler would have sent.
type answer struct {
	header http.Header
	status int
	body   []byte
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) {
	a.body = append(a.body, b...)
	return len(b), nil
}

// carryOut has the request processed and keeps the answer back.
func (c *call) carryOut(handle func(*call)) *answer {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	w := c.w
	c.w = a
	handle(c)
	c.w = w
	return a
}

// after spoils the answer to a request that was carried out.
func (in *injector) after(c *call, kind FaultKind, a *answer) {
	switch kind {
	case ResetAfter:
		reset(c.w)
	case TimeoutAfter:
		in.hang(c)
	case Error500After:
		http.Error(c.w, "Internal Server Error", http.StatusInternalServerError)
	case EC200After:
		c.serverError(http.StatusOK)
	case HTMLAfter:
		badGateway(c.w)
	case Truncated:
		a.sendHalf(c.w)
	case Malformed:
		a.body = append(a.body[:len(a.body)/2:len(a.body)/2], `,}"oops`...)
		a.send(c.w, "application/json; charset=utf-8")
	case WrongType:
		a.send(c.w, "text/html; charset=utf-8")
	case Endless:
		a.sendForever(c)
	case Slow:
		in.sendSlowly(c, a)
	}
}

func (a *answer) send(w http.ResponseWriter, contentType string) {
	a.head(w, contentType)
	_, _ = w.Write(a.body) // a client that has gone away is its own loss
}

func (a *answer) head(w http.ResponseWriter, contentType string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
}

// sendHalf promises the whole body and breaks off in its middle.
func (a *answer) sendHalf(w http.ResponseWriter) {
	a.head(w, "application/json; charset=utf-8")
	_, _ = w.Write(a.body[:len(a.body)/2]) // see send
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// sendForever begins the answer, code and all, with a message that never
// closes, and goes on until the client does.
func (a *answer) sendForever(c *call) {
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.WriteHeader(a.status)
	head := []byte(`{"message":"`)
	if !c.server.opts.Plain {
		head = append(strconv.AppendInt([]byte(`{"EC":`), int64(c.ec), 10), `,"EM":"`...)
	}
	_, err := c.w.Write(head)
	block := bytes.Repeat([]byte("endless "), 4<<10)
	for err == nil && c.r.Context().Err() == nil {
		_, err = c.w.Write(block)
	}
}

// sendSlowly trickles the body: a byte at a time, or as many as it takes to
// be done in time.
func (in *injector) sendSlowly(c *call, a *answer) {
	total := in.faults.SlowFor
	if total <= 0 {
		total = slowFor
	}
	const tick = time.Millisecond
	pause := max(total/time.Duration(max(len(a.body), 1)), tick)
	step := max(1, len(a.body)*int(pause)/int(total))
	a.head(c.w, "application/json; charset=utf-8")
	out := http.NewResponseController(c.w)
	for rest := a.body; len(rest) > 0; {
		n := min(step, len(rest))
		if _, err := c.w.Write(rest[:n]); err != nil {
			return
		}
		rest = rest[n:]
		_ = out.Flush() // an answer that cannot be flushed comes at once
		if !sleep(c.r.Context(), pause) {
			return
		}
	}
}
