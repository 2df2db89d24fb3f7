package cmd_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// peakOf runs the program in a process of its own and returns the megabytes
// that it had resident at most.
func peakOf(t *testing.T, url string, args ...string) float64 {
	t.Helper()
	if runtime.GOOS != "linux" || slowness > 1 {
		t.Skip("memory is measured on Linux, without the race detector")
	}
	file := filepath.Join(t.TempDir(), "peak")
	start(t, environment{peakFile: file, "REDIS_URL": "", "REAL_BACKEND_URL": url}, args...).wait(t, 10*time.Minute).wantCode(t, 0)
	line := readFile(t, file)
	kb, err := strconv.ParseFloat(strings.Fields(string(line))[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb / 1024
}

func TestMemory(t *testing.T) {
	t.Parallel()
	if mb := peakOf(t, serve(t, sandbox.Options{}).URL, "ensure"); mb >= 40 {
		t.Errorf("%.1f MB for pools of 10, limit 40", mb)
	}
	n := pick(3000, 100_000)
	for _, config := range [][]string{nil, {"--config", declared(t, "customers.yaml")}} {
		site := serve(t, sandbox.Options{})
		mb := peakOf(t, site.URL, append(config, "ensure", "customers", "--concurrency", "32", "--min", fmt.Sprintf("customers=%d", n))...)
		if got := site.Count("customers"); got != n || mb >= 64 {
			t.Errorf("%v: %.1f MB for %d customers, want %d and less than 64 MB", config, mb, got, n)
		}
	}
}

// A list of a million is closed as soon as enough is known, also where that is
// more than is kept.
func TestMemoryOfALongList(t *testing.T) {
	t.Parallel()
	backend := sandbox.New(sandbox.Options{Dialect: entities.Readme, Wrap: aMillionCustomers})
	var sent atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		backend.ServeHTTP(&counted{w, &sent}, r)
	}))
	defer srv.Close()
	for _, wanted := range []int{10, 5000} {
		sent.Store(0)
		mb := peakOf(t, srv.URL, "ensure", "customers", "--min", fmt.Sprintf("customers=%d", wanted))
		if mb >= 64 {
			t.Errorf("%d of a million: %.1f MB, limit 64", wanted, mb)
		}
		if bytes := sent.Load(); bytes > 20<<20 {
			t.Errorf("%d of a million: %d bytes were read", wanted, bytes)
		}
	}
	if n := backend.Count("customers"); n != 0 {
		t.Errorf("%d customers were created, want none", n)
	}
}

// aMillionCustomers lists a million customers of a backend in the dialect
// without counts.
func aMillionCustomers(backend http.Handler) http.Handler {
	const customer = `{"id":"FF_CUS_%[1]d","user_id":"USR_%[1]d","first_name":"Foreign","last_name":"%[1]d","phone":"%[1]d","avatar":null,` +
		`"app_preferences":null,"favorite_items":null,"restaurant_history":null,"support_tickets":null,"last_login":1,"created_at":1,"updated_at":1,` +
		`"user":{"id":"USR_%[1]d","email":"foreign-%[1]d@example.test","phone":"%[1]d","is_verified":false,"password":"$2a$10$%060[1]d",` +
		`"user_type":["CUSTOMER"],"balance":"0.00","address":null,"created_at":"1970-01-01T00:00:00.000Z"},"is_banned":false}`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path != "/customers" {
			backend.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, err := io.WriteString(w, `{"EC":0,"EM":"Success","data":[`)
		for n := 0; n < 1_000_000 && err == nil; n++ {
			if n > 0 {
				_, err = io.WriteString(w, ",")
			}
			_, _ = fmt.Fprintf(w, customer, n)
		}
		_, _ = io.WriteString(w, "]}")
	})
}

// counted counts what an answer brings.
type counted struct {
	http.ResponseWriter
	bytes *atomic.Int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p)
	c.bytes.Add(int64(n))
	return n, err
}

func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }
