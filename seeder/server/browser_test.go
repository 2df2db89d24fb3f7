package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// axePath is where npm puts axe-core, after `npm ci` in testdata/axe.
const axePath = "testdata/axe/node_modules/axe-core/axe.min.js"

// missing skips a test that lacks something, or fails it where browser tests
// must run.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("FLASHSEED_TEST_CHROMIUM") == "required" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// tab opens a page in a Chromium of its own; what the page reports as wrong
// fails the test.
func tab(t *testing.T, width, height int64) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		missing(t, "there is no chromium")
	}
	allocated, end := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, leave := chromedp.NewContext(allocated)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(func() { cancel(); leave(); end() })
	step(t, ctx, chromedp.EmulateViewport(width, height))
	call(t, ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	must(t, chromedp.Listen(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page threw: %s %s", ev.ExceptionDetails.Text, ev.ExceptionDetails.Exception.Description)
		case *log.EventEntryAdded:
			if ev.Entry.Source == log.EntrySourceSecurity {
				t.Errorf("the page was kept from something: %s", ev.Entry.Text)
			}
		}
	}))
	return ctx
}

func step(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// call sends a command of the protocol.
func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) {
	t.Helper()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		t.Fatal(err)
	}
}

// read evaluates an expression in the page, with what a user's own doing may do.
func read[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	gesture := func(p *runtime.EvaluateParams) { p.UserGesture = new(true) }
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise, gesture))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// becomes waits until an expression is true in the page. One that throws, since
// an element is not there yet, is not true yet.
func becomes(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	look := "(() => { try { return " + expression + " } catch { return false } })()"
	for deadline := time.Now().Add(20 * time.Second); !read[bool](t, ctx, look); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to %s; the page reads:\n%s", expression, read[string](t, ctx, `document.body.innerText`))
		}
	}
}

// click clicks an element once a pointer can reach it. Looking and clicking are
// one task of the page, which may be drawn anew at any other moment.
func click(t *testing.T, ctx context.Context, selector string) {
	t.Helper()
	becomes(t, ctx, `((e) => {
		e.scrollIntoView({block: "nearest"});
		const box = e.getBoundingClientRect();
		const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
		if (e.disabled || !e.contains(hit)) return false;
		window.clicked = e;
		e.focus();
		e.click();
		return true;
	})(document.querySelector(`+"'"+selector+"'"+`))`)
}

// slowRig takes its time, so that there is something to watch.
func slowRig(t *testing.T, change func(*Options)) *rig {
	return newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: 15 * time.Millisecond, Wallet: true}, server: change})
}

const full = `((pools) => pools.length > 0 && pools.every((p) => ['full', 'off'].includes(p.dataset.state)) && pools.some((p) => p.dataset.state === 'full'))([...document.querySelectorAll('#pools .pool')])`

// text is what an element reads.
func text(selector string) string { return "document.querySelector(`" + selector + "`).innerText" }

// open goes to a place of the page; the view is there when its title is.
func open(t *testing.T, ctx context.Context, r *rig, place, title string) {
	t.Helper()
	step(t, ctx, chromedp.Navigate(r.url+"/#"+place))
	becomes(t, ctx, text("#view-title")+` === '`+title+`' && !document.querySelector('#view').innerText.includes('Loading')`)
}

// clipboard lets the page of a rig use it.
func clipboard(t *testing.T, ctx context.Context, r *rig) {
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		call(t, ctx, browser.SetPermission, browser.SetPermissionParams{
			Origin: r.url, Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
		})
	}
}

// copies clicks a button and returns what it copied.
func copies(t *testing.T, ctx context.Context, button string) string {
	t.Helper()
	click(t, ctx, button)
	becomes(t, ctx, `window.clicked.innerText === 'Copied'`) // also where the table is drawn anew
	return read[string](t, ctx, `navigator.clipboard.readText()`)
}

