package sandbox

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

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
)

// statuses are the plain ones that say the same as the envelope's codes.
var statuses = map[int]int{
	ecMissing: http.StatusBadRequest, ecInvalid: http.StatusUnprocessableEntity, ecUnauthorized: http.StatusUnauthorized,
	ecForbidden: http.StatusForbidden, ecNotFound: http.StatusNotFound, ecDuplicate: http.StatusConflict, ecServer: http.StatusInternalServerError,
}

// call is one request on its way through the server.
type call struct {
	s        *Server
	w        http.ResponseWriter
	r        *http.Request
	raw      []byte       // the body
	body     gjson.Result // the same, read
	envelope string       // where the answer holds its data, if that is declared
	answered bool
}

// check refuses a body that is missing or empty, is not called JSON or is none,
// or breaks the fields of a table.
func (c *call) check(fields []entities.Field, closed bool) *refusal {
	switch {
	case len(c.raw) == 0, string(c.raw) == "{}", !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json"):
		return &refusal{ec: ecMissing, em: "Missing Input"}
	case !gjson.ValidBytes(c.raw), !c.body.IsObject():
		return invalid("body must be an object")
	}
	var details []string
	for _, p := range entities.Check(fields, c.body, closed) {
		details = append(details, complaint(p))
	}
	if details != nil {
		return invalid(details...)
	}
	return nil
}

// complaint words a problem as the backend's validator does.
func complaint(p entities.Problem) string {
	f := p.Field
	at := strings.LastIndexByte(p.Path, '.') + 1
	switch {
	case p.Fault == entities.UnknownField:
		return p.Path[:at] + "property " + p.Path[at:] + " should not exist"
	case f.Enum != nil:
		return p.Path + " must be one of the following values: " + strings.Join(f.Enum, ", ")
	case f.Kind == entities.Boolean:
		return p.Path + " must be a boolean value"
	case f.Min != nil && f.Max != nil:
		return fmt.Sprintf("%s must be a number from %v to %v", p.Path, *f.Min, *f.Max)
	case f.Min != nil:
		return fmt.Sprintf("%s must be a number not less than %v", p.Path, *f.Min)
	default:
		return p.Path + " must be " + string(f.Kind)
	}
}

// generated reports whether the request asks for a generated record.
func (c *call) generated() bool { return c.r.URL.Query().Get("is-generated") == "true" }

// refusal is an answer that is not a success.
type refusal struct {
	ec      int
	em      string
	details []string // what is wrong with the input
	crash   bool     // an uncaught exception: HTTP 500
	absent  bool     // the thing the path names is not there
}

func notFound(what string) *refusal { return &refusal{ec: ecNotFound, em: what + " not found"} }
func failed(em string) *refusal     { return &refusal{ec: ecServer, em: em} }

func invalid(details ...string) *refusal {
	return &refusal{ec: ecInvalid, em: "Please validate inputs with these errors", details: details}
}

// record answers an item, in the form that its pool is declared to have.
func (c *call) record(it *item, v view) ([]byte, *refusal) {
	c.envelope = it.table.entity.Created.Envelope
	return renamed(c.s.show(nil, it, v), it.table.entity.Created.ID), nil
}

// answer sends data, a JSON value, or a refusal: in an envelope, under HTTP 200
// or 201 unless the server crashed, or plainly.
func (c *call) answer(data []byte, refused *refusal) {
	status := http.StatusOK
	if c.r.Method == http.MethodPost {
		status = http.StatusCreated
	}
	switch {
	case refused == nil:
		before, after := c.frame(c.envelope)
		if data == nil && before != "" {
			data = []byte("null")
		}
		c.send(status, ecOK, slices.Concat([]byte(before), data, []byte(after)))
	case c.s.opts.Plain:
		if status = statuses[refused.ec]; refused.absent {
			status = http.StatusNotFound
		} else if status == 0 || refused.ec == ecNotFound { // what the body names
			status = http.StatusUnprocessableEntity
		}
		message := append(refused.details, refused.em)
		c.send(status, refused.ec, encode(map[string]any{"statusCode": status, "message": message, "error": http.StatusText(status)}))
	default:
		if refused.crash {
			status = http.StatusInternalServerError
		}
		c.send(status, refused.ec, failure(refused.ec, refused.em, refused.details))
	}
}

// frame is what stands before and after an answer's data, which lies at a dotted
// path if its pool says so.
func (c *call) frame(path string) (before, after string) {
	if path != "" || c.s.opts.Plain {
		return nesting(path)
	}
	return `{"EC":0,"EM":"Success","data":`, "}"
}

// failure is the envelope of a refusal.
func failure(ec int, em string, details []string) []byte {
	return fmt.Appendf(nil, `{"EC":%d,"EM":%s,"data":%s}`, ec, encode(em), encode(details))
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
	if c.r.Method == http.MethodPost && (ec != ecOK && ec != ecServer || status >= 400 && status < 500) {
		c.s.count("refused")
	}
	c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
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
