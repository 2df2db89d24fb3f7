package backend

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

func BenchmarkListCounted(b *testing.B) {
	const n = 20_000
	text := records(n)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := read(b, strings.NewReader(text), listing{keep: 100, enough: n}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListSampled(b *testing.B) {
	text := records(1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(b, strings.NewReader(text), listing{keep: 100, enough: 100}); err != nil {
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
