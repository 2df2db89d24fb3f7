package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }

func BenchmarkRegister(b *testing.B) {
	w := newWorld(b, Options{})
	for n := 0; b.Loop(); n++ {
		w.want(0, w.post("/auth/register-customer"+generated, accountBody("c", n)))
	}
}

func BenchmarkOrder(b *testing.B) {
	w := newWorld(b, Options{})
	body := w.scene().order()
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