func TestPageFillsPools(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := slowRig(t, nil)
	open(t, ctx, r, "pool=orders", "Orders")
	becomes(t, ctx, text(`[data-pool="orders"]`)+`.match(/\b0 \/ 10/) !== null`)
	becomes(t, ctx, text("#rows")+`.includes('No orders yet. Click Ensure to create them.')`)
	read[bool](t, ctx, watchBars)
	click(t, ctx, `#ensure`)
	becomes(t, ctx, text("#run-rate")+`.includes(' of ')`)
	becomes(t, ctx, full)
	if steps := read[int](t, ctx, `window.steps.size`); steps < 5 {
		t.Errorf("the bars were seen at %d different places; want the run to be watched", steps)
	}
	for _, e := range r.server.Registry.All() {
		if e.Optional {
			continue
		}
		want := fmt.Sprintf("%d / 10", r.sandbox.Count(e.Pool))
		if got := read[string](t, ctx, text(`[data-pool="`+e.Pool+`"]`)); !strings.Contains(got, want) {
			t.Errorf("%s reads %q; want %q", e.Pool, got, want)
		}
	}
	becomes(t, ctx, text("#run-state")+` === 'ok' && `+text("#run-sum")+`.includes(' items created in ')`)
	becomes(t, ctx, text("#said")+`.includes('ensure ended')`)
	becomes(t, ctx, `document.querySelectorAll('#rows tr').length === 10 && document.querySelectorAll('#tallies li').length > 2`)

	const background = `getComputedStyle(document.body).backgroundColor`
	before := read[string](t, ctx, background)
	click(t, ctx, `#theme`)
	if after := read[string](t, ctx, background); after == before || read[string](t, ctx, `document.querySelector('#theme').getAttribute('aria-pressed')`) != "true" {
		t.Errorf("the page did not turn dark: %s, then %s", before, after)
	}
	step(t, ctx, chromedp.Reload(), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, `document.documentElement.dataset.theme === 'dark'`)
}

// watchBars collects the places at which the bars are seen.
const watchBars = `window.steps = new Set(); new MutationObserver(() => {
  window.steps.add([...document.querySelectorAll('#pools progress')].map((p) => p.value).join());
}).observe(document.querySelector('#pools'), {attributes: true, subtree: true}); true`

// TestPageStartsRuns fills one pool with a number, another one from its empty
// table, and cancels a run; the history has what each made.
func TestPageStartsRuns(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := slowRig(t, nil)
	open(t, ctx, r, "pool=food_categories", "Food categories")
	click(t, ctx, `#rows button`)
	becomes(t, ctx, `document.querySelectorAll('#rows tr').length === 10 && `+text("#run-sum")+`.includes('Food categories +10')`)
	choose := func(id, value string) {
		read[bool](t, ctx, fmt.Sprintf(`((s) => { s.value = '%s'; s.dispatchEvent(new Event('change')); return true })(document.querySelector('#%s'))`, value, id))
	}
	choose("scope", "customers")
	choose("amount", "min")
	step(t, ctx, chromedp.SetValue(`#number`, "13"))
	click(t, ctx, `#ensure`)
	becomes(t, ctx, text("#run-sum")+`.includes('Customers +13')`)
	if n := r.sandbox.Count("customers"); n != 13 || r.sandbox.Count("orders") != 0 {
		t.Errorf("%d customers, %d orders", n, r.sandbox.Count("orders"))
	}
	choose("scope", "")
	choose("amount", "preset=city")
	click(t, ctx, `#ensure`)
	becomes(t, ctx, text("#run-rate")+`.includes('/s')`)
	click(t, ctx, `#cancel`)
	becomes(t, ctx, text("#run-state")+` === 'interrupted'`)
	click(t, ctx, `#history summary`)
	becomes(t, ctx, `document.querySelectorAll('#history-list li').length === 3 && `+text("#history-list")+`.includes('Food categories +10')`)
}

