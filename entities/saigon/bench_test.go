package saigon

import "testing"

// Reading everything must not be noticed when the process starts.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		for _, file := range []string{cuisinesFile, optionsFile, streetsFile, wordsFile, promotionsFile, driversFile} {
			for _, line := range lines(file) {
				for _, field := range line {
					elements(field)
				}
			}
		}
	}
}
