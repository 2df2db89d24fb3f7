package sandbox

import (
	"net/http"
	"strconv"
)

// The envelope's codes.
const (
	ecOK           = 0
	ecMissing      = 1
	ecInvalid      = 2
	ecUnauthorized = 3
	ecServer       = -1
	ecNotFound     = -2
	ecDuplicate    = -3
	ecNotAccepting = -5
	ecBalance      = -8
	ecVoucher      = -10
)

// refusal is an answer that is not a success.
type refusal struct {
	ec        int
	em        string
	details   []string // what is wrong with the input
	crash     bool     // an exception that nobody caught: HTTP 500
	absent    bool     // the thing the path names is not there
	malformed bool     // the body is not JSON
}

func missing(em string) *refusal   { return &refusal{ec: ecMissing, em: em} }
func notFound(em string) *refusal  { return &refusal{ec: ecNotFound, em: em} }
func duplicate(em string) *refusal { return &refusal{ec: ecDuplicate, em: em} }

func invalid(details ...string) *refusal {
	return &refusal{ec: ecInvalid, em: "Please validate inputs with these errors", details: details}
}

func failed(em string) *refusal { return &refusal{ec: ecServer, em: em} }

// absent is the answer to an id that no item has.
func absent(s *schema) *refusal {
	return &refusal{ec: ecNotFound, em: s.title + " not found", absent: true}
}

// successStatus is what a request of that method gets when all is well.
func successStatus(method string) int {
	if method == http.MethodPost {
		return http.StatusCreated
	}
	return http.StatusOK
}

// ok answers with data, a JSON value.
func (c *call) ok(em string, data []byte) {
	if c.server.opts.Plain {
		c.send(successStatus(c.r.Method), ecOK, data)
		return
	}
	out := make([]byte, 0, len(data)+len(em)+len(`{"EC":0,"EM":"","data":}`))
	c.send(successStatus(c.r.Method), ecOK, appendEnvelope(out, ecOK, em, data))
}

func appendEnvelope(dst []byte, ec int, em string, data []byte) []byte {
	dst = appendEnvelopeHead(dst, ec, em)
	if len(data) == 0 {
		data = []byte("null")
	}
	return append(append(dst, data...), '}')
}

// appendEnvelopeHead opens an envelope up to where data goes.
func appendEnvelopeHead(dst []byte, ec int, em string) []byte {
	dst = strconv.AppendInt(append(dst, `{"EC":`...), int64(ec), 10)
	dst = appendText(append(dst, `,"EM":`...), em)
	return append(dst, `,"data":`...)
}

// refuse answers with a refusal.
func (c *call) refuse(r *refusal) {
	if c.server.opts.Plain {
		c.refusePlain(r)
		return
	}
	var data []byte
	if len(r.details) > 0 {
		data = appendTexts(nil, r.details)
	}
	c.send(r.status(c.r.Method), r.ec, appendEnvelope(nil, r.ec, r.em, data))
}

// status is the HTTP status that goes with a refusal in an envelope.
func (r *refusal) status(method string) int {
	switch {
	case r.crash:
		return http.StatusInternalServerError
	case r.ec == ecInvalid, r.malformed:
		return http.StatusOK
	default:
		return successStatus(method)
	}
}

func (c *call) refusePlain(r *refusal) {
	status := r.plainStatus()
	body := strconv.AppendInt([]byte(`{"statusCode":`), int64(status), 10)
	body = append(body, `,"message":`...)
	if len(r.details) > 0 {
		body = appendTexts(body, r.details)
	} else {
		body = appendText(body, r.em)
	}
	body = appendText(append(body, `,"error":`...), http.StatusText(status))
	c.send(status, r.ec, append(body, '}'))
}

func (r *refusal) plainStatus() int {
	switch {
	case r.malformed, r.ec == ecMissing:
		return http.StatusBadRequest
	case r.absent:
		return http.StatusNotFound
	case r.ec == ecServer:
		return http.StatusInternalServerError
	case r.ec == ecUnauthorized:
		return http.StatusUnauthorized
	case r.ec == ecDuplicate:
		return http.StatusConflict
	default:
		return http.StatusUnprocessableEntity
	}
}

// noRoute answers a path that the dialect does not have.
func (c *call) noRoute() {
	em := "Cannot " + c.r.Method + " " + c.r.URL.RequestURI()
	if c.server.opts.Plain {
		c.refusePlain(&refusal{em: em, absent: true})
		return
	}
	c.refuse(&refusal{ec: ecServer, em: em, crash: true})
}

// missingPage answers 404 whatever the server's manners.
func (c *call) missingPage(string) {
	c.refusePlain(&refusal{ec: ecServer, em: "Cannot " + c.r.Method + " " + c.r.URL.Path, absent: true})
}

// send writes a whole answer and puts it on record first, so that whoever has
// the answer finds it counted.
func (c *call) send(status, ec int, body []byte) {
	c.record(status, ec)
	h := c.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // a client that has gone away is its own loss
}

// hello answers the root path, which probes like to ask for.
func (c *call) hello(string) {
	c.record(http.StatusOK, ecOK)
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = c.w.Write([]byte("Hello World!")) // see send
}
