package config

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/flashseed/flashseed/entities"
)

// poolName keeps names fit for variables, paths and JSON.
const poolName = `^[a-z][a-z0-9_]*$`

// pool notes a pool that the file names, and reports whether it is a built-in
// one or one that is declared there.
func (l *loader) pool(name string, at, value *yaml.Node) bool {
	builtin, creates := slices.Contains(l.Pools, name), false
	for pair := range slices.Chunk(value.Content, 2) {
		creates = creates || pair[0].Value == "create"
	}
	switch {
	case builtin:
	case !creates:
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a pool").try("%s",
			DidYouMean(name, l.pools, "the pools are "+strings.Join(l.pools, ", ")+"; a new one needs create:")))
		return false
	case !regexp.MustCompile(poolName).MatchString(name):
		l.fail(poolPrefix+name, "", l.at(at), bad("is not a name for a pool").try("write lower-case letters, digits and _"))
		return false
	default:
		l.pools = append(l.pools, name)
	}
	l.named[name] = Pool{Declared: !builtin, Declaration: entities.Declaration{Pool: name, Node: value, Line: at.Line, Column: at.Column}}
	return true
}

// applyPool judges the settings of one pool and keeps it if it has any.
func (l *loader) applyPool(name string) {
	pool, used := l.named[name], false
	for _, o := range l.options {
		key := poolPrefix + name + "." + o.poolKey()
		if o.poolKey() != "" && l.used[o.Key] && l.from[key] != "" {
			l.apply(o, key, &pool)
			used = true
		}
	}
	if used {
		pool.Declaration.Routes = pool.Routes
		pool.Created = entities.Answer{Envelope: pool.Envelope.Create, ID: pool.ID.Create}
		pool.Listed = entities.Answer{Envelope: pool.Envelope.List, ID: pool.ID.List}
		l.config.Pools[name] = pool
	}
}

// minimums gives the entries of --min or FLASHSEED_MIN (25,orders=50) to the
// setting that each is for; the later of two counts.
func (l *loader) minimums(text any, from string) {
	if !l.used[keyMin] {
		return
	}
	list, _ := text.(string) // else a quote in a .env file that is never closed
	entries := strings.FieldsFunc(list, func(c rune) bool { return c == ',' || c == '\n' })
	entries = slices.DeleteFunc(entries, func(entry string) bool { return strings.TrimSpace(entry) == "" })
	if len(entries) == 0 {
		l.give(keyMin, text, from)
	}
	for _, entry := range entries {
		pool, number, named := strings.Cut(strings.TrimSpace(entry), "=")
		switch pool = strings.TrimSpace(pool); {
		case !named:
			l.give(keyMin, pool, from)
		case !slices.Contains(l.pools, pool):
			l.fail(keyMin, strings.TrimSpace(entry), from, bad("names no pool").try("%s",
				DidYouMean(pool, l.pools, "the pools are "+strings.Join(l.pools, ", "))))
		default:
			l.give(poolPrefix+pool+".min", number, from)
		}
	}
}

// applyPreset settles what a preset and a general number mean together.
func (l *loader) applyPreset() {
	preset, from := l.config.Preset, l.from[keyMin]
	switch {
	case preset == "minimum" || preset == "" || from == "":
	case strings.HasPrefix(from, fromFlag):
		l.fail(keyMin, l.viper.GetString(keyMin), from, bad("cannot be combined with the preset %s", preset).
			try("name the pools, as in --min orders=50, or leave out the preset"))
	default:
		l.config.UnusedMin = from
	}
}
