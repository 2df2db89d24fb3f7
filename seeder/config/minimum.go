package config

import (
	"slices"
	"strings"
)

// minimums sorts the entries of --min or FLASHSEED_MIN (25,orders=50) by the
// setting that each is for; the later of two counts.
func (l *loader) minimums(text any, from place) map[string]given {
	found := map[string]given{}
	list, _ := text.(string) // else a quote in a .env file that is never closed
	entries := strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == '\n' })
	entries = slices.DeleteFunc(entries, func(entry string) bool { return strings.TrimSpace(entry) == "" })
	if len(entries) == 0 {
		found[keyMin] = given{text, from}
	}
	for _, entry := range entries {
		pool, number, named := strings.Cut(strings.TrimSpace(entry), "=")
		switch pool = strings.TrimSpace(pool); {
		case !named:
			found[keyMin] = given{pool, from}
		case !slices.Contains(l.pools, pool):
			l.fail(keyMin, strings.TrimSpace(entry), from, bad("names no pool").try("%s",
				DidYouMean(pool, l.pools, "the pools are "+strings.Join(l.pools, ", "))))
		default:
			found[poolPrefix+pool+".min"] = given{number, from}
		}
	}
	return found
}

// applyPreset settles what a preset and a general number mean together.
func (l *loader) applyPreset() {
	general, preset := l.given[keyMin], l.config.Preset
	switch {
	case preset == "minimum" || preset == "" || general.from.layer == "":
	case general.from.layer == layerFlag:
		l.fail(keyMin, general.data.(string), general.from, bad("cannot be combined with the preset %s", preset).
			try("name the pools, as in --min orders=50, or leave out the preset"))
	default:
		l.config.UnusedMin = general.from.String()
	}
}
