package backend

import (
	"net/http"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

func BenchmarkListCounted(b *testing.B) {
	const n = 20_000
	b.ReportAllocs()
	b.SetBytes(int64(n * (len(record(1, false)) + 1)))
	for b.Loop() {
		if _, err := read(b, newEndless(n), listing{keep: 100, enough: n}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListSampled(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(b, newEndless(-1), listing{keep: 100, enough: 100}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScrub(b *testing.B) {
	dirty := []byte(record(1, true))
	b.SetBytes(int64(len(dirty)))
	b.ReportAllocs()
	for b.Loop() {
		scrub(gjson.ParseBytes(dirty))
	}
}

// What the client itself adds to a creation: the transport does nothing.
func BenchmarkCreate(b *testing.B) {
	body := `{"EC":0,"EM":"OK","data":{"id":"USR_1","data":` + record(1, true) + `}}`
	c := newClient(b, "http://backend.test", func(o *Options) { o.Transport = still(body) })
	e, sent := pools.Get("customers"), []byte(record(1, false))
	b.ReportAllocs()
	for b.Loop() {
		if item, err := c.Create(b.Context(), e, entities.Draft{Body: sent}); err != nil || item.ID == "" {
			b.Fatal(err)
		}
	}
}

// still answers everything with itself.
type still string

func (s still) RoundTrip(*http.Request) (*http.Response, error) { return response(201, string(s)), nil }
