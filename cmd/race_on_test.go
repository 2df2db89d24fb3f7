//go:build race

package cmd_test

// slowness is how much longer things take than they do without the race
// detector.
const slowness = 3
