package backend

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// The client against a whole backend, in either dialect.
func TestAgainstTheSandbox(t *testing.T) {
	for _, dialect := range []entities.Dialect{entities.Flashstrom, entities.Readme} {
		t.Run(string(dialect), func(t *testing.T) {
			box := sandbox.New(sandbox.Options{Dialect: dialect})
			server := httptest.NewServer(box)
			t.Cleanup(server.Close)
			c := newClient(t, server.URL, auto)
			t.Cleanup(c.Close)
			got, err := c.DetectDialect(t.Context())
			mustNot(t, err)
			if got != dialect {
				t.Fatalf("dialect %s", got)
			}
			fillAndRead(t, c, box)
		})
	}
}

func fillAndRead(t *testing.T, c *Client, box *sandbox.Server) {
	e := pool(t, "food_categories")
	for i := range 5 {
		body, _ := json.Marshal(map[string]string{"name": fmt.Sprint("Category ", i), "description": "x"})
		if got := create(c, t.Context(), e, body); got.Meaning != good || got.Item.ID == "" {
			t.Fatalf("%s: %v", got.Meaning, got.Err)
		}
		if got := create(c, t.Context(), e, body); got.Meaning != seeder.Duplicate {
			t.Errorf("again: %s: %v", got.Meaning, got.Err)
		}
	}
	if got := create(c, t.Context(), e, []byte(`{"colour":"red"}`)); got.Meaning != seeder.Refused || got.Err.EM == "" {
		t.Errorf("%s: %v", got.Meaning, got.Err)
	}
	seen, err := c.Observe(t.Context(), e, 3, 10)
	mustNot(t, err)
	if seen.Count != 5 || seen.AtLeast || len(seen.Items) != 3 || box.Count(e.Pool) != 5 {
		t.Errorf("observed %d (at least: %v), %d items", seen.Count, seen.AtLeast, len(seen.Items))
	}
	item, err := c.Get(t.Context(), e, seen.Items[0].ID)
	mustNot(t, err)
	if item.ID != seen.Items[0].ID {
		t.Errorf("got %q", item.ID)
	}
	_, err = c.Get(t.Context(), e, "FF_CATE_none")
	wantMeaning(t, err, seeder.NotFound)

	customer, _ := json.Marshal(map[string]any{
		"email": "c1@flashseed.test", "password": "Passw0rd!", "first_name": "An", "last_name": "Lê", "created_at": time.Now().Unix(),
	})
	if got := create(c, t.Context(), pool(t, "customers"), customer); got.Meaning != good || got.Item.ID == "" || hasSecret(got.Item.Raw) {
		t.Errorf("%s %s: %v", got.Meaning, got.Item.Raw, got.Err)
	}
	_, err = c.Login(t.Context(), "customer", "c1@flashseed.test", "Passw0rd!")
	mustNot(t, err)
	_, err = c.Login(t.Context(), "customer", "c1@flashseed.test", "wrong")
	wantMeaning(t, err, seeder.Denied)
}
