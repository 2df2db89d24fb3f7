package cmd_test

import (
	"cmp"
	"errors"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/cmd"
	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// nowhere is an address at which nothing listens.
const nowhere = "http://127.0.0.1:1"

// TestScripts runs testdata/script: the program as its users type it. Each
// script begins in an empty directory without configuration, backend or
// Redis, and has these commands beside testscript's own:
//
//	backend [readme] [plain] [nomail] [wallet] [unlisted] [slow] [FAILURE…]
//	                           starts a sandbox, sets REAL_BACKEND_URL; a FAILURE
//	                           is one of sandbox --fail
//	redis                      starts a Redis, sets REDIS_URL
//	exits CODE PROGRAM ARG…    runs a program and checks its exit code
//	within TIME CODE PROGRAM…  the same, and that it took no longer
//	requests METHOD OP N       compares how many came since the last `requests reset`
//	holds N [POOL…]            checks how many items these pools, or all, have
//	delete POOL POSITION…      deletes items, the first is 1
//	json PATH WANT             looks something up in stdout: pools.orders.now, pools.len
//	interrupt SIGNAL CODE POOL N PROGRAM…
//	                           signals a program once POOL has N items
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[worldKey{}] = &world{}
			env.Setenv("HOME", "/no-home")
			env.Setenv("REAL_BACKEND_URL", nowhere)
			env.Setenv("REDIS_URL", "")
			env.Setenv("POOLS", strconv.Itoa(len(pools)))
			env.Setenv("ITEMS", strconv.Itoa(10*len(pools)))
			env.Setenv("ACCOUNTS", strconv.Itoa(10*len(accountPools)))
			env.Setenv("NEW", strconv.Itoa(10*len(pools)-1)) // a new Flashstrom holds a finance rule
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"backend":   scriptBackend,
			"redis":     scriptRedis,
			"exits":     scriptExits,
			"within":    scriptWithin,
			"requests":  scriptRequests,
			"holds":     scriptHolds,
			"delete":    scriptDelete,
			"json":      scriptJSON,
			"interrupt": scriptInterrupt,
		},
	})
}

// world is what a script has around it.
type world struct{ backend *sandbox.Server }

type worldKey struct{}

func worldOf(ts *testscript.TestScript) *sandbox.Server {
	w := ts.Value(worldKey{}).(*world)
	if w.backend == nil {
		ts.Fatalf("there is no backend yet")
	}
	return w.backend
}

// use stops a script with a usage line where a command was called wrongly.
func use(ts *testscript.TestScript, right bool, line string) {
	if !right {
		ts.Fatalf("usage: %s", line)
	}
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func scriptBackend(ts *testscript.TestScript, neg bool, args []string) {
	o := sandbox.Options{}
	for _, arg := range args {
		switch arg {
		case "readme":
			o.Dialect = entities.Readme
		case "plain":
			o.Plain = true
		case "nomail":
			o.NoMail = true
		case "wallet":
			o.Wallet = true
		case "unlisted":
			o.NoAdminList = true
		case "slow":
			o.RegisterDelay = 20 * time.Millisecond
		default:
			failure, err := sandbox.ParseFailure(arg)
			ts.Check(err)
			o.Failures = append(o.Failures, failure)
		}
	}
	server := sandbox.New(o)
	listener := httptest.NewServer(server)
	ts.Defer(listener.Close)
	ts.Setenv("REAL_BACKEND_URL", listener.URL)
	ts.Value(worldKey{}).(*world).backend = server
}

func scriptRedis(ts *testscript.TestScript, neg bool, args []string) {
	server := miniredis.NewMiniRedis()
	ts.Check(server.Start())
	ts.Defer(server.Close)
	ts.Setenv("REDIS_URL", "redis://"+server.Addr())
}

// scriptExits runs flashseed itself inside the test, which is quicker than a
// process; what the process adds, exec runs.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, !neg && len(args) >= 2, "exits CODE PROGRAM ARG…")
	var got int
	if args[1] != "flashseed" {
		got = codeOf(ts, ts.Exec(args[1], args[2:]...))
	} else {
		got = cmd.Main(cmd.Process{
			Args: args[2:], Stdout: ts.Stdout(), Stderr: ts.Stderr(), WorkDir: ts.MkAbs("."), Now: time.Now,
			LookupEnv: func(name string) (string, bool) { return ts.Getenv(name), ts.Getenv(name) != "" || name == "REDIS_URL" },
		})
	}
	if want := number(ts, args[0]); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// codeOf is the exit code that an error of os/exec tells of.
func codeOf(ts *testscript.TestScript, err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

// scriptWithin takes the best of three runs: what counts is what the program
// does, not what else the machine is busy with.
func scriptWithin(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, !neg && len(args) >= 3, "within TIME CODE PROGRAM ARG…")
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	var took time.Duration
	for range 3 {
		began := time.Now()
		if got := codeOf(ts, ts.Exec(args[2], args[3:]...)); got != number(ts, args[1]) {
			ts.Fatalf("exit code %d", got)
		}
		if took = time.Since(began); took <= limit {
			return
		}
	}
	ts.Fatalf("took %s, which is more than %s", took, limit)
}

func scriptRequests(ts *testscript.TestScript, neg bool, args []string) {
	server := worldOf(ts)
	if len(args) == 1 && args[0] == "reset" {
		server.ResetRequests()
		return
	}
	use(ts, !neg && len(args) == 3, "requests METHOD OP N, or: requests reset")
	use(ts, slices.Contains([]string{"GET", "POST", "PATCH", "DELETE", "refused", "all"}, args[0]), "requests GET|POST|PATCH|DELETE|refused|all OP N")
	got, want := server.Requests(args[0]), number(ts, args[2])
	holds, known := map[string]bool{"=": got == want, "<=": got <= want, ">=": got >= want}[args[1]]
	use(ts, known, "requests METHOD =|<=|>= N")
	if !holds {
		ts.Fatalf("%d requests %s, want %s %d", got, args[0], args[1], want)
	}
}

func scriptHolds(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, !neg && len(args) >= 1, "holds N [POOL…]")
	want, names := number(ts, args[0]), args[1:]
	if len(names) == 0 {
		names = pools
	}
	for _, pool := range names {
		if got := worldOf(ts).Count(pool); got != want {
			ts.Fatalf("%s holds %d items, want %d", pool, got, want)
		}
	}
}

func scriptDelete(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, !neg && len(args) >= 2, "delete POOL POSITION…")
	items := worldOf(ts).Items(args[0])
	for _, position := range args[1:] {
		id, _ := items[number(ts, position)-1]["id"].(string)
		if !worldOf(ts).Delete(args[0], id) {
			ts.Fatalf("%s has no item %q", args[0], id)
		}
	}
}

// poolName is a path to one pool of a report, by its name.
var poolName = regexp.MustCompile(`^pools\.([a-z_]+)\.`)

func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	use(ts, len(args) == 2, "json PATH WANT")
	text := ts.ReadFile("stdout")
	if !gjson.Valid(text) {
		ts.Fatalf("stdout is not one JSON value")
	}
	path, ofLen := strings.CutSuffix(poolName.ReplaceAllString(args[0], `pools.#(pool=="$1").`), "len")
	found := gjson.Get(text, cmp.Or(strings.TrimSuffix(path, "."), "@this"))
	got := found.String()
	switch {
	case !found.Exists():
		ts.Fatalf("there is no %s in %s", args[0], text)
	case ofLen && found.IsObject():
		got = strconv.Itoa(len(found.Map()))
	case ofLen:
		got = strconv.Itoa(len(found.Array()))
	}
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %s", args[0], got)
	}
}
