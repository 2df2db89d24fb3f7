package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
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
	ecForbidden    = -4
	ecNotAccepting = -5
	ecBalance      = -8
	ecVoucher      = -10
)

// maxBody is the largest request body the backend reads, in bytes.
const maxBody = 100 << 10

// call is one request on its way through the server.
type call struct {
	s        *Server
	w        http.ResponseWriter
	r        *http.Request
	query    url.Values
	raw      []byte // the JSON body, nil when there is none
	answered bool
}

// readAhead takes in a body, and a byte more than the backend allows.
func readAhead(body io.ReadCloser) io.ReadCloser {
	if body == nil {
		return http.NoBody
	}
	raw, _ := io.ReadAll(io.LimitReader(body, maxBody+1)) // what breaks off is no JSON
	_, _ = io.Copy(io.Discard, body)
	return io.NopCloser(bytes.NewReader(raw))
}

// readBody keeps a JSON body; any other kind of body counts as none.
func (c *call) readBody() *refusal {
	raw, _ := io.ReadAll(c.r.Body) // read ahead
	switch {
	case len(raw) > maxBody:
		return &refusal{ec: ecServer, em: "request entity too large", crash: true}
	case !utf8.Valid(raw):
		return &refusal{ec: ecServer, em: "request body is not UTF-8", crash: true}
	}
	media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if media == "application/json" && len(raw) > 0 {
		c.raw = raw
	}
	return nil
}

// object parses the body. One that is missing or empty, is not JSON, or is not
// an object is refused.
func (c *call) object() (gjson.Result, *refusal) {
	if c.raw != nil && !gjson.ValidBytes(c.raw) {
		return gjson.Result{}, &refusal{ec: ecServer, em: "the body is not JSON", malformed: true}
	}
	body := gjson.ParseBytes(c.raw)
	switch {
	case c.raw == nil, body.IsObject() && len(body.Map()) == 0:
		return body, &refusal{ec: ecMissing, em: "Missing Input"}
	case !body.IsObject():
		return body, invalid("body must be an object")
	}
	return body, nil
}

// checked parses the body and checks it against the fields of a table.
func (c *call) checked(fields []entities.Field, closed bool) (gjson.Result, *refusal) {
	body, refused := c.object()
	if refused != nil {
		return body, refused
	}
	var details []string
	for _, p := range entities.Check(fields, body, closed) {
		details = append(details, complaint(p))
	}
	if details != nil {
		return body, invalid(details...)
	}
	return body, nil
}

// complaint words a problem as the backend's validator does.
func complaint(p entities.Problem) string {
	f := p.Field
	switch {
	case p.Fault == entities.UnknownField:
		at := strings.LastIndexByte(p.Path, '.') + 1
		return p.Path[:at] + "property " + p.Path[at:] + " should not exist"
	case p.Fault == entities.BelowMin:
		return fmt.Sprintf("%s must not be less than %v", p.Path, *f.Min)
	case p.Fault == entities.AboveMax:
		return fmt.Sprintf("%s must not be greater than %v", p.Path, *f.Max)
	case f.Enum != nil:
		return p.Path + " must be one of the following values: " + strings.Join(f.Enum, ", ")
	case f.Kind == entities.Number:
		return p.Path + " must be a number conforming to the specified constraints"
	case f.Kind == entities.Boolean:
		return p.Path + " must be a boolean value"
	case f.Kind == entities.List:
		return p.Path + " must be an array"
	default:
		return p.Path + " must be " + string(f.Kind)
	}
}

// generated reports whether the request asks for a generated record.
func (c *call) generated() bool { return c.query.Get("is-generated") == "true" }