// TestPageLivesAndCleans is let in by the token alone, starts and ends live, and
// deletes what flashseed made, but not before it is confirmed.
func TestPageLivesAndCleans(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{server: func(o *Options) {
		o.Token, o.StartupEnsure, o.Live = "correct horse", true, seeder.LiveOptions{Rate: 600}
	}})
	foreign := r.sandbox.Insert("promotions", map[string]any{"name": "Somebody's"})
	step(t, ctx, chromedp.Navigate(r.url+"/#pool=orders"), chromedp.WaitVisible(`#login-token`))
	if rows := read[int](t, ctx, `document.querySelectorAll('#pools li, #rows td').length`); rows != 0 {
		t.Errorf("%d things are shown without a token", rows)
	}
	step(t, ctx, chromedp.SendKeys(`#login-token`, "wrong"+kb.Enter))
	becomes(t, ctx, text("#login-error")+`.includes('not the token')`)
	step(t, ctx, chromedp.SendKeys(`#login-token`, "correct horse"+kb.Enter))
	becomes(t, ctx, full)
	step(t, ctx, chromedp.Reload(), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, full+` && `+text("#view-sum")+`.startsWith('10 items')`)
	click(t, ctx, `#live`)
	becomes(t, ctx, `/^Live: [1-9][0-9]* items? created, [0-9]+ steps? of orders$/.test(`+text("#live")+`) && document.querySelector('#live').getAttribute('aria-pressed') === 'true'`)
	becomes(t, ctx, `parseInt(`+text("#view-sum")+`) > 10 && document.querySelectorAll('#rows tr').length > 10`)
	click(t, ctx, `#live`)
	becomes(t, ctx, text("#live")+` === 'Live' && document.querySelector('#live').getAttribute('aria-pressed') === 'false'`)
	if running, report := r.lives("GET", http.StatusOK, "Authorization: Bearer correct horse"); running || report.Status != seeder.StatusInterrupted {
		t.Errorf("live goes on: %v, %+v", running, report)
	}
	click(t, ctx, `#clean`)
	click(t, ctx, `#confirm [value="no"]`)
	click(t, ctx, `#clean`)
	step(t, ctx, chromedp.WaitVisible(`#confirm`))
	if n := r.sandbox.Count("orders"); n <= 10 {
		t.Errorf("%d orders are left before the confirmation; want more than 10", n)
	}
	if got := read[string](t, ctx, text("#confirm-text")); !strings.Contains(got, r.server.Backend) {
		t.Errorf("the confirmation reads %q; want the backend's address", got)
	}
	click(t, ctx, `#confirm [value="yes"]`)
	becomes(t, ctx, text("#said")+` === 'Seeded items deleted' && `+text("#rows")+`.includes('No orders yet')`)
	becomes(t, ctx, text(`[data-pool="customers"]`)+`.match(/\b0 \/ 10/) !== null`)
	for _, e := range r.server.Registry.All() {
		if n := r.sandbox.Count(e.Pool); n > 1 || n == 1 && e.Pool != "promotions" && e.Pool != "finance_rules" {
			t.Errorf("%s holds %d items after Clean", e.Pool, n)
		}
	}
	if r.sandbox.Items("promotions")[0]["id"] != foreign {
		t.Error("the foreign promotion is gone")
	}
}

// TestPageLoads has the backend take its time.
func TestPageLoads(t *testing.T) {
	ctx := tab(t, 1000, 800)
	word := make(chan struct{})
	r := newRig(t, rigOptions{server: func(o *Options) { o.StartupEnsure = true }, wrap: func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { <-word; h.ServeHTTP(w, q) })
	}})
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, text("#rows")+` === 'Loading…' && `+text("#run-state")+` === 'running' && `+text("#pools-sum")+` === 'not looked at yet'`)
	close(word)
	becomes(t, ctx, full+` && document.querySelectorAll('#rows tr').length === 10`)
}

// TestPageKeepsItsPlace searches, sorts, turns a page and opens an item, and
// finds all of it again behind the address.
func TestPageKeepsItsPlace(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{server: func(o *Options) { o.StartupEnsure = true }})
	eventually(t, "the pools are full", r.full)
	r.ok("POST", "/data-pools/ensure?preset=town&pools=menu_items", nil)
	all := fmt.Sprint(entities.Preset("town")["menu_items"])
	open(t, ctx, r, "pool=menu_items", "Menu items")
	step(t, ctx, chromedp.SendKeys(`#search`, "goi"))
	becomes(t, ctx, `((rows) => rows.length > 0 && rows.length < 25 && rows.every((r) => r.innerText.toLowerCase().includes('gỏi')))([...document.querySelectorAll('#rows tr')])`)
	becomes(t, ctx, text("#view-sum")+`.includes('found in `+all+` items')`)
	read[bool](t, ctx, `((s) => { s.value = ''; return s.dispatchEvent(new Event('input')) })(document.querySelector('#search'))`)
	becomes(t, ctx, text("#pager")+`.includes('1–25 of `+all+`')`)
	const price = `[...document.querySelectorAll('#rows tr')].map((r) => Number(r.cells[1].innerText.slice(1)))`
	click(t, ctx, `#head th:nth-child(2) a`)
	becomes(t, ctx, `((p) => p[0] < p.at(-1) && p.every((x, i) => i === 0 || p[i - 1] <= x))(`+price+`)`)
	click(t, ctx, `#head th:nth-child(2) a`)
	becomes(t, ctx, `((p) => p[0] > p.at(-1) && p.every((x, i) => i === 0 || p[i - 1] >= x))(`+price+`)`)
	click(t, ctx, `#pager a:last-child`)
	becomes(t, ctx, text("#pager")+`.includes('26–50 of `+all+`')`)
	click(t, ctx, `#rows tr:nth-child(3) td:nth-child(2)`) // anywhere in the row
	becomes(t, ctx, `!document.querySelector('#panel').hidden && document.activeElement.id === 'panel-title'`)
	name := read[string](t, ctx, text("#panel-title"))
	step(t, ctx, chromedp.Reload())
	becomes(t, ctx, text("#pager")+`.includes('26–50 of `+all+`') && `+text("#panel-title")+" === `"+name+"` && document.querySelector('#rows [aria-selected=\"true\"]') !== null && document.querySelector('th[aria-sort]').innerText === 'Price'")
	step(t, ctx, chromedp.KeyEvent(kb.Escape))
	becomes(t, ctx, "document.querySelector('#panel').hidden && document.activeElement.innerText === `"+name+"`")
	step(t, ctx, chromedp.Evaluate[chromedp.Void](`history.back()`))
	becomes(t, ctx, "!document.querySelector('#panel').hidden && "+text("#panel-title")+" === `"+name+"`")
}

