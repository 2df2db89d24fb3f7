package cache

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"github.com/flashseed/flashseed/seeder"
)

// TestAnySequenceOfWrites runs the same random writes against memory and
// Redis and a model of what was written, and compares them after each.
func TestAnySequenceOfWrites(t *testing.T) {
	server := miniredis.RunT(t)
	r := store(t, "redis://"+server.Addr(), Options{})
	rapid.Check(t, func(rt *rapid.T) {
		server.FlushAll()
		m := store(t, "memory:", Options{})
		model := map[string]seeder.CachedPool{}
		rt.Repeat(map[string]func(*rapid.T){
			"save": func(rt *rapid.T) { saveAny(t, rt, model, m, r) },
			"drop": func(rt *rapid.T) {
				names := rapid.SliceOfDistinct(rapid.SampledFrom(testNames()), rapid.ID).Draw(rt, "names")
				must(t, m.Drop(t.Context(), names))
				must(t, r.Drop(t.Context(), names))
				for _, name := range names {
					delete(model, name)
				}
			},
			"garble": func(rt *rapid.T) {
				name := rapid.SampledFrom(testNames()).Draw(rt, "name")
				must(t, server.Set(keyPrefix+name, "garbage"))
				m.engine.(*memory).table["s"+keyPrefix+name] = []byte("garbage")
				delete(model, name)
			},
			"": func(rt *rapid.T) { compare(t, rt, model, m, r, server) },
		})
	})
}

func saveAny(t *testing.T, rt *rapid.T, model map[string]seeder.CachedPool, caches ...seeder.Cache) {
	backend := rapid.SampledFrom([]string{here, here, here, there}).Draw(rt, "backend")
	var pools []seeder.CachedPool
	for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom(testNames()), rapid.ID).Draw(rt, "names") {
		p := poolOf(backend, name, rapid.IntRange(1, 4).Draw(rt, "items"))
		p.Meta.DataVersion = rapid.SampledFrom([]string{"1", "1", "1", "0"}).Draw(rt, "version")
		p.Meta.Min = rapid.IntRange(0, 4).Draw(rt, "min")
		pools = append(pools, p)
	}
	for _, c := range caches {
		must(t, c.Save(t.Context(), slices.Values(pools)))
	}
	for name, p := range model {
		if len(pools) > 0 && p.Meta.Backend != backend {
			delete(model, name)
		}
	}
	for _, p := range pools {
		model[p.Pool] = p
	}
}

func compare(t *testing.T, rt *rapid.T, model map[string]seeder.CachedPool, m, r *Store, server *miniredis.Miniredis) {
	inMemory, inRedis := load(t, m), load(t, r)
	if !reflect.DeepEqual(inMemory, model) || !reflect.DeepEqual(inRedis, model) {
		rt.Fatalf("memory %v\nredis %v\nmodel %v", inMemory, inRedis, model)
	}
	all, _ := server.Get(keyAll)
	if string(m.engine.(*memory).table["s"+keyAll]) != all {
		rt.Fatalf("data-pools:all is %s in memory, %s in Redis", m.engine.(*memory).table["s"+keyAll], all)
	}
	if all != "" {
		checkAll(rt, all, model)
	}
}

// checkAll compares data-pools:all with the pools it is made of, garbled ones
// excepted: it was made before.
func checkAll(rt *rapid.T, all string, model map[string]seeder.CachedPool) {
	var got map[string][]map[string]any
	if err := json.Unmarshal([]byte(all), &got); err != nil || len(got) != len(testPools) {
		rt.Fatalf("%s: %v", all, err)
	}
	for _, p := range testPools {
		kept, ok := model[p.Pool]
		if !ok {
			continue
		}
		if kept.Meta.Count < kept.Meta.Min || len(got[p.JSONKey]) != kept.Meta.Min {
			rt.Fatalf("%s holds %d, of %s", p.JSONKey, len(got[p.JSONKey]), fmt.Sprint(kept))
		}
	}
}
