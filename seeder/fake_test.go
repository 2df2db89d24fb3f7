package seeder_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/cache"
)

// fakeBackend is a backend without HTTP. Its hooks decide what goes wrong.
type fakeBackend struct {
	mu       sync.Mutex
	registry *entities.Registry
	items    map[string][]map[string]any
	taken    map[string]bool // e-mails of users that no list shows
	next     int
	bodies   map[string][]string // what was sent, by pool

	requests seeder.Requests
	observed map[string]int
	inFlight int
	most     int // creations in flight at the same time, at most

	// creating says what happens to a creation: whether it is carried out, and what
	// is answered instead of the truth (nil answers the truth).
	creating func(pool string, n int, body map[string]any) (carryOut bool, answer *seeder.RequestError)
	// looking may replace what a look shows.
	looking  func(pool string, n int, o seeder.Observation) (seeder.Observation, error)
	patching func(c entities.Change) error
	// getting may replace the answer to a GET of one item.
	getting  func(e *entities.Entity, item entities.Item, err error) (entities.Item, error)
	blind    map[string]bool // pools whose answers carry no record
	deleting func(pool, id string) (carryOut bool, answer error)
	unlisted map[string]bool
	wallet   bool
	dialect  error
}

func (f *fakeBackend) URL() string { return "http://fake.internal" }

func (f *fakeBackend) DetectDialect(context.Context) (entities.Dialect, error) {
	return entities.Flashstrom, f.dialect
}

