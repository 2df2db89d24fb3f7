package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
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

func BenchmarkListMillion(b *testing.B) {
	s := New(Options{Dialect: entities.Readme})
	s.Fill("customers", 1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(&sink{http.Header{}}, httptest.NewRequest("GET", "/customers", http.NoBody))
	}
}

func BenchmarkPage(b *testing.B) {
	s := New(Options{})
	s.Fill("customers", 1_000_000)
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(&sink{http.Header{}}, httptest.NewRequest("GET", "/customers/paginated?limit=100", http.NoBody))
	}
}

// A list of many rows is as long as it should be, and whole.
func TestManyRows(t *testing.T) {
	s := New(Options{Dialect: entities.Readme, Plain: true})
	s.Fill("customers", 100_000)
	srv := httptest.NewServer(s)
	defer srv.Close()
	res, err := http.Get(srv.URL + "/customers")
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if err != nil || n < 100_000*200 {
		t.Errorf("%d bytes, %v", n, err)
	}
}
