package config_test

import (
	"os"
	"testing"

	"github.com/flashseed/flashseed/seeder/config"
)

// BenchmarkLoad is the share of every start that settings cost, with a file
// that holds them all.
func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		b.Fatal(err)
	}
	sources := given{file: string(data), args: []string{"--min", "5,orders=7"}}.sources(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := config.Load(sources); err != nil {
			b.Fatal(err)
		}
	}
}