// TestPageFollowsReferences goes from an order to its restaurant and to that
// restaurant's orders.
func TestPageFollowsReferences(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure", nil)
	clipboard(t, ctx, r)
	order := r.sandbox.Items("orders")[0]
	open(t, ctx, r, fmt.Sprintf("pool=orders&item=%s", order["id"]), "Orders")
	becomes(t, ctx, `!document.querySelector('#panel').hidden`)
	if got := copies(t, ctx, `#panel .copy button`); got != order["id"] {
		t.Errorf("copied %q; want the id %q", got, order["id"])
	}
	if got, want := copies(t, ctx, `#panel > .tools button:last-child`), fmt.Sprintf("curl '%s/orders/%s'", r.server.Backend, order["id"]); got != want {
		t.Errorf("copied %q; want %q", got, want)
	}
	if got := copies(t, ctx, `#panel > .tools button:first-child`); !strings.Contains(got, `"total_amount"`) {
		t.Errorf("copied %q; want the record", got)
	}
	click(t, ctx, fmt.Sprintf(`#panel a[href*="item=%s"]`, order["restaurant_id"]))
	becomes(t, ctx, fmt.Sprintf(`document.querySelector('#panel').dataset.item === '%s'`, order["restaurant_id"]))
	becomes(t, ctx, text("#view-title")+` === 'Restaurants' && `+text("#panel")+`.includes('Referred to by')`)
	click(t, ctx, `#panel a[href*="pool=orders"]`)
	becomes(t, ctx, text("#view-title")+` === 'Orders' && `+text("#tallies")+`.startsWith('Only those of ') && `+text("#view-sum")+`.includes('found in 10 items')`)
	becomes(t, ctx, fmt.Sprintf(`document.querySelector('#rows a[data-id="%s"]') !== null`, order["id"]))
}

func TestPageDrawsMap(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{})
	open(t, ctx, r, "view=map", "Map")
	becomes(t, ctx, text("#map")+`.includes('Click Ensure')`)
	click(t, ctx, `#ensure`)
	becomes(t, ctx, text("#view-sum")+`.startsWith('10 shops, 10 drivers')`)
	becomes(t, ctx, `document.querySelectorAll('#map a').length >= 20 && document.querySelectorAll('#map .district').length > 1`)
	inside := read[bool](t, ctx, `((box) => [...document.querySelectorAll('#map a')].every((a) => ((p) => p.left >= box.left && p.right <= box.right && p.top >= box.top && p.bottom <= box.bottom)(a.getBoundingClientRect())))(document.querySelector('#map > svg').getBoundingClientRect())`)
	if !inside {
		t.Error("a point lies outside the map")
	}
	read[bool](t, ctx, `document.querySelector('#map a[aria-label^="shop"]').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))`)
	becomes(t, ctx, text("#view-title")+` === 'Restaurants' && !document.querySelector('#panel').hidden`)
}

