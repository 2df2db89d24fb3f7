package cache

import (
	"strings"
	"unicode"
)

// maxText bounds foreign text in messages.
const maxText = 120

// printable makes text that anybody may have written fit for a terminal.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	return shorten(strings.TrimSpace(s))
}

func shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= maxText {
		return s
	}
	return string(runes[:maxText-1]) + "…"
}
