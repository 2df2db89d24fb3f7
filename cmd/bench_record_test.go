package cmd_test

import (
	"bytes"
	"encoding/gob"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/flashseed/flashseed/cmd/testdata/bare/replay"
	"github.com/flashseed/flashseed/seeder/sandbox"
)

// exchange is a request and its answer.
type exchange struct {
	method, uri  string
	body, answer []byte
}

// recordRequests runs flashseed against a new sandbox and returns what it asked, in
// order of arrival.
func recordRequests(t *testing.T, args ...string) []exchange {
	t.Helper()
	var (
		mu   sync.Mutex
		list []exchange
	)
	backend := sandbox.New(sandbox.Options{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		answer := httptest.NewRecorder()
		mu.Lock()
		at := len(list)
		list = append(list, exchange{method: r.Method, uri: r.URL.RequestURI(), body: body})
		mu.Unlock()
		backend.ServeHTTP(answer, r)
		mu.Lock()
		list[at].answer = bytes.Clone(answer.Body.Bytes())
		mu.Unlock()
		for key, values := range answer.Header() {
			w.Header()[key] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	}))
	defer srv.Close()
	run(t, environment{"REAL_BACKEND_URL": srv.URL}, append(args, "--redis-url", "", "-q")...).wantCode(t, 0)
	return list
}

// ids as the sandbox gives them, wherever they stand.
var someID = regexp.MustCompile(`[A-Z_]+_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// scripter turns a recording into a script: ids that answers brought become
// variables, a look begins the next stage, and what needs the answer to a
// request of its own stage goes into that one's chain.
type scripter struct {
	script replay.Script
	origin map[string]origin // by id
	vars   map[string]int    // ids that are needed, by id
}

// origin is where an id was first seen.
type origin struct {
	stage, chain, link int // chain -1 for a look
	nth                int
}

func script(t *testing.T, list []exchange) *replay.Script {
	t.Helper()
	s := &scripter{origin: map[string]origin{}, vars: map[string]int{}}
	s.script.Stages = make([]replay.Stage, 1)
	for _, x := range list {
		s.add(x)
	}
	s.script.Vars = len(s.vars)
	return &s.script
}

func (s *scripter) add(x exchange) {
	if s.begins(x) {
		s.script.Stages = append(s.script.Stages, replay.Stage{})
	}
	now := len(s.script.Stages) - 1
	stage := &s.script.Stages[now]
	place := origin{stage: now, chain: len(stage.Chains)}
	if x.method == http.MethodGet {
		place.chain = -1
	}
	q := replay.Request{Method: x.method}
	var needs []origin
	q.Path, needs = s.text(x.uri, needs)
	q.Body, needs = s.text(string(x.body), needs)
	for _, from := range needs {
		if from.stage == now && from.chain >= 0 {
			place.chain = from.chain
		}
	}
	switch {
	case place.chain < 0:
		stage.Looks = append(stage.Looks, q)
		place.link = len(stage.Looks) - 1
	case place.chain == len(stage.Chains):
		stage.Chains = append(stage.Chains, replay.Chain{q})
	default:
		stage.Chains[place.chain] = append(stage.Chains[place.chain], q)
		place.link = len(stage.Chains[place.chain]) - 1
	}
	s.learn(x, place)
}

// begins reports whether a request waits for all before it: a look does, and what
// creates items of another pool.
func (s *scripter) begins(x exchange) bool {
	stage := s.script.Stages[len(s.script.Stages)-1]
	if len(stage.Chains) == 0 {
		return false
	}
	first := stage.Chains[0][0]
	return x.method == http.MethodGet ||
		x.method == http.MethodPost && first.Method == http.MethodPost && x.uri != first.Path.Pieces[0]
}

// text cuts the known ids out of a text.
func (s *scripter) text(text string, needs []origin) (replay.Text, []origin) {
	var out replay.Text
	from := 0
	for _, at := range someID.FindAllStringIndex(text, -1) {
		place, known := s.origin[text[at[0]:at[1]]]
		if !known {
			continue
		}
		out.Pieces = append(out.Pieces, text[from:at[0]])
		out.Vars = append(out.Vars, s.variable(text[at[0]:at[1]], place))
		needs = append(needs, place)
		from = at[1]
	}
	out.Pieces = append(out.Pieces, text[from:])
	return out, needs
}

// variable has the request that brought an id keep it.
func (s *scripter) variable(id string, from origin) int {
	if v, known := s.vars[id]; known {
		return v
	}
	v := len(s.vars)
	s.vars[id] = v
	stage := &s.script.Stages[from.stage]
	q := &stage.Looks
	if from.chain >= 0 {
		q = &stage.Chains[from.chain]
	}
	request := &(*q)[from.link]
	request.Takes = append(request.Takes, replay.Take{Nth: from.nth, Var: v})
	return v
}

// learn notes the ids of an answer.
func (s *scripter) learn(x exchange, place origin) {
	for n := 0; ; n++ {
		id := replay.NthID(x.answer, n)
		if id == "" {
			return
		}
		if _, known := s.origin[id]; !known {
			place.nth = n
			s.origin[id] = place
		}
	}
}

// write leaves a script where the bare generator finds it.
func (b *benchStand) write(t *testing.T, name string, s *replay.Script) string {
	t.Helper()
	f, err := os.Create(filepath.Join(b.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := gob.NewEncoder(f).Encode(s); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// requests counts a script's requests by method.
func requests(s *replay.Script) map[string]int {
	count := map[string]int{}
	for _, stage := range s.Stages {
		for _, chain := range append([]replay.Chain{stage.Looks}, stage.Chains...) {
			for _, q := range chain {
				count[q.Method]++
			}
		}
	}
	return count
}

// The bare generator's work is accepted and leaves a sandbox in the state that
// flashseed itself leaves it in.
func TestReplayDoesTheSameWork(t *testing.T) {
	t.Parallel()
	list := recordRequests(t, "ensure")
	s := script(t, list)
	if got := len(s.Stages); got < len(pools) {
		t.Errorf("%d stages, want at least one a pool", got)
	}
	backend := serve(t, sandbox.Options{})
	if err := replay.NewRunner(backend.URL, 8).Run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for pool, n := range backend.counts() {
		if n < 10 {
			t.Errorf("%s holds %d items after the replay", pool, n)
		}
	}
	for _, x := range list {
		if x.method != http.MethodGet && !strings.Contains(string(x.answer), `"EC":0`) {
			t.Errorf("%s %s was answered %s", x.method, x.uri, x.answer)
		}
	}
}