func TestPageHandsLoginsOut(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{})
	r.ok("POST", "/data-pools/ensure", nil)
	clipboard(t, ctx, r)
	open(t, ctx, r, "view=accounts", "Accounts")
	if read[bool](t, ctx, text("#rows")+`.includes('@1234')`) {
		t.Error("passwords are shown before they were asked for")
	}
	click(t, ctx, `#passwords`)
	becomes(t, ctx, text("#rows")+`.includes('Admin@1234') && document.activeElement.id === 'passwords'`)
	step(t, ctx, chromedp.SetValue(`#role`, "customer"))
	read[bool](t, ctx, `document.querySelector('#role').dispatchEvent(new Event('change'))`)
	becomes(t, ctx, text("#view-sum")+`.startsWith('10 of ') && `+text("#rows")+`.includes('customer1@flashseed.test')`)
	step(t, ctx, chromedp.SendKeys(`#search`, "customer3@"))
	becomes(t, ctx, `document.querySelectorAll('#rows tr').length === 1`)
	if got, want := copies(t, ctx, `#view-tools button:last-child`), "CUSTOMER_3_EMAIL='customer3@flashseed.test'\nCUSTOMER_3_PASSWORD='Flash@1234'\nCUSTOMER_3_ID='"; !strings.HasPrefix(got, want) {
		t.Errorf("copied %q; want %q…", got, want)
	}
	if got := copies(t, ctx, `#rows .copy button:nth-child(1)`); got != "customer3@flashseed.test\tFlash@1234" {
		t.Errorf("copied %q; want the login", got)
	}
	if got := copies(t, ctx, `#rows .copy button:nth-child(3)`); got == "" || strings.Contains(got, "@") {
		t.Errorf("copied %q; want an access token", got)
	}
}

// TestPageByKeyboard walks through the page with Tab and presses what it comes
// to.
func TestPageByKeyboard(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := slowRig(t, nil)
	open(t, ctx, r, "", "Restaurants")
	var order []string
	press := func(key string) { step(t, ctx, chromedp.KeyEvent(key)) }
	for range 12 {
		press(kb.Tab)
		order = append(order, read[string](t, ctx, `document.activeElement.id || document.activeElement.className || document.activeElement.localName`))
		if !read[bool](t, ctx, `document.activeElement.matches(':focus-visible')`) {
			t.Errorf("focus on %s cannot be seen", order[len(order)-1])
		}
	}
	if got, want := strings.Join(order, " "), "skip live theme scope amount ensure refresh summary to-map to-accounts pool pool"; got != want {
		t.Errorf("Tab goes %s; want %s", got, want)
	}
	press(kb.Enter)
	becomes(t, ctx, text("#view-title")+` === 'Food categories'`)
	step(t, ctx, chromedp.Focus(`#ensure`))
	press(kb.Enter)
	becomes(t, ctx, full)
	if id := read[string](t, ctx, `document.activeElement.id`); id != "ensure" {
		t.Errorf("focus went from the button to %q", id)
	}
}

// TestPageSaysWhatIsDown has a backend, then the server itself go away: one
// message each.
func TestPageSaysWhatIsDown(t *testing.T) {
	ctx := tab(t, 1000, 800)
	r := newRig(t, rigOptions{backend: closedAddress(t)})
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, text("#alert-text")+`.startsWith('The backend does not answer')`)
	becomes(t, ctx, text("#pools-sum")+` === 'not looked at yet' && `+text(`[data-pool="orders"]`)+`.includes('unknown') && `+text("#rows")+`.includes('Nothing can be shown')`)
	click(t, ctx, `#ensure`)
	becomes(t, ctx, text("#run-state")+` === 'failed' && document.querySelectorAll('#run-notes li').length === 2 && `+text("#run-notes")+`.includes('Start the backend, then click Ensure.') && document.querySelector('#alert').hidden`)
	must(t, r.stop())
	becomes(t, ctx, text("#link")+` === 'reconnecting' && `+text("#alert-text")+`.includes('flashseed does not answer')`)
}

// warned is a driver whose cache is down.
type warned struct{ Driver }

func (d warned) Show(ctx context.Context, pools ...string) (*seeder.Shown, error) {
	shown, err := d.Driver.Show(ctx, pools...)
	if err == nil {
		shown.Warnings = []string{"redis localhost:6379 is down; reading the backend"}
	}
	return shown, err
}

// TestPageIsHonest has the cache down, and a pool of which it keeps a sample.
func TestPageIsHonest(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := newRig(t, rigOptions{driver: func(d Driver) Driver { return warned{d} }})
	for i := range 130 {
		r.sandbox.Insert("food_categories", map[string]any{"name": fmt.Sprint("Foreign ", i)})
	}
	open(t, ctx, r, "pool=food_categories", "Food categories")
	becomes(t, ctx, text("#view-note")+`.includes('redis localhost:6379 is down')`)
	becomes(t, ctx, text("#view-sum")+`.includes('130 items, the first 100 of them are shown here')`)
	becomes(t, ctx, text("#pager")+`.includes('1–25 of 100')`)
}

