package sandbox

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"
)

// maxBody is the largest request body the backend reads, in bytes.
const maxBody = 100 << 10

var (
	errTooLarge = errors.New("request entity too large")
	errNotText  = errors.New("request body is not UTF-8")
)

// call is one request on its way through the server.
type call struct {
	server *Server
	w      http.ResponseWriter
	r      *http.Request
	body   []byte     // the JSON body, nil when there is none
	broken error      // why the body could not be taken in
	params url.Values // see query
	fault  FaultKind
	ec     int // the code the request was answered with
}

// readBody takes in a JSON body; any other kind of body counts as none. It is
// read to its end in any case: before that, a server does not notice that the
// client has gone away.
func (c *call) readBody() {
	if c.r.Body == nil || c.r.Body == http.NoBody {
		return
	}
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	if err == nil && len(raw) > maxBody {
		err = errTooLarge
		_, _ = io.Copy(io.Discard, c.r.Body) // refused already
	}
	if err == nil && !utf8.Valid(raw) {
		err = errNotText
	}
	if err != nil {
		c.broken = err
		return
	}
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if media == "application/json" && len(raw) > 0 {
		c.body = raw
	}
}

// fields parses the body. A body that is missing or empty, is not JSON, or is
// not an object is refused.
func (c *call) fields() (object, *refusal) {
	if len(c.body) == 0 {
		return nil, missing("Missing Input")
	}
	body, err := parseObject(c.body)
	if errors.Is(err, errNotObject) {
		return nil, invalid("body must be an object")
	}
	if err != nil {
		return nil, &refusal{ec: ecServer, em: err.Error(), malformed: true}
	}
	if len(body) == 0 {
		return nil, missing("Missing Input")
	}
	return body, nil
}

// query returns a parameter of the request's address.
func (c *call) query(name string) string {
	if c.params == nil {
		c.params = c.r.URL.Query()
	}
	return c.params.Get(name)
}

// generated says that the request asks for a generated record.
func (c *call) generated() bool { return c.query("is-generated") == "true" }

// count reads a query parameter, -1 when it is not a number.
func (c *call) count(name string, fallback int) int {
	text := c.query(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}
