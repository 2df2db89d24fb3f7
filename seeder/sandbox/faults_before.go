package sandbox

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

const htmlPage = "<html><head><title>502 Bad Gateway</title></head>" +
	"<body><h1>502 Bad Gateway</h1></body></html>\n"

// before spoils a request that is not carried out.
func (in *injector) before(c *call, kind FaultKind) {
	switch kind {
	case ResetBefore:
		reset(c.w)
	case Timeout:
		in.hang(c)
	case Error500:
		http.Error(c.w, "Internal Server Error", http.StatusInternalServerError)
	case Error503:
		http.Error(c.w, "Service Unavailable", http.StatusServiceUnavailable)
	case EC500:
		c.serverError(http.StatusInternalServerError)
	case EC200:
		c.serverError(http.StatusOK)
	case TooMany429, TooMany429Date:
		in.tooMany(c, kind)
	case HTML:
		badGateway(c.w)
	case Redirect:
		redirect(c)
	}
}

// hang waits until the client goes away and leaves it without an answer.
func (in *injector) hang(c *call) {
	<-c.r.Context().Done()
	panic(http.ErrAbortHandler)
}

// reset closes the connection without an answer, with a reset where it can.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a plain close is near enough
	}
	_ = conn.Close() // it is broken on purpose
}

// serverError answers EC -1 under any status.
func (c *call) serverError(status int) {
	body := appendEnvelope(nil, ecServer, "Server Error", nil)
	h := c.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // a client that has gone away is its own loss
}

func badGateway(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = w.Write([]byte(htmlPage)) // see serverError
}

func (in *injector) tooMany(c *call, kind FaultKind) {
	wait := in.retryAfter()
	value := strconv.Itoa(int(wait / time.Second))
	if kind == TooMany429Date {
		value = in.now().Add(wait).UTC().Format(http.TimeFormat)
	}
	c.w.Header().Set("Retry-After", value)
	http.Error(c.w, "Too Many Requests", http.StatusTooManyRequests)
}

// retryAfter is what a 429 asks for, in whole seconds.
func (in *injector) retryAfter() time.Duration {
	switch d := in.faults.RetryAfter; {
	case d == 0:
		return time.Second
	case d < 0:
		return 0
	default:
		return (d + time.Second - 1).Truncate(time.Second)
	}
}

func redirect(c *call) {
	u := *c.r.URL
	u.Scheme, u.Host = "", ""
	query := u.Query()
	query.Set(redirected, "1")
	u.RawQuery = query.Encode()
	c.w.Header().Set("Location", u.String())
	c.w.WriteHeader(http.StatusTemporaryRedirect)
}
