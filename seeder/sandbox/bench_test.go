package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

func BenchmarkRegister(b *testing.B) {
	s := New(Options{})
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		body := `{"email":"c` + strconv.Itoa(n) + `@example.test","password":"x","first_name":"An","last_name":"Nguyen","phone":"+84901234567"}`
		req := httptest.NewRequest("POST", "/auth/register-customer?is-generated=true", strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(&sink{http.Header{}}, req)
	}
	if s.Count("customers") == 0 {
		b.Fatal("nothing was registered")
	}
}

func BenchmarkOrder(b *testing.B) {
	w := newWorld(b, Options{})
	body := w.scene().order()
	b.ReportAllocs()
	for b.Loop() {
		w.want(0, w.post("/orders"+generated, body))
	}
}

func BenchmarkLists(b *testing.B) {
	s := New(Options{})
	for i := range 10_000 {
		s.Insert("customers", m{"first_name": "An", "user": m{"email": fmt.Sprintf("c%d@example.test", i)}})
	}
	for _, path := range []string{"/customers", "/customers/paginated?limit=100"} {
		b.Run(path, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				s.ServeHTTP(&sink{http.Header{}}, httptest.NewRequest("GET", path, http.NoBody))
			}
		})
	}
}
