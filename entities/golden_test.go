package entities

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// goldenItem is one draft of a golden file.
type goldenItem struct {
	Index    int             `json:"index"`
	Attempt  int             `json:"attempt"`
	Key      string          `json:"key"`
	Body     json.RawMessage `json:"body"`
	Fallback json.RawMessage `json:"fallback,omitempty"`
	Refs     []Link          `json:"refs,omitempty"`
	Account  *Account        `json:"account,omitempty"`
	Patch    json.RawMessage `json:"patch,omitempty"`
}

// What the same seed gives must not change without DataVersion changing: when
// this test fails, raise that first, then run it with -update.
func TestGolden(t *testing.T) {
	w := fullWorld(t, 1, 10, func(w *World) { w.Wallet = true })
	forEachPool(t, func(t *testing.T, e *Entity) {
		file := filepath.Join("testdata", "golden", e.Pool+".json")
		got := goldenJSON(t, goldenOf(t, w, e))
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := goldenJSON(t, decoded[[]goldenItem](t, raw))
		if !bytes.Equal(got, want) {
			t.Errorf("%s is no longer what the generator makes:\n%s", file, firstDifference(got, want))
		}
	})
}

func goldenOf(t *testing.T, w *World, e *Entity) (list []goldenItem) {
	t.Helper()
	g := generator(t, w, e)
	for index := range 10 {
		for attempt := range 2 {
			d := g.Draft(index, attempt)
			item := goldenItem{index, attempt, e.DraftKey(d), d.Body, d.Fallback, w.LinksOf(e, d), d.Account, nil}
			if len(e.Finishers) > 0 && attempt == 0 {
				if change := e.Finishers[0].Next(w, refOf(e, d)); change != nil {
					item.Patch = change.Body
				}
			}
			list = append(list, item)
		}
	}
	return list
}

// goldenJSON encodes the items; the order of their references is of no
// importance.
func goldenJSON(t *testing.T, list []goldenItem) []byte {
	t.Helper()
	for _, item := range list {
		slices.SortFunc(item.Refs, func(a, b Link) int { return cmp.Or(cmp.Compare(a.Pool, b.Pool), cmp.Compare(a.ID, b.ID)) })
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(list); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func firstDifference(got, want []byte) string {
	g, w := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(g), len(w)) {
		if !bytes.Equal(g[i], w[i]) {
			return "got  " + string(g[i]) + "\nwant " + string(w[i])
		}
	}
	return "one is longer than the other"
}
