package config

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// apply fills the Config: what is in use from the layers, the rest from the
// defaults.
func (l *loader) apply() {
	values := l.layered()
	for _, o := range l.options {
		switch {
		case o.perPool():
		case l.uses(o.Key) || o.Key == keyMin && l.uses(keyPoolMin):
			l.judge(o, values)
		default:
			_ = o.binding.set(l.config, o.standard())
		}
	}
	for _, pool := range l.sources.Pools {
		l.applyPool(pool, values)
	}
}

func (l *loader) uses(key string) bool {
	return slices.ContainsFunc(l.picked, func(o Option) bool { return o.Key == key })
}

func (l *loader) judge(o Option, values *viper.Viper) {
	r, _ := l.resolve(values, o.Key)
	if err := o.binding.set(l.config, r); err != nil {
		l.refuse(o.Key, r, o.redact, err)
		return
	}
	l.froms[o.Key] = r.from
	l.note(o.Key, o.redact(o.binding.show(l.config)), r.from)
}

func (l *loader) note(key, value string, from origin) {
	l.config.settings = append(l.config.settings, Setting{Key: key, Value: value, Source: from.String()})
}

// applyPool judges the settings of one pool and keeps it if it has any.
func (l *loader) applyPool(name string, values *viper.Viper) {
	var pool Pool
	found := false
	for _, s := range poolSettings() {
		key := poolPrefix + name + "." + s.key
		if r, given := l.resolve(values, key); given && l.usesPool(s) {
			l.judgePool(&pool, s, key, r)
			found = true
		}
	}
	if found {
		l.config.Pools[name] = pool
	}
}

// usesPool: min comes along with min_pool_size, whose flag it shares.
func (l *loader) usesPool(s poolSetting) bool {
	return l.uses(s.option) || s.option == keyPoolMin && l.uses(keyMin)
}

func (l *loader) judgePool(pool *Pool, s poolSetting, key string, r raw) {
	if err := s.binding.set(pool, r); err != nil {
		l.refuse(key, r, strings.TrimSpace, err)
		return
	}
	if s.option != keyPoolFields {
		l.note(key, s.binding.show(pool), r.from)
		return
	}
	for _, field := range slices.Sorted(maps.Keys(pool.Fields)) {
		l.note(key+"."+field, shownField(field, pool.Fields[field]), r.from)
	}
}

// poolSetting is a setting that exists once a pool.
type poolSetting struct {
	key, option string
	binding     binding[Pool]
}

func poolSettings() []poolSetting {
	return []poolSetting{
		{"min", keyPoolMin, bind(func(p *Pool) **int { return &p.Min }, parseOwnMin)},
		{"list", "pools.<pool>.list", bind(func(p *Pool) *string { return &p.List }, parseRoute)},
		{"count", "pools.<pool>.count", bind(func(p *Pool) *string { return &p.Count }, parseRoute)},
		{"create", "pools.<pool>.create", bind(func(p *Pool) *string { return &p.Create }, parseRoute)},
		{"fields", keyPoolFields, bind(func(p *Pool) *map[string]any { return &p.Fields }, parseFields)},
	}
}

// shownField writes a field as JSON, and hides those that sound like secrets.
func shownField(name string, value any) string {
	lower := strings.ToLower(name)
	for _, word := range []string{"password", "token", "secret", "code"} {
		if strings.Contains(lower, word) {
			return hidden
		}
	}
	text, err := json.Marshal(value)
	if err != nil {
		return hidden
	}
	return string(text)
}