// number reads a query parameter, -1 when it is not a number.
func (c *call) number(name string, fallback int) int {
	text := c.query.Get(name)
	if text == "" {
		return fallback
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// refusal is an answer that is not a success.
type refusal struct {
	ec        int
	em        string
	details   []string // what is wrong with the input
	crash     bool     // an uncaught exception: HTTP 500
	absent    bool     // the thing the path names is not there
	malformed bool     // the body is not JSON
}

func notFound(em string) *refusal { return &refusal{ec: ecNotFound, em: em} }
func absent(title string) *refusal {
	return &refusal{ec: ecNotFound, em: title + " not found", absent: true}
}
func duplicate(em string) *refusal { return &refusal{ec: ecDuplicate, em: em} }
func failed(em string) *refusal    { return &refusal{ec: ecServer, em: em} }

func invalid(details ...string) *refusal {
	return &refusal{ec: ecInvalid, em: "Please validate inputs with these errors", details: details}
}

// success is the status of a request that succeeded.
func (c *call) success() int {
	if c.r.Method == http.MethodPost {
		return http.StatusCreated
	}
	return http.StatusOK
}

// answer sends data, a JSON value, or a refusal: in an envelope, under HTTP 200
// or 201 unless the server crashed, or plainly.
func (c *call) answer(data []byte, refused *refusal) {
	status := c.success()
	switch {
	case refused == nil && c.s.opts.Plain:
		c.send(status, ecOK, data)
		return
	case refused == nil:
		c.send(status, ecOK, envelope(ecOK, "Success", data))
		return
	case c.s.opts.Plain:
		c.plainly(refused)
		return
	case refused.crash:
		status = http.StatusInternalServerError
	case refused.ec == ecInvalid, refused.malformed:
		status = http.StatusOK
	}
	data = nil
	if refused.details != nil {
		data = encode(refused.details)
	}
	c.send(status, refused.ec, envelope(refused.ec, refused.em, data))
}

// plainly answers a refusal with a plain status code.
func (c *call) plainly(r *refusal) {
	status := http.StatusUnprocessableEntity
	switch {
	case r.malformed, r.ec == ecMissing:
		status = http.StatusBadRequest
	case r.absent:
		status = http.StatusNotFound
	case r.ec == ecServer:
		status = http.StatusInternalServerError
	case r.ec == ecUnauthorized:
		status = http.StatusUnauthorized
	case r.ec == ecDuplicate:
		status = http.StatusConflict
	}
	message := any(r.em)
	if r.details != nil {
		message = r.details
	}
	c.send(status, r.ec, encode(map[string]any{"statusCode": status, "message": message, "error": http.StatusText(status)}))
}

// missingPage answers 404, whether the server answers plainly or not.
func (c *call) missingPage(string) ([]byte, *refusal) {
	c.plainly(&refusal{ec: ecServer, em: "Cannot " + c.r.Method + " " + c.r.URL.Path, absent: true})
	return nil, nil
}

func envelope(ec int, em string, data []byte) []byte {
	if data == nil {
		data = []byte("null")
	}
	head := fmt.Appendf(make([]byte, 0, len(data)+64), `{"EC":%d,"EM":%s,"data":`, ec, encode(em))
	return append(append(head, data...), '}')
}

// send writes a whole answer and puts it on record first, so that whoever has
// the answer finds it counted.
func (c *call) send(status, ec int, body []byte) {
	c.head(status, ec)
	c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // the client may have gone away
}

// head puts an answer on record and sets its headers.
func (c *call) head(status, ec int) {
	c.answered = true
	c.s.log.answer(c.r.Method, status, ec)
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.w.Header().Set("X-Content-Type-Options", "nosniff")
}

// encode writes a value that is known to be one of JSON.
func encode(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sandbox: %v", err))
	}
	return raw
}

// allowOrigin lets pages that are served from this machine use the backend
// from a browser. It reports whether the request is a preflight, which needs
// no further answer.
func allowOrigin(w http.ResponseWriter, r *http.Request) bool {
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Hostname() != "localhost" && !net.ParseIP(origin.Hostname()).IsLoopback() {
		return false
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	h.Set("Access-Control-Allow-Credentials", "true")
	h.Add("Vary", "Origin")
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS")
	h.Set("Access-Control-Allow-Headers", "Content-Type,Accept,Authorization,auth")
	return true
}
