package seeder

import (
	"encoding/json"

	"github.com/flashseed/flashseed/entities"
)

// completeAll finishes with PATCH what creating left bare, on the items of
// ours that are known and still lack it.
func (p *poolRun) completeAll() error {
	refs := p.incomplete()
	begun := p.together(len(refs), func() bool { return p.ctx.Err() != nil }, func(i int) { p.complete(refs[i]) })
	if begun < len(refs) {
		return p.ctx.Err()
	}
	if p.unfinished == 0 {
		return nil
	}
	if isKind(p.patchErr, DeniedKind, Unreachable) {
		return p.patchErr
	}
	return short(transient(p.patchErr), "%d items could not be completed: %s", p.unfinished, p.patchErr)
}

// planCompletion counts what completeAll would finish.
func (p *poolRun) planCompletion() {
	for _, ref := range p.incomplete() {
		if body, err := p.e.Complete(&p.world, ref); err == nil && body != nil {
			p.rep.Completed++
		}
	}
}

// incomplete returns the items of ours that were not yet seen to. Without
// what completing refers to there is nothing to be done.
func (p *poolRun) incomplete() []entities.Ref {
	if p.e.Complete == nil || !p.Options.Complete || p.prepare() != nil {
		return nil
	}
	var refs []entities.Ref
	for _, ref := range p.refs {
		if ref.Index >= 0 && !p.completed[ref.ID] {
			refs = append(refs, ref)
		}
	}
	return refs
}

// complete finishes one item of ours, if it lacks anything.
func (p *poolRun) complete(ref entities.Ref) {
	if p.e.Complete == nil || !p.Options.Complete {
		return
	}
	body, err := p.e.Complete(&p.world, ref)
	if body == nil && err == nil || p.lost() {
		return
	}
	var item entities.Item
	if err == nil {
		item, err = p.Backend.Patch(p.ctx, p.e, ref.ID, body)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil {
		p.notCompleted(ref, err)
		return
	}
	p.rep.Completed++
	p.completed[ref.ID] = true
	p.patched(ref, item, body)
}

// notCompleted notes a PATCH that failed; the caller holds mu.
func (p *poolRun) notCompleted(ref entities.Ref, err error) {
	p.unfinished++
	p.patchErr = err
	p.completed[ref.ID] = true // not again in this run
	p.Log.Warn("item not completed", "pool", p.e.Pool, "index", ref.Index, "id", ref.ID, "error", err)
}

// patched keeps what a PATCH changed; the caller holds mu.
func (p *poolRun) patched(ref entities.Ref, item entities.Item, body []byte) {
	for i := range p.refs {
		if p.refs[i].ID != ref.ID {
			continue
		}
		if item.ID == ref.ID {
			p.refs[i].Raw = item.Raw
		} else {
			p.refs[i].Raw = overlay(p.refs[i].Raw, body)
		}
	}
}

// overlay returns the JSON object with the patch's fields over its own.
func overlay(raw, patch json.RawMessage) json.RawMessage {
	fields := map[string]json.RawMessage{}
	if json.Unmarshal(raw, &fields) != nil || json.Unmarshal(patch, &fields) != nil {
		return raw
	}
	merged, err := json.Marshal(fields)
	if err != nil {
		return raw
	}
	return merged
}
