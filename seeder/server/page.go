package server

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// scripts are the page's modules, each after those that it imports.
var scripts = []string{"text.js", "api.js", "graph.js", "pools.js", "report.js", "table.js", "accounts.js", "theme.js", "app.js"}

// page is the page as it is sent: one document with its style and its script
// in it. So a browser that may not ask for anything else yet, for want of the
// token, can still show it; and the policy need allow nothing but these two
// texts, by their digests.
type page struct {
	html   []byte
	policy string
}

func newPage() *page {
	script, style := bundle(), asset("style.css")
	html := strings.NewReplacer(
		`<link rel="stylesheet" href="style.css">`, "<style>"+style+"</style>",
		`<script type="module" src="app.js"></script>`, `<script type="module">`+script+"</script>",
	).Replace(asset("index.html"))
	return &page{html: []byte(html), policy: strings.Join([]string{
		"default-src 'none'",
		"script-src " + digest(script),
		"style-src " + digest(style),
		"connect-src 'self'",
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; ")}
}

// asset returns a file that was there when the program was built.
func asset(name string) string {
	text, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic("server: the page lacks " + name)
	}
	return string(text)
}

var (
	imports = regexp.MustCompile(`(?m)^import [^;]*;\n`)
	exports = regexp.MustCompile(`(?m)^export `)
)

// bundle makes one module of all: their names are different, so it is enough
// to leave out what they import from each other.
func bundle() string {
	var out strings.Builder
	for _, name := range scripts {
		text := imports.ReplaceAllString(asset(name), "")
		out.WriteString(exports.ReplaceAllString(text, ""))
	}
	return out.String()
}

// digest names a text in a Content-Security-Policy.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// sendPage answers with the page.
func (s *Server) sendPage(w http.ResponseWriter, code int) {
	w.Header().Set("Content-Security-Policy", s.page.policy)
	s.write(w, code, "text/html; charset=utf-8", s.page.html)
}
