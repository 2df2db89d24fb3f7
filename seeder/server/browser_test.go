package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
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

	"github.com/flashseed/flashseed/seeder/sandbox"
)

// axePath is where npm puts axe-core, after `npm ci` in testdata/axe.
const axePath = "testdata/axe/node_modules/axe-core/axe.min.js"

// browserRequired tells whether tests in a browser must not be skipped.
func browserRequired() bool { return os.Getenv("FLASHSEED_TEST_CHROMIUM") == "required" }

// missing skips a test for want of something, or fails it where that must be
// there.
func missing(t *testing.T, what string) {
	t.Helper()
	if browserRequired() {
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
	listenForFaults(t, ctx)
	return ctx
}

// listenForFaults fails a test for what the page throws or complains of.
func listenForFaults(t *testing.T, ctx context.Context) {
	t.Helper()
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

// read evaluates an expression in the page.
func read[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// becomes waits until an expression is true in the page.
func becomes(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !read[bool](t, ctx, expression); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came to %s; the page reads:\n%s", expression, read[string](t, ctx, `document.body.innerText`))
		}
	}
}

// slowRig takes its time, so that there is something to watch.
func slowRig(t *testing.T, change func(*Options)) *rig {
	return newRig(t, rigOptions{sandbox: sandbox.Options{RegisterDelay: 15 * time.Millisecond, Wallet: true}, server: change})
}

const full = `((pools) => pools.length > 0 && pools.every((p) => p.dataset.state === 'full'))([...document.querySelectorAll('#pools .pool')])`

func TestPageFillsPools(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := slowRig(t, nil)
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`))
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		call(t, ctx, browser.SetPermission, browser.SetPermissionParams{
			Origin: r.url, Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
		})
	}
	becomes(t, ctx, `document.querySelector('#pool-orders').closest('button').innerText.includes('0 / 10')`)

	read[bool](t, ctx, watchBars)
	step(t, ctx, chromedp.Click(`#ensure`))
	becomes(t, ctx, full)
	if steps := read[int](t, ctx, `window.steps.size`); steps < 5 {
		t.Errorf("the bars were seen at %d different places; want the run to be watched", steps)
	}
	for _, e := range r.server.Registry.All() {
		want := fmt.Sprintf("%d / 10", r.sandbox.Count(e.Pool))
		text := read[string](t, ctx, `document.querySelector('#pool-`+e.Pool+`').closest('button').innerText`)
		if !strings.Contains(text, want) {
			t.Errorf("%s reads %q; want %q", e.Pool, text, want)
		}
	}
	becomes(t, ctx, `document.querySelector('#run-state').innerText === 'ok' && document.querySelectorAll('#run-rows tr').length === document.querySelectorAll('#pools .pool').length`)
	becomes(t, ctx, `document.querySelectorAll('#orders-chart li').length > 2`)
	becomes(t, ctx, `document.querySelector('#accounts-rows').innerText.includes('@flashseed.test')`)
	becomes(t, ctx, `document.querySelector('#live').innerText.includes('ensure ended')`)
	copiesID(t, ctx, r)
	searches(t, ctx, r)
	showsPasswords(t, ctx)
	switchesTheme(t, ctx)
}

// watchBars collects the places at which the bars are seen.
const watchBars = `window.steps = new Set(); new MutationObserver(() => {
  window.steps.add([...document.querySelectorAll('#pools progress')].map((p) => p.value).join());
}).observe(document.querySelector('#pools'), {attributes: true, subtree: true}); true`

func copiesID(t *testing.T, ctx context.Context, r *rig) {
	step(t, ctx, chromedp.Click(`#pool-restaurants`))
	becomes(t, ctx, `document.querySelector('#items-title').innerText === 'Restaurants' && document.querySelectorAll('#items-rows .copy').length > 9`)
	step(t, ctx, chromedp.Click(`#items-rows .copy button`))
	becomes(t, ctx, `document.querySelector('#items-rows .copy button').innerText === 'Copied'`)
	copied := read[string](t, ctx, `navigator.clipboard.readText()`)
	for _, item := range r.sandbox.Items("restaurants") {
		if item["id"] == copied {
			return
		}
	}
	t.Errorf("copied %q, which is no restaurant's id", copied)
}

func searches(t *testing.T, ctx context.Context, r *rig) {
	name := r.sandbox.Items("restaurants")[3]["restaurant_name"].(string)
	step(t, ctx, chromedp.SendKeys(`#items-search`, name))
	becomes(t, ctx, `document.querySelectorAll('#items-rows tr').length === 1 && document.querySelector('#items-sum').innerText.startsWith('1 found')`)
	step(t, ctx, chromedp.SetValue(`#items-pool`, "menu_items"))
	read[bool](t, ctx, `document.querySelector('#items-pool').dispatchEvent(new Event('change'))`)
	becomes(t, ctx, `document.querySelector('#items-title').innerText === 'Menu items' && document.querySelectorAll('#items-rows tr').length > 5`)
}

func showsPasswords(t *testing.T, ctx context.Context) {
	if read[bool](t, ctx, `document.querySelector('#accounts-rows').innerText.includes('@1234')`) {
		t.Error("passwords are shown before they were asked for")
	}
	step(t, ctx, chromedp.Click(`#accounts-show`))
	becomes(t, ctx, `document.querySelector('#accounts-rows').innerText.includes('Admin@1234')`)
}

func switchesTheme(t *testing.T, ctx context.Context) {
	const background = `getComputedStyle(document.body).backgroundColor`
	before := read[string](t, ctx, background)
	step(t, ctx, chromedp.Click(`#theme`))
	if after := read[string](t, ctx, background); after == before || read[string](t, ctx, `document.querySelector('#theme').getAttribute('aria-pressed')`) != "true" {
		t.Errorf("the page did not turn dark: %s, then %s", before, after)
	}
	step(t, ctx, chromedp.Reload(), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, `document.documentElement.dataset.theme === 'dark'`)
}

// TestPageByKeyboard walks through the page with Tab and presses what it comes
// to.
func TestPageByKeyboard(t *testing.T) {
	ctx := tab(t, 1440, 900)
	r := slowRig(t, nil)
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`))
	var order []string
	press := func(key string) { step(t, ctx, chromedp.KeyEvent(key)) }
	for range 7 {
		press(kb.Tab)
		order = append(order, read[string](t, ctx, `document.activeElement.id || document.activeElement.className`))
		if !read[bool](t, ctx, `document.activeElement.matches(':focus-visible')`) {
			t.Errorf("focus on %s cannot be seen", order[len(order)-1])
		}
	}
	if got, want := strings.Join(order, " "), "skip theme refresh ensure pool pool pool"; got != want {
		t.Errorf("Tab goes %s; want %s", got, want)
	}
	press(kb.Enter)
	becomes(t, ctx, `document.querySelector('#items-title').innerText === 'Super admins'`)
	step(t, ctx, chromedp.Focus(`#ensure`))
	press(kb.Enter)
	becomes(t, ctx, full)
	if id := read[string](t, ctx, `document.activeElement.id`); id != "ensure" {
		t.Errorf("focus went from the button to %q", id)
	}
}

func TestPageAsksForToken(t *testing.T) {
	ctx := tab(t, 1000, 800)
	r := newRig(t, rigOptions{server: func(o *Options) { o.Token, o.StartupEnsure = "correct horse", true }})
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#login-token`))
	if rows := read[int](t, ctx, `document.querySelectorAll('#pools li, tbody td:not(.empty)').length`); rows != 0 {
		t.Errorf("%d things are shown without a token", rows)
	}
	step(t, ctx, chromedp.SendKeys(`#login-token`, "wrong"+kb.Enter))
	becomes(t, ctx, `document.querySelector('#login-error').innerText.includes('not the token')`)
	step(t, ctx, chromedp.SendKeys(`#login-token`, "correct horse"+kb.Enter))
	becomes(t, ctx, full)
	becomes(t, ctx, `document.querySelector('#accounts-rows').innerText.includes('@flashseed.test')`)
	step(t, ctx, chromedp.Reload(), chromedp.WaitVisible(`#pools .pool`))
	becomes(t, ctx, full)
}

// TestPageShowsFailure has the page tell that the backend, then that the server
// is away.
func TestPageShowsFailure(t *testing.T) {
	ctx := tab(t, 800, 800)
	r := newRig(t, rigOptions{backend: closedAddress(t), server: func(o *Options) { o.Limits.Retry = time.Hour }})
	step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`), chromedp.Click(`#ensure`))
	becomes(t, ctx, `document.querySelector('#run-state').innerText === 'failed' && document.querySelector('#run-error').innerText.includes('connection refused')`)
	becomes(t, ctx, `document.querySelector('#alert').innerText !== ''`)
	must(t, r.stop())
	becomes(t, ctx, `document.querySelector('#link').innerText === 'connecting again'`)
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

// TestPageIsAccessible runs axe-core over the page in both themes, empty, full
// and asking for the token, narrow and wide, and looks for sideways scrolling.
func TestPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile(axePath)
	if err != nil {
		missing(t, "axe-core is not installed: npm ci in testdata/axe")
	}
	for _, width := range []int64{360, 1440} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%s %d", scheme, width), func(t *testing.T) {
				ctx := tab(t, width, 900)
				r := slowRig(t, nil)
				call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
					{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
				}})
				call(t, ctx, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true})
				step(t, ctx, chromedp.Navigate(r.url), chromedp.WaitVisible(`#pools .pool`))
				becomes(t, ctx, `document.querySelector('#link').innerText === 'live'`)
				accessible(t, ctx, string(axe))
				step(t, ctx, chromedp.Click(`#ensure`))
				becomes(t, ctx, full)
				becomes(t, ctx, `document.querySelectorAll('#orders-chart li').length > 2 && document.querySelectorAll('#accounts-rows tr').length > 9`)
				accessible(t, ctx, string(axe))
				if over := read[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
					t.Errorf("the page is %d px wider than the window", over)
				}
				shoot(t, ctx, fmt.Sprintf("page-%d-%s.png", width, scheme))
			})
		}
	}
}

// accessible fails for each rule that the page breaks.
func accessible(t *testing.T, ctx context.Context, axe string) {
	t.Helper()
	read[int](t, ctx, axe+";0")
	broken := read[[]string](t, ctx, `axe.run().then((r) => r.violations.map((v) =>
		v.id + ': ' + v.help + ' ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))`)
	for _, text := range broken {
		t.Error(text)
	}
}

// shoot keeps a picture of the page where FLASHSEED_TEST_PICTURES names a
// directory.
func shoot(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	dir := os.Getenv("FLASHSEED_TEST_PICTURES")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, name), picture, 0o644))
}
