package entities

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// maker is what the generators of all pools have in common.
type maker struct {
	*World
	pool      string
	now       int64 // Unix seconds
	overrides *overrides
}

func newMaker(w *World, pool string) maker {
	return maker{w, pool, w.Now.Unix(), bind(w, pool, w.Overrides[pool])}
}

// drafts is a generator that is a single function.
type drafts func(index, attempt int) Draft

func (f drafts) Draft(index, attempt int) Draft { return f(index, attempt) }

func (m *maker) draw(index, attempt int) draw {
	return newDraw(m.Seed, m.pool, index, attempt)
}

func (m *maker) permutation(size int, purpose string) permutation {
	return newPermutation(size, m.Seed, m.pool+" "+purpose)
}

// draft encodes the body, with the overrides over it.
func (m *maker) draft(index, attempt int, body any) Draft {
	return Draft{Index: index, Attempt: attempt, Body: m.encode(index, body), Refs: m.overrides.links(index)}
}

func (m *maker) encode(index int, body any) []byte {
	return m.overrides.apply(encode(body), index, true)
}

// encode writes a body, which holds nothing that JSON cannot.
func encode(body any) []byte {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return raw
}

// language is that of items without an author: the locale's,
// else English.
func (m *maker) language() string { return languageOf(m.Locale, 0, 0) }

// patch changes an item through its own route, with the overrides of the fields
// that it changes over it.
func (m *maker) patch(ref Ref, body any) *Change {
	return &Change{Pool: m.pool, ID: ref.ID, Method: "PATCH", Body: m.overrides.apply(encode(body), ref.Index, false)}
}

// request changes an item through another route, in which {id} stands for its
// id. The record holds the fields that its record has afterwards; nil: the
// body's.
func request(pool, id, method, path string, body, record any) *Change {
	c := &Change{Pool: pool, ID: id, Method: method, Path: strings.Replace(path, "{id}", url.PathEscape(id), 1), Body: encode(body)}
	if record != nil {
		c.Record = encode(record)
	}
	return c
}

// daysAgo returns a moment within the past days, in Unix seconds.
func (m *maker) daysAgo(d draw, days int) int64 {
	return m.now - int64(d.between(0, days*24*60))*60
}

// again adds a counter to a name: nothing for n = 0, else before, n+1 and after.
func again(name, before string, n int, after string) string {
	if n == 0 {
		return name
	}
	return name + before + strconv.Itoa(n+1) + after
}

// dollars is an amount of cents as the backend counts. Dividing gives the
// number nearest to the decimal, so 1499 is written 14.99 and nothing else.
func dollars(cents int) float64 { return float64(cents) / 100 }

// toStep rounds an amount of cents to the nearest multiple of step.
func toStep(cents, step int) int { return (cents + step/2) / step * step }

// percentOf is so many percent of an amount, rounded to the nearest unit.
func percentOf(amount, percent int) int { return (amount*percent + 50) / 100 }
