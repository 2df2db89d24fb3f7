package config

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// parseDuration reads digits alone as seconds, anything else as Go does.
func parseDuration(r raw) (time.Duration, error) {
	text, err := r.word("a duration")
	if err != nil {
		return 0, err
	}
	d, err := duration(text)
	if err == nil && d < 0 {
		err = bad("must not be negative")
	}
	return d, err
}

func positiveDuration(r raw) (time.Duration, error) {
	d, err := parseDuration(r)
	if err == nil && d == 0 {
		err = bad("must be more than 0")
	}
	return d, err
}

func duration(text string) (time.Duration, error) {
	if number(strings.TrimPrefix(text, "-")) {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if most := int64(math.MaxInt64 / time.Second); err != nil || seconds > most || seconds < -most {
			return 0, bad("is too long a time")
		}
		return time.Duration(seconds) * time.Second, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return 0, bad("is not a duration").try("write 30s, 90m, 1h30m, or a number of seconds")
	}
	return d, nil
}

// number: digits and nothing else.
func number(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// parseSize reads bytes, or a whole number with a unit.
func parseSize(r raw) (int64, error) {
	text, err := r.word("a size")
	if err != nil {
		return 0, err
	}
	digits := strings.TrimRight(text, "abgikmABGIKM ")
	unit, known := unitOf(strings.TrimSpace(text[len(digits):]))
	if !number(digits) || !known {
		return 0, bad("is not a size").try("write a number of bytes, or 64MiB, 1GiB")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || n > math.MaxInt64/unit:
		return 0, bad("is too large")
	case n == 0:
		return 0, bad("must be more than 0")
	}
	return n * unit, nil
}

func unitOf(name string) (int64, bool) {
	unit, known := map[string]int64{
		"": 1, "b": 1,
		"kb": 1e3, "mb": 1e6, "gb": 1e9,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
	}[strings.ToLower(name)]
	return unit, known
}