func (f *fakeBackend) Requests() seeder.Requests {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

func (f *fakeBackend) Observe(ctx context.Context, e *entities.Entity, keep, enough int) (seeder.Observation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if strings.HasPrefix(e.Pool, "/") {
		if carts := f.items["customers"]; len(carts) > 0 && strings.HasSuffix(e.Pool, fmt.Sprint("/", carts[0]["id"])) {
			f.requests.Get++ // all carts as one list
		}
		return f.beside(e.Pool), ctx.Err()
	}
	f.requests.Get++
	f.observed[e.Pool]++
	o := seeder.Observation{Count: len(f.items[e.Pool])}
	for _, item := range f.items[e.Pool][:min(keep, o.Count)] {
		o.Items = append(o.Items, record(item))
	}
	if f.unlisted[e.Pool] {
		return seeder.Observation{Unlisted: true}, ctx.Err()
	}
	if f.looking != nil {
		var err error
		if o, err = f.looking(e.Pool, f.observed[e.Pool], o); err != nil {
			return o, err
		}
	}
	return o, ctx.Err()
}

// beside answers a list that is no pool's: a customer's cart, or the wallets.
func (f *fakeBackend) beside(path string) (o seeder.Observation) {
	for _, pool := range []string{"customers", "drivers"} {
		for i, owner := range f.items[pool] {
			if path == "/fwallets" {
				o.Items = append(o.Items, record(map[string]any{"id": fmt.Sprintf("wallet-%s-%d", pool, i), "user_id": owner["user_id"], "balance": "999.00"}))
			}
		}
	}
	for _, item := range f.items["cart_items"] {
		if path == fmt.Sprint("/customers/cart-items/", item["customer_id"]) {
			o.Items = append(o.Items, record(item))
		}
	}
	o.Count = len(o.Items)
	return o
}

func (f *fakeBackend) List(ctx context.Context, e *entities.Entity) (seeder.Observation, error) {
	return f.Observe(ctx, e, 1<<30, 1<<30)
}

func record(item map[string]any) entities.Item {
	raw, err := json.Marshal(item)
	if err != nil {
		panic(err)
	}
	return entities.Item{ID: item["id"].(string), Raw: raw}
}

func (f *fakeBackend) find(pool, id string) map[string]any {
	for _, item := range f.items[pool] {
		if item["id"] == id {
			return item
		}
	}
	return nil
}

func (f *fakeBackend) Get(ctx context.Context, e *entities.Entity, id string) (entities.Item, error) {
	if err := ctx.Err(); err != nil {
		return entities.Item{}, &seeder.RequestError{Method: "GET", Meaning: seeder.Unreachable, Err: err}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests.Get++
	var item entities.Item
	var err error = &seeder.RequestError{Method: "GET", URL: e.Pool + "/" + id, Status: 200, EC: -2, HasEC: true, Meaning: seeder.NotFound}
	if found := f.find(e.Pool, id); found != nil {
		item, err = record(found), nil
	}
	if f.getting != nil {
		return f.getting(e, item, err)
	}
	return item, err
}

func (f *fakeBackend) AsAdmin(context.Context, string, string) error { return nil }

func (f *fakeBackend) HasWallet(context.Context) (bool, error) { return f.wallet, nil }

func (f *fakeBackend) Delete(_ context.Context, e *entities.Entity, id string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests.Delete++
	carryOut, answer := true, error(nil)
	if f.deleting != nil {
		carryOut, answer = f.deleting(e.Pool, id)
	}
	at := slices.IndexFunc(f.items[e.Pool], func(item map[string]any) bool { return item["id"] == id })
	if at >= 0 && carryOut {
		f.remove(e.Pool, at)
	}
	return answer
}

func (f *fakeBackend) Change(_ context.Context, c entities.Change) (entities.Item, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests.Patch++
	if f.patching != nil {
		if err := f.patching(c); err != nil {
			return entities.Item{}, err
		}
	}
	item := f.find(c.Pool, c.ID)
	if c.Record == nil {
		c.Record = c.Body
	}
	var patch map[string]any
	if err := json.Unmarshal(c.Record, &patch); err != nil {
		panic(err)
	}
	for name, value := range patch {
		object, _ := item[name].(map[string]any)
		if fields, ok := value.(map[string]any); ok && object != nil {
			maps.Copy(object, fields)
			continue
		}
		item[name] = value
	}
	if address := f.find("address_books", fmt.Sprint(item["address_id"])); address != nil {
		item["address"] = address
	}
	return record(item), nil
}

func (f *fakeBackend) Create(_ context.Context, e *entities.Entity, draft entities.Draft) (entities.Item, error) {
	f.mu.Lock()
	f.requests.Post++
	f.inFlight++
	f.most = max(f.most, f.inFlight)
	n := len(f.bodies[e.Pool])
	f.bodies[e.Pool] = append(f.bodies[e.Pool], string(draft.Body))
	f.mu.Unlock()
	time.Sleep(time.Microsecond) // lets others in, in real and in virtual time
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inFlight--
	var body map[string]any
	if err := json.Unmarshal(draft.Body, &body); err != nil {
		panic(err)
	}
	carryOut, answer := true, (*seeder.RequestError)(nil)
	if f.creating != nil {
		carryOut, answer = f.creating(e.Pool, n, body)
	}
	var item entities.Item
	var err error
	if carryOut {
		item, err = f.create(e, body)
	}
	if answer != nil {
		return entities.Item{}, answer
	}
	return item, err
}

func (f *fakeBackend) create(e *entities.Entity, body map[string]any) (entities.Item, error) {
	if email, ok := body["email"].(string); ok {
		key := e.Pool + " " + email
		if f.taken[key] {
			return entities.Item{}, failure(seeder.Duplicate, -3, "duplicated record")
		}
		f.taken[key] = true
	}
	f.next++
	body["id"] = fmt.Sprintf("%s-%05d", e.Pool, f.next)
	if e.Role == "customer" || e.Role == "driver" {
		body["user_id"] = fmt.Sprint("USR_", body["email"])
	}
	delete(body, "password")
	if e.Pool == "restaurants" { // contract, trap 5
		for _, field := range []string{"address_id", "description", "avatar", "images_gallery", "food_category_ids"} {
			delete(body, field)
		}
	}
	f.items[e.Pool] = append(f.items[e.Pool], body)
	if f.blind[e.Pool] {
		return entities.Item{}, nil
	}
	return record(body), nil
}

// failure makes an answer that says something went wrong.
func failure(m seeder.Meaning, ec int, em string) *seeder.RequestError {
	return &seeder.RequestError{Method: "POST", URL: "http://fake.internal", Status: 200, EC: ec, HasEC: true, EM: em, Meaning: m}
}

// remove deletes the n-th item of a pool; its user stays.
func (f *fakeBackend) remove(pool string, n int) {
	f.items[pool] = slices.Delete(f.items[pool], n, n+1)
}

// reset empties the database.
func (f *fakeBackend) reset() {
	clear(f.items)
	clear(f.taken)
}

// addForeign puts items in a pool that flashseed did not make.
func (f *fakeBackend) addForeign(pool string, n int, item func(i int) map[string]any) {
	for i := range n {
		made := item(i)
		made["id"] = fmt.Sprintf("%s-foreign-%d", pool, i)
		f.items[pool] = append(f.items[pool], made)
	}
}

// count returns the pool's size.
func (f *fakeBackend) count(pool string) int { return len(f.items[pool]) }

// harness is a seeder on a fake backend.
type harness struct {
	*fakeBackend
	options seeder.Setup
	events  []seeder.Event
}

func newHarness(t testing.TB) *harness {
	t.Helper()
	registry := entities.NewRegistry()
	f := &fakeBackend{
		registry: registry, items: map[string][]map[string]any{}, taken: map[string]bool{},
		bodies: map[string][]string{}, observed: map[string]int{}, blind: map[string]bool{}, unlisted: map[string]bool{},
	}
	start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return &harness{fakeBackend: f, options: seeder.Setup{
		Registry: registry, Backend: f, Cache: cache.None{}, Lock: cache.None{},
		Generate:    entities.Options{Seed: 1, Locale: "mixed", EmailDomain: "flashseed.test", AccountPassword: "p", AdminPassword: "a"},
		Min:         func(string) int { return 10 },
		Concurrency: 8, Retries: 5, Finish: seeder.FinishAll,
		Now: func() time.Time { return start },
	}}
}

// bubble runs a test in virtual time, on a backend of its own.
func bubble(t *testing.T, test func(t *testing.T, h *harness)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newHarness(t)) })
}

