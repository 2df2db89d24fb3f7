package config

import (
	"slices"
	"strings"
)

// gatherMin sorts what --min, FLASHSEED_MIN and MIN_POOL_SIZE say by the
// setting it is for. A higher source wins for each setting by itself, and
// within one text the later entry does.
func (l *loader) gatherMin(general, perPool Option) {
	for _, ask := range l.layers() {
		if r, ok := ask(perPool); ok {
			l.takeMins(r)
		}
		if r, ok := ask(general); ok && r.from.layer != layerFlag {
			l.take(keyMin, r)
		}
	}
}

func (l *loader) takeMins(r raw) {
	found := map[string]raw{}
	for _, entry := range minEntries(r.text) {
		pool, number, named := strings.Cut(entry, "=")
		one := raw{text: strings.TrimSpace(number), from: r.from, broken: r.broken}
		if !named {
			one.text = entry
			found[keyMin] = one
			continue
		}
		if pool = strings.TrimSpace(pool); !slices.Contains(l.sources.Pools, pool) {
			l.fail(keyMin, entry, r.from, unknownMin(pool, l.sources.Pools))
			continue
		}
		found[poolPrefix+pool+".min"] = one
	}
	for key, one := range found {
		l.take(key, one)
	}
}

// minEntries are the parts between commas and lines; nothing at all is one
// empty part, so that it is told.
func minEntries(text string) []string {
	var entries []string
	for part := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			entries = append(entries, part)
		}
	}
	if entries == nil {
		return []string{""}
	}
	return entries
}

func unknownMin(pool string, pools []string) error {
	return bad("names no pool").try("%s", didYouMean(pool, pools, "the pools are "+strings.Join(pools, ", ")))
}
