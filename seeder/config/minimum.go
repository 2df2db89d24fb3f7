package config

import (
	"slices"
	"strings"
)

// minimums sorts the entries of --min or FLASHSEED_MIN (25,orders=50) by the
// setting that each is for; the later of two counts.
func (l *loader) minimums(text any, from origin) map[string]given {
	found := map[string]given{}
	s, isText := text.(string)
	if !isText { // a quote that is never closed
		found[keyMin] = given{text, from}
		return found
	}
	entries := strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == '\n' })
	if strings.TrimSpace(strings.Join(entries, "")) == "" {
		entries = []string{"."}
	}
	for _, entry := range entries {
		entry = strings.TrimSpace(entry)
		pool, number, named := strings.Cut(entry, "=")
		pool = strings.TrimSpace(pool)
		switch {
		case entry == "":
		case !named:
			found[keyMin] = given{strings.TrimSuffix(entry, "."), from}
		case !slices.Contains(l.pools, pool):
			err := bad("names no pool").try("%s", didYouMean(pool, l.pools, "the pools are "+strings.Join(l.pools, ", ")))
			l.fail(keyMin, entry, from, err)
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
	case preset == "minimum" || general.from.layer == "" || !l.uses(keyMin):
	case general.from.layer == layerFlag:
		l.fail(keyMin, general.data.(string), general.from, bad("cannot be combined with the preset %s", preset).
			try("name the pools, as in --min orders=50, or leave out the preset"))
	default:
		l.config.UnusedMin = general.from.String()
	}
}