// answering has creations in a pool, in any for "", answered with an error: those
// of the numbers, counted from 0, or all.
func (h *harness) answering(pool string, carryOut bool, answer *seeder.RequestError, numbers ...int) {
	h.creating = func(in string, n int, _ map[string]any) (bool, *seeder.RequestError) {
		if pool != "" && pool != in || len(numbers) > 0 && !slices.Contains(numbers, n) {
			return true, nil
		}
		return carryOut, answer
	}
}

// stoppedAt returns a context that ends when a pool's creation of that number, or
// a later one, arrives.
func (h *harness) stoppedAt(t testing.TB, pool string, number int) context.Context {
	ctx, stop := context.WithCancel(t.Context())
	h.creating = func(in string, n int, _ map[string]any) (bool, *seeder.RequestError) {
		if in == pool && n >= number {
			stop()
		}
		return true, nil
	}
	return ctx
}

// showing replaces what the n-th look at a pool, at any for "", shows.
func (h *harness) showing(pool string, look func(n int, o seeder.Observation) (seeder.Observation, error)) {
	h.looking = func(in string, n int, o seeder.Observation) (seeder.Observation, error) {
		if pool != "" && pool != in {
			return o, nil
		}
		return look(n, o)
	}
}

// memory gives the harness an in-process cache.
func (h *harness) memory() cache.Keeper {
	m, _ := cache.Open(cache.Options{URL: "memory:", TTL: time.Hour, Pools: h.registry.All(), LockTimeout: time.Minute}) // a URL that is right
	h.options.Cache, h.options.Lock = m, m
	return m
}

// run does one run.
func (h *harness) run(t testing.TB, req seeder.Request) *seeder.Report {
	t.Helper()
	return h.runWith(t, context.Background(), req)
}

func (h *harness) runWith(t testing.TB, ctx context.Context, req seeder.Request) *seeder.Report {
	t.Helper()
	h.events = nil
	report, err := seeder.New(h.options).Run(ctx, req, func(e seeder.Event) { h.events = append(h.events, e) })
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// warnings returns what the latest run has warned of.
func (h *harness) warnings() (texts []string) {
	for _, e := range h.events {
		if e.Kind == seeder.Warned {
			texts = append(texts, e.Text)
		}
	}
	return texts
}

// cached returns what the cache holds of all pools.
func (h *harness) cached(t testing.TB) map[string]seeder.CachedPool {
	t.Helper()
	kept, err := h.options.Cache.Load(context.Background(), h.registry.Names())
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// override sets fields of a pool's bodies, in YAML.
func (h *harness) override(t testing.TB, pool, fields string) {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(fields), &node); err != nil {
		t.Fatal(err)
	}
	overrides, err := h.registry.Override(pool, node.Content[0])
	if err != nil {
		t.Fatal(err)
	}
	h.options.Generate.Overrides = map[string]entities.Overrides{pool: overrides}
}

// pool returns one pool's line of a report.
func pool(t testing.TB, r *seeder.Report, name string) seeder.PoolReport {
	t.Helper()
	for _, p := range r.Pools {
		if p.Pool == name {
			return p
		}
	}
	t.Fatalf("no %s in the report", name)
	return seeder.PoolReport{}
}

// wantFull fails unless the run ended well with exactly n items in each pool
// of the report.
func (h *harness) wantFull(t testing.TB, r *seeder.Report, n int) {
	t.Helper()
	if r.Status != seeder.StatusOK {
		t.Fatalf("status %s: %s", r.Status, r.Error)
	}
	for _, p := range r.Pools {
		held := h.count(p.Pool)
		if h.registry.Get(p.Pool).Lists != nil {
			held = min(held, n) // there may be items that none of its lists shows
		}
		if p.Now != n || held != n {
			t.Errorf("%s: report says %d, backend holds %d, want %d", p.Pool, p.Now, h.count(p.Pool), n)
		}
	}
}
