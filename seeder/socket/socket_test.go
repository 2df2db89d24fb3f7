package socket_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/backend"
	"github.com/flashseed/flashseed/seeder/cache"
	"github.com/flashseed/flashseed/seeder/sandbox"
	"github.com/flashseed/flashseed/seeder/socket"
)

// stand is a backend with a driver and orders, and the drivers' app.
type stand struct {
	backend *sandbox.Server
	web     *httptest.Server
	drivers *socket.Fleet
	hangUp  func() // closes idle connections
	driver  entities.Account
	orders  []string
}

func newStand(t *testing.T, o sandbox.Options) *stand {
	t.Helper()
	s := &stand{backend: sandbox.New(o)}
	s.web = httptest.NewServer(s.backend)
	t.Cleanup(s.web.Close)
	registry := entities.NewRegistry()
	at, _ := url.Parse(s.web.URL)
	client, err := backend.New(backend.Options{URL: at, Dialect: entities.Flashstrom, Registry: registry, Concurrency: 4})
	if err != nil {
		t.Fatal(err)
	}
	s.hangUp = client.Close
	s.drivers = &socket.Fleet{API: client, Timeout: 10 * time.Second}
	r, err := seeder.New(seeder.Setup{
		Registry: registry, Backend: client, Cache: cache.None{}, Lock: cache.None{}, Concurrency: 4, Retries: 1, Finish: seeder.FinishBasic,
		Generate: entities.Options{Seed: 1, Locale: "mixed", EmailDomain: "flashseed.test", AccountPassword: "pass-word-1", AdminPassword: "pass-word-2"},
		Min:      func(string) int { return 4 },
	}).Run(t.Context(), seeder.Request{Add: map[string]int{"orders": 2, "drivers": 1}}, nil)
	if err != nil || r.Status != seeder.StatusOK {
		t.Fatal(err, r.Error)
	}
	for _, made := range r.Made {
		if made.Pool == "orders" {
			s.orders = append(s.orders, made.ID)
		} else {
			s.driver = entities.Account{Pool: made.Pool, ID: made.ID, Email: made.Email, Password: made.Password}
		}
	}
	return s
}

// order is what the backend knows of the nth order.
func (s *stand) order(n int) (status, driver any) {
	for _, o := range s.backend.Items("orders") {
		if o["id"] == s.orders[n] {
			status, driver = o["status"], o["driver_id"]
		}
	}
	return status, driver
}

func meaning(t *testing.T, err error, want seeder.Meaning, text string) {
	t.Helper()
	e, ok := err.(*seeder.RequestError)
	if !ok || e.Meaning != want || !strings.Contains(e.Error(), text) {
		t.Errorf("%v, want one that is %s and says %q", err, want, text)
	}
}

// TestDelivery: a driver takes an order and moves it to its end.
func TestDelivery(t *testing.T) {
	s := newStand(t, sandbox.Options{Wallet: true})
	_, err := s.drivers.Progress(t.Context(), s.driver, s.orders[0])
	meaning(t, err, seeder.Refused, "No active stage")
	if err := s.drivers.Accept(t.Context(), s.driver, s.orders[0]); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"DISPATCHED", "READY_FOR_PICKUP", "RESTAURANT_PICKUP", "EN_ROUTE", "DELIVERED"} {
		if status, driver := s.order(0); status != want || driver != s.driver.ID {
			t.Fatalf("%s of %q, want %s of %q", status, driver, want, s.driver.ID)
		}
		next, err := s.drivers.Progress(t.Context(), s.driver, s.orders[0])
		if got, _ := s.order(0); err != nil && want != "DELIVERED" || next != got && err == nil {
			t.Fatal(next, err)
		}
	}
	if err := s.drivers.Accept(t.Context(), s.driver, s.orders[1]); err != nil {
		t.Error(err)
	}
}

// TestRefused: what the backend says against a move is an error with its words.
func TestRefused(t *testing.T) {
	s := newStand(t, sandbox.Options{})
	meaning(t, s.drivers.Accept(t.Context(), s.driver, "FF_ORDER_none"), seeder.Refused, "Order not found")
	stranger := s.driver
	stranger.ID, stranger.Password = "FF_DRIVER_none", "wrong"
	meaning(t, s.drivers.Accept(t.Context(), stranger, s.orders[0]), seeder.Refused, "Invalid credentials")
	for range 2 {
		if err := s.drivers.Accept(t.Context(), s.driver, s.orders[0]); err != nil {
			meaning(t, err, seeder.Refused, "already")
		}
	}
}

// TestNoSocket: without a socket, or without a backend, the error says which.
func TestNoSocket(t *testing.T) {
	s := newStand(t, sandbox.Options{Failures: []sandbox.Failure{{Method: "GET", Path: "/socket.io/", Status: 404, Rate: 1}}})
	meaning(t, s.drivers.Accept(t.Context(), s.driver, s.orders[0]), seeder.RouteMissing, "no socket")
	s.web.Close()
	s.hangUp()
	meaning(t, s.drivers.Accept(t.Context(), s.driver, s.orders[0]), seeder.Unreachable, "refused")
}