// TestFrontEndsInABrowser has pages of an allowed and of a foreign origin fetch
// as front ends do: with credentials, and with headers that need a preflight.
func TestFrontEndsInABrowser(t *testing.T) {
	site := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<title>a front end</title>")
	})
	allowed, foreign := httptest.NewServer(site), httptest.NewServer(site)
	defer allowed.Close()
	defer foreign.Close()
	ctx := tab(t, 800, 600)
	r := newRig(t, rigOptions{server: func(o *Options) { o.CORSOrigins = []string{allowed.URL} }})
	r.ok("POST", "/data-pools/ensure", nil)
	for page, want := range map[string]string{allowed.URL: "success", foreign.URL: "TypeError"} {
		step(t, ctx, chromedp.Navigate(page))
		for _, request := range []string{
			"'/data-pools', {}",
			"'/data-pools', {credentials: 'include'}",
			"'/data-pools', {headers: {Authorization: 'Bearer x', auth: 'y', 'ngrok-skip-browser-warning': '1', 'X-Content-Type-Options': 'nosniff'}}",
			"'/data-pools/ensure', {method: 'POST'}",
			"'/data-pools/ensure', {method: 'POST', credentials: 'include', headers: {'Content-Type': 'application/json'}, body: '{}'}",
			"'/data-pools/refresh', {method: 'POST', headers: {Accept: 'application/json'}}",
		} {
			got := read[string](t, ctx, `fetch('`+r.url+strings.TrimPrefix(request, "'")+`).then((a) => a.json()).then((a) => a.status, (e) => e.name)`)
			if got != want {
				t.Errorf("a page of %s fetches %s: %s; want %s", page, request, got, want)
			}
		}
	}
}

// TestPageIsAccessible runs axe-core over the page in both themes, in every
// state and view, from narrow to wide, and looks for sideways scrolling.
func TestPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(axePath)
	if err != nil {
		missing(t, "axe-core is not installed: npm ci in testdata/axe")
	}
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			ctx := tab(t, 1440, 900)
			call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
			}})
			call(t, ctx, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true})
			look := func(state string) {
				t.Helper()
				for _, width := range []int64{360, 768, 1440} {
					step(t, ctx, chromedp.EmulateViewport(width, 900))
					accessible(t, ctx, fmt.Sprintf("%s at %d px", state, width), string(axe))
					if over := read[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
						t.Errorf("%s is %d px wider than a window of %d px", state, over, width)
					}
				}
			}
			r := newRig(t, rigOptions{})
			open(t, ctx, r, "pool=orders", "Orders")
			becomes(t, ctx, text("#rows")+`.includes('No orders yet')`)
			look("empty")
			r.ok("POST", "/data-pools/ensure?preset=town", nil)
			becomes(t, ctx, full+` && document.querySelectorAll('#rows tr').length === 25`)
			look("items")
			item := r.sandbox.Items("restaurants")[0]["id"].(string)
			open(t, ctx, r, "pool=restaurants&item="+item, "Restaurants")
			becomes(t, ctx, `!document.querySelector('#panel').hidden`)
			look("panel")
			open(t, ctx, r, "view=map", "Map")
			look("map")
			open(t, ctx, r, "view=accounts", "Accounts")
			look("accounts")
			read[bool](t, ctx, `document.querySelector('#clean').click(); true`)
			look("confirm")
			click(t, ctx, `#confirm [value="no"]`)
			must(t, r.stop())
			becomes(t, ctx, text("#link")+` === 'reconnecting'`)
			look("gone")
			down := newRig(t, rigOptions{backend: closedAddress(t)})
			step(t, ctx, chromedp.Navigate(down.url), chromedp.WaitVisible(`#pools .pool`))
			click(t, ctx, `#ensure`)
			becomes(t, ctx, text("#run-state")+` === 'failed'`)
			look("down")
			locked := newRig(t, rigOptions{server: func(o *Options) { o.Token = "secret" }})
			step(t, ctx, chromedp.Navigate(locked.url), chromedp.WaitVisible(`#login-token`))
			look("locked")
		})
	}
}

// accessible fails for each rule that the page breaks.
func accessible(t *testing.T, ctx context.Context, state, axe string) {
	t.Helper()
	read[int](t, ctx, axe+";0")
	broken := read[[]string](t, ctx, `axe.run().then((r) => r.violations.map((v) =>
		v.id + ': ' + v.help + ' ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))`)
	for _, text := range broken {
		t.Errorf("%s: %s", state, text)
	}
}
