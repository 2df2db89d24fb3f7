//go:build !race

package cmd_test

const slowness = 1
