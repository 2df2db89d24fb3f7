package sandbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestCrossOrigin(t *testing.T) {
	s := New(Options{})
	ask := func(method, origin string) *httptest.ResponseRecorder {
		req := httptest.NewRequest(method, "/orders", http.NoBody)
		req.Header.Set("Origin", origin)
		if method == http.MethodOptions {
			req.Header.Set("Access-Control-Request-Method", "POST")
		}
		rec := httptest.NewRecorder()
		s.ServeHTTP(rec, req)
		return rec
	}
	for origin, allowed := range map[string]bool{
		"http://localhost:3000": true, "http://127.0.0.1:5173": true, "http://[::1]": true,
		"https://example.com": false, "http://10.0.0.1": false, "null": false, "": false, "http://a b": false,
	} {
		if got := ask("GET", origin).Header().Get("Access-Control-Allow-Origin"); got != origin && allowed || got != "" && !allowed {
			t.Errorf("%q: %q", origin, got)
		}
		if rec := ask("OPTIONS", origin); (rec.Code == http.StatusNoContent) != allowed {
			t.Errorf("preflight from %q: %d", origin, rec.Code)
		}
	}
}
