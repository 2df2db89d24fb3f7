package seeder

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
)

// mostChanges bounds the requests that one finisher sends for one item.
const mostChanges = 10

// bare returns the known seeded items that were not looked at yet. Without
// what finishing refers to there is nothing to do.
func (p *pool) bare() []*entities.Ref {
	if len(p.finishers) == 0 || p.prepare() != nil {
		return nil
	}
	refs := p.marked()
	for i := range p.refs {
		if ref := &p.refs[i]; ref.Index >= 0 && !p.finished[ref.ID] {
			refs = append(refs, ref)
		}
	}
	return refs
}

// finishAll finishes the known seeded items that lack something. A second run
// finds nothing to do.
func (p *pool) finishAll() error {
	refs := p.bare()
	begun := p.run.parallel(len(refs), p.run.isStopped, func(i int) { p.finish(refs[i]) })
	switch {
	case begun < len(refs):
		return p.run.stopped()
	case p.unfinished == 0:
		return p.follow()
	case means(p.finishErr, Denied, Unreachable):
		return p.finishErr
	}
	return short(passes(p.finishErr), "%d items could not be finished: %s", p.unfinished, p.finishErr)
}

// follow sends what follows from the pool as a whole. What the backend refuses
// of it is said once and is no failure.
func (p *pool) follow() error {
	ready := p.e.After != nil && p.run.o.Finish == FinishAll && p.prepare() == nil
	if !ready {
		return nil
	}
	p.keepRefs()
	made := slices.DeleteFunc(slices.Clone(p.refs), func(ref entities.Ref) bool { return ref.Sent == nil })
	changes := p.e.After(&p.run.world, made)
	begun := p.run.parallel(len(changes), p.run.isStopped, func(i int) {
		_, err := p.run.o.Backend.Change(p.run.ctx, *changes[i])
		if e, ok := errors.AsType[*RequestError](err); ok {
			p.run.turnOff(p.e.Pool, "summary", e)
		}
	})
	if begun < len(changes) {
		return p.run.stopped()
	}
	return nil
}

// finish sends what mends one seeded item, if it lacks anything.
func (p *pool) finish(ref *entities.Ref) {
	if len(p.finishers) == 0 {
		return
	}
	changed := false
	var err error
	for _, f := range p.finishers {
		var sent bool
		if *ref, sent, err = p.apply(f, *ref); err != nil {
			break
		}
		changed = changed || sent
	}
	p.run.mu.Lock()
	defer p.run.mu.Unlock()
	if err != nil || len(p.finished) < p.room() { // what is not kept is not met again
		p.finished[ref.ID] = true
	}
	if err == nil && !p.run.isStopped() {
		p.unmark(ref.ID)
	}
	if changed {
		p.rep.Completed++
	}
	if err != nil {
		p.unfinished++
		p.finishErr = err
		p.run.o.Log.Warn("item not finished", "pool", p.e.Pool, "index", ref.Index, "id", ref.ID, "error", err)
	}
}

// apply sends a finisher's requests for one item until it has no more. A
// finisher is left out for the rest of the run, without failing the pool, if
// the backend lacks its route, or refuses it and it is not basic.
func (p *pool) apply(f entities.Finisher, ref entities.Ref) (after entities.Ref, changed bool, err error) {
	for range mostChanges {
		p.run.mu.Lock()
		off := p.run.off[f.Name]
		p.run.mu.Unlock()
		if off || p.run.isStopped() {
			return ref, changed, nil
		}
		change := f.Next(&p.run.world, ref)
		if change == nil {
			return ref, changed, nil
		}
		item, err := p.run.o.Backend.Change(p.run.ctx, *change)
		switch e, _ := errors.AsType[*RequestError](err); {
		case err == nil:
		case e != nil && (e.Meaning == RouteMissing || !f.Basic && e.Status != 0 && e.Meaning != Denied):
			p.run.turnOff(p.e.Pool, f.Name, e)
			continue
		default:
			return ref, changed, err
		}
		if change.Method == "GET" {
			ref.Raw = overlay(overlay(ref.Raw, change.Record), item.Raw)
			continue
		}
		changed = true
		if change.Path == "" && item.ID == ref.ID {
			ref.Raw = overlay(ref.Raw, item.Raw) // the answer may show less than is known
		}
		ref.Raw = overlay(ref.Raw, change.After())
	}
	return ref, changed, fmt.Errorf("%s %s: the backend takes what mends its %s and keeps nothing of it", p.e.Pool, ref.ID, f.Name)
}

func (r *run) turnOff(pool, finisher string, e *RequestError) {
	r.mu.Lock()
	r.off[finisher] = true
	r.mu.Unlock()
	r.warn("finisher "+finisher, fmt.Sprintf("this backend cannot finish the %s of %s: %s", finisher, pool, e))
}

// overlay returns the JSON object with the patch's fields over its own, those
// of objects within it too.
func overlay(raw, patch json.RawMessage) json.RawMessage {
	own, over := gjson.ParseBytes(raw), gjson.ParseBytes(patch)
	if !own.IsObject() || !over.IsObject() {
		return raw
	}
	type field struct{ name, key, value string }
	var fields []field // of the patch, those that are left
	for name, value := range over.All() {
		fields = append(fields, field{name.Str, name.Raw, value.Raw})
	}
	out := append(make([]byte, 0, len(raw)+len(patch)), '{')
	add := func(key, value string) {
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	for name, value := range own.All() {
		text := value.Raw
		if i := slices.IndexFunc(fields, func(f field) bool { return f.name == name.Str }); i >= 0 {
			if text = fields[i].value; value.IsObject() && text[0] == '{' {
				text = string(overlay([]byte(value.Raw), []byte(text)))
			}
			fields = slices.Delete(fields, i, i+1)
		}
		add(name.Raw, text)
	}
	for _, f := range fields {
		add(f.key, f.value)
	}
	return append(out, '}')
}
