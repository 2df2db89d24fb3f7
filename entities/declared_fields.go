package entities

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v3"
)

// form appends the JSON of a value to a body, nothing where the value is left
// out.
type form func(out []byte, it *filling) []byte

// compiled is a value that the configuration file describes: how it is made,
// and what it will be.
type compiled struct {
	form
	Field
}

// member is one field of an object under construction.
type member struct {
	compiled
	prefix string // the name in JSON, and a colon
	text   string // as it was written, if it is a text

	drawn    bool // it is not the same in every run
	numbered bool // it depends on the item
}

func described(members []member) (fields []Field) {
	for _, m := range members {
		fields = append(fields, m.Field)
	}
	return fields
}

// filling is what forms fill in for one item.
type filling struct {
	*binding
	index, attempt int
	field          string // of the body, which has draws of its own
	luck           *draw  // of the field, nil until something is drawn
}

func (it *filling) draw() draw {
	if it.luck == nil {
		d := newDraw(it.seed, it.pool+" "+it.field, it.index, it.attempt)
		it.luck = &d
	}
	return *it.luck
}

// member appends a field to a body.
func (it *filling) member(body []byte, m *member) []byte {
	it.field, it.luck = m.Name, nil
	return appendPart(body, 1, m.prefix, m.form, it)
}

// appendPart appends what comes next in an object or list whose first part
// begins at start, unless it has no value.
func appendPart(out []byte, start int, prefix string, f form, it *filling) []byte {
	before := len(out)
	if before > start {
		out = append(out, ',')
	}
	out = append(out, prefix...)
	begun := len(out)
	if out = f(out, it); len(out) == begun {
		return out[:before]
	}
	return out
}

// use is a reference to a field of another pool's items.
type use struct{ pool, path string }

// referent is one item that placeholders may mean, with the values they stand for.
type referent struct {
	id     string
	values map[string]string // JSON by path
}

// binding is what the forms of one pool find in a world.
type binding struct {
	pool string
	seed uint64
	now  int64
	rows map[string][]referent // by the pool that is referred to
	refs []string              // those pools
	lack *LackError            // nil where there is something to refer to
}

// bind looks up what the references of a pool lead to. An item that lacks one
// of the values is none that they can mean.
func bind(w *World, pool string, uses []use) *binding {
	b := &binding{pool: pool, seed: w.Seed, now: w.Now.Unix(), rows: map[string][]referent{}}
	for _, u := range uses {
		if slices.Contains(b.refs, u.pool) {
			continue
		}
		var rows []referent
		for _, ref := range w.Refs[u.pool] {
			values, whole := map[string]string{}, true
			for _, other := range uses {
				if other.pool == u.pool {
					values[other.path] = other.in(ref)
					whole = whole && values[other.path] != ""
				}
			}
			if whole {
				rows = append(rows, referent{ref.ID, values})
			}
		}
		if len(rows) == 0 && b.lack == nil {
			b.lack = &LackError{Pool: pool, Want: u.pool + " item with " + u.path}
		}
		b.rows[u.pool], b.refs = rows, append(b.refs, u.pool)
	}
	return b
}

// in is the referred value of an item as JSON, "" if it has none.
func (u use) in(ref Ref) string {
	found := first(ref.record(), []string{escapePath(u.path)}, func(value gjson.Result) string {
		if value.Type == gjson.Null {
			return ""
		}
		return value.Raw
	})
	if found == "" && u.path == "id" {
		return string(gjson.AppendJSONString(nil, ref.ID))
	}
	return found
}

// escapePath keeps gjson from reading more than names and dots into a path.
func escapePath(path string) string {
	names := strings.Split(path, ".")
	for i, name := range names {
		names[i] = gjson.Escape(name)
	}
	return strings.Join(names, ".")
}

// links are the items that an item's placeholders mean.
func (b *binding) links(index int) (links []Link) {
	for _, pool := range b.refs {
		if rows := b.rows[pool]; len(rows) > 0 {
			links = append(links, Link{pool, rows[index%len(rows)].id})
		}
	}
	return links
}

// compiler turns what a configuration file says of fields into forms. It goes on
// after a mistake; what it compiled then is of no use.
type compiler struct {
	pool     string
	known    *Registry // the pools that can be referred to
	later    []string  // the pools that cannot, since they are filled later
	uses     []use
	drawn    bool              // something compiled depends on luck, the clock, or items that have no key
	numbered bool              // something compiled depends on the item
	bad      *DeclarationError // the first mistake
}

// fail is a mistake at a node. The path is that of the field.
func (c *compiler) fail(path string, n *yaml.Node, format string, args ...any) compiled {
	return c.misnamed(path, n, "", nil, format, args...)
}

// misnamed is a mistake in a name, where there are others.
func (c *compiler) misnamed(path string, n *yaml.Node, name string, known []string, format string, args ...any) compiled {
	if c.bad == nil {
		c.bad = &DeclarationError{
			At: "pools." + c.pool + ".fields." + path, Value: jsonOf(n), Line: n.Line, Column: n.Column,
			Problem: fmt.Sprintf(format, args...), Name: name, Known: known,
		}
	}
	return compiled{}
}

func jsonOf(n *yaml.Node) string {
	var value any
	if n.Decode(&value) == nil {
		if raw, err := json.Marshal(value); err == nil {
			return string(raw)
		}
	}
	return n.Value
}

// members compiles the fields of an object, in their order. The wanted object
// lists the allowed and required ones; its Fields are nil if any are allowed.
func (c *compiler) members(prefix string, n *yaml.Node, want Field) (members []member) {
	drawn, numbered := c.drawn, c.numbered
	for pair := range slices.Chunk(n.Content, 2) {
		name, value, wanted := pair[0].Value, target(pair[1]), &Field{Optional: true}
		if pair[0].ShortTag() == "!!merge" {
			c.fail(prefix+name, pair[0], "merges mappings, which is not understood here")
			continue
		}
		if want.Fields != nil {
			wanted = fieldNamed(want.Fields, name)
		}
		if wanted == nil {
			at := *value
			at.Line, at.Column = pair[0].Line, pair[0].Column
			c.misnamed(prefix+name, &at, name, fieldNames(want.Fields), "%s", unknownField(want.Fields))
			continue
		}
		c.drawn, c.numbered = false, false
		m := member{compiled: c.value(prefix+name, value, *wanted), prefix: string(gjson.AppendJSONString(nil, name)) + ":"}
		m.Name, m.drawn, m.numbered = name, c.drawn, c.numbered
		if value.Kind == yaml.ScalarNode && m.Kind == Text {
			m.text = value.Value
		}
		members, drawn, numbered = append(members, m), drawn || c.drawn, numbered || c.numbered
	}
	c.drawn, c.numbered = drawn, numbered
	return members
}

// target follows aliases.
func target(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// value compiles one value.
func (c *compiler) value(path string, n *yaml.Node, want Field) compiled {
	n = target(n)
	isText := n.ShortTag() == "!!str" || n.ShortTag() == "!!timestamp" // the backend has its own idea of time
	switch {
	case n.Kind == yaml.MappingNode && ruleOf(n) != "":
		return c.rule(path, n, want)
	case n.Kind == yaml.MappingNode:
		return c.object(path, n, want)
	case n.Kind == yaml.SequenceNode:
		return c.list(path, n, want)
	case n.ShortTag() == "!!null" && !want.Optional:
		return c.fail(path, n, "takes %s", want.Kind)
	case n.ShortTag() == "!!null":
		return compiled{func(out []byte, _ *filling) []byte { return out }, Field{Kind: want.Kind, Optional: true}}
	case isText && placeholder.MatchString(n.Value):
		return c.text(path, n, want)
	}
	var value any = n.Value
	if !isText && n.Decode(&value) != nil {
		return c.fail(path, n, "cannot be read")
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return c.fail(path, n, "cannot be written as JSON")
	}
	parsed := gjson.ParseBytes(raw)
	c.check(path, n, want, parsed)
	return compiled{func(out []byte, _ *filling) []byte { return append(out, raw...) }, Field{Kind: kindOf(parsed)}}
}

// check refuses a value that a field does not take.
func (c *compiler) check(path string, n *yaml.Node, want Field, value gjson.Result) {
	check := checker{}
	if check.value(path, want, value); check.problems != nil {
		c.fail(path, n, "%s", check.problems[0].text())
	}
}

// takes refuses a value of a kind that is not wanted.
func (c *compiler) takes(path string, n *yaml.Node, want Field, kind Kind) {
	if want.Kind != "" && kind != "" && want.Kind != kind {
		c.fail(path, n, "takes %s", want.Kind)
	}
}

func (c *compiler) object(path string, n *yaml.Node, want Field) compiled {
	c.takes(path, n, want, Object)
	members := c.members(path+".", n, want)
	fields := described(members)
	for _, f := range want.Fields {
		if !f.Optional && fieldNamed(fields, f.Name) == nil {
			c.fail(path, n, "%s: is missing", f.Name)
		}
	}
	return compiled{func(out []byte, it *filling) []byte {
		out = append(out, '{')
		start := len(out)
		for _, m := range members {
			out = appendPart(out, start, m.prefix, m.form, it)
		}
		return append(out, '}')
	}, Field{Kind: Object, Fields: fields}}
}

func (c *compiler) list(path string, n *yaml.Node, want Field) compiled {
	c.takes(path, n, want, List)
	wanted, is := Field{Optional: true}, Field{Kind: List}
	if want.Of != nil {
		wanted = *want.Of
	}
	elements := make([]compiled, len(n.Content))
	for i, element := range n.Content {
		elements[i] = c.value(path+"."+strconv.Itoa(i), element, wanted)
		is.Of = both(is.Of, elements[i].Field)
	}
	return compiled{func(out []byte, it *filling) []byte {
		out = append(out, '[')
		start := len(out)
		for _, element := range elements {
			out = appendPart(out, start, "", element.form, it)
		}
		return append(out, ']')
	}, is}
}

// both describes what is one or the other; a nil one is neither yet.
func both(one *Field, other Field) *Field {
	switch {
	case one == nil:
		return &other
	case one.Kind != other.Kind:
		return &Field{Optional: one.Optional || other.Optional}
	case one.Kind == Object || one.Kind == List:
		return &Field{Kind: one.Kind, Optional: one.Optional || other.Optional}
	}
	one.Optional = one.Optional || other.Optional
	if !slices.Equal(one.Refs, other.Refs) {
		one.Refs = nil
	}
	return one
}

// placeholder is {index}, {seed}, {pool}, or a field of another pool.
var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_-]+)*)\}`)

// text compiles a text with placeholders. One that is a placeholder alone keeps
// the JSON type of what it stands for, unless a text is wanted.
func (c *compiler) text(path string, n *yaml.Node, want Field) compiled {
	var parts []form // the pieces of a JSON string
	constant := func(text string) {
		raw := gjson.AppendJSONString(nil, text)
		parts = append(parts, func(out []byte, _ *filling) []byte { return append(out, raw[1:len(raw)-1]...) })
	}
	at := 0
	for _, found := range placeholder.FindAllStringSubmatchIndex(n.Value, -1) {
		before, name, field := n.Value[at:found[0]], n.Value[found[2]:found[3]], strings.TrimPrefix(n.Value[found[4]:found[5]], ".")
		at = found[1]
		part := c.placeholder(path, n, name, field)
		if alone := found[0] == 0 && at == len(n.Value); alone && (want.Kind != Text || part.Kind == Text) {
			c.takes(path, n, want, part.Kind)
			if field != "" && part.Refs == nil {
				part.Field = Field{} // backends also write numbers as texts
			}
			return part
		}
		constant(before)
		parts = append(parts, func(out []byte, it *filling) []byte {
			raw := part.form(nil, it)
			if len(raw) == 0 || raw[0] != '"' {
				raw = gjson.AppendJSONString(nil, string(raw))
			}
			return append(out, raw[1:len(raw)-1]...)
		})
	}
	constant(n.Value[at:])
	c.takes(path, n, want, Text)
	if want.Enum != nil {
		c.fail(path, n, "takes one of %s", strings.Join(want.Enum, ", "))
	}
	return compiled{func(out []byte, it *filling) []byte {
		out = append(out, '"')
		for _, part := range parts {
			out = part(out, it)
		}
		return append(out, '"')
	}, Field{Kind: Text}}
}

// placeholder compiles one placeholder, for a field of a pool if there is a
// field.
func (c *compiler) placeholder(path string, n *yaml.Node, name, field string) compiled {
	switch {
	case field != "":
		return c.reference(path, n, name, field)
	case name == "index":
		c.numbered = true
		return compiled{func(out []byte, it *filling) []byte { return strconv.AppendInt(out, int64(it.index)+1, 10) }, Field{Kind: Number}}
	case name == "seed":
		return compiled{func(out []byte, it *filling) []byte { return strconv.AppendUint(out, it.seed, 10) }, Field{Kind: Number}}
	case name == "pool":
		return compiled{func(out []byte, it *filling) []byte { return gjson.AppendJSONString(out, it.pool) }, Field{Kind: Text}}
	}
	return c.misnamed(path, n, name, []string{"index", "seed", "pool"},
		"there is no placeholder {%s}: write {index}, {seed}, {pool}, or a field of a pool as in {%s.id}", name, name)
}

// reference compiles a placeholder for a field of another pool's item.
func (c *compiler) reference(path string, n *yaml.Node, pool, at string) compiled {
	e := c.known.Get(pool)
	switch {
	case pool == c.pool:
		return c.fail(path, n, "refers to its own pool")
	case e == nil && slices.Contains(c.later, pool):
		return c.fail(path, n, "%s is filled after %s", pool, c.pool)
	case e == nil:
		known := c.known.Names()
		return c.misnamed(path, n, pool, known, "there is no pool %s (pools: %s)", pool, strings.Join(known, ", "))
	}
	c.numbered, c.drawn = true, c.drawn || e.Counted
	u := use{pool, at}
	if !slices.Contains(c.uses, u) {
		c.uses = append(c.uses, u)
	}
	return compiled{func(out []byte, it *filling) []byte {
		rows := it.rows[u.pool]
		if len(rows) == 0 {
			return out
		}
		return append(out, rows[it.index%len(rows)].values[u.path]...)
	}, c.fieldAt(path, n, e, at)}
}

// fieldAt describes a field of a pool's records, by its dotted path; of kind ""
// where nothing is known of it.
func (c *compiler) fieldAt(path string, n *yaml.Node, e *Entity, at string) Field {
	names := strings.Split(at, ".")
	for _, name := range names {
		if secret, _ := IsSecret(name); secret {
			return c.fail(path, n, "%s is a secret, which is removed from the backend's answers", name).Field
		}
	}
	if at == "id" {
		return Field{Kind: Text, Refs: []string{e.Pool}}
	}
	f := &Field{Kind: Object, Fields: recordFields(e)}
	for _, name := range names {
		index, err := strconv.Atoi(name)
		switch isIndex := err == nil && index >= 0; {
		case f.Kind == "", f.Kind == Object && f.Fields == nil, f.Kind == List && isIndex && f.Of == nil:
			return Field{}
		case f.Kind == List && isIndex:
			f = f.Of
			continue
		}
		inner := fieldNamed(f.Fields, name)
		switch {
		case inner == nil && name == "id" && f.Kind == Object:
			return Field{}
		case inner == nil:
			known := fieldNames(f.Fields)
			return c.misnamed(path, n, name, known, "%s has no field %s (fields: %s)", e.Pool, at, strings.Join(known, ", ")).Field
		}
		f = inner
	}
	is := *f
	is.Refs, is.Enum, is.Min, is.Max = nil, nil, nil, nil
	return is
}

// recordFields are the fields that a pool's records are known to have: those of
// its bodies, and what backends add.
func recordFields(e *Entity) []Field {
	sent := slices.Concat(FieldsOf(e.Body), FieldsOf(e.Patch))
	names := append([]string{"id", "created_at", "updated_at"}, e.answered...)
	for _, f := range sent {
		if object, isID := strings.CutSuffix(f.Name, "_id"); isID && f.Refs != nil {
			names = append(names, object)
		}
	}
	if e.Role != "" {
		names = append(names, "user", "user_id", "owner", "owner_id")
	}
	for _, name := range names {
		sent = append(sent, Field{Name: name})
	}
	var fields []Field
	for _, f := range sent {
		if fieldNamed(fields, f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// ruleOf names the rule that a mapping is, "" for an object.
func ruleOf(n *yaml.Node) string {
	isNumber := func(key string) bool {
		value := entryOf(n, key)
		return value != nil && (value.ShortTag() == "!!int" || value.ShortTag() == "!!float")
	}
	switch {
	case entryOf(n, "one_of") != nil:
		return "one_of"
	case entryOf(n, "chance") != nil:
		return "chance"
	case entryOf(n, "date") != nil && len(n.Content) == 2:
		return "date"
	case isNumber("from") && entryOf(n, "to") != nil, isNumber("to") && entryOf(n, "from") != nil:
		return "from"
	}
	return ""
}

// entryOf returns what stands under a key of a mapping, nil if nothing does.
func entryOf(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for pair := range slices.Chunk(n.Content, 2) {
		if pair[0].Value == key {
			return target(pair[1])
		}
	}
	return nil
}

// rule compiles what makes a value anew for each item.
func (c *compiler) rule(path string, n *yaml.Node, want Field) compiled {
	c.drawn = true
	switch ruleOf(n) {
	case "one_of":
		c.onlyKeys(path, n, "one_of")
		return c.oneOf(path, entryOf(n, "one_of"), want)
	case "chance":
		c.onlyKeys(path, n, "chance", "value")
		return c.chance(path, n, want)
	case "date":
		return c.date(path, entryOf(n, "date"), want)
	}
	c.onlyKeys(path, n, "from", "to", "step")
	return c.between(path, n, want)
}

// onlyKeys refuses a mapping that has other keys.
func (c *compiler) onlyKeys(path string, n *yaml.Node, keys ...string) {
	for pair := range slices.Chunk(n.Content, 2) {
		if !slices.Contains(keys, pair[0].Value) {
			c.misnamed(path, pair[0], pair[0].Value, keys, "is not a key of this rule (keys: %s)", strings.Join(keys, ", "))
		}
	}
}

func (c *compiler) oneOf(path string, n *yaml.Node, want Field) compiled {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return c.fail(path, n, "one_of takes a list of values")
	}
	var (
		choices []compiled
		sums    []int
		is      *Field
		sum     int
	)
	for i, choice := range n.Content {
		choice, weight := target(choice), 1
		if value := entryOf(choice, "value"); value != nil && ruleOf(choice) == "" {
			c.onlyKeys(path, choice, "value", "weight")
			if w := entryOf(choice, "weight"); w != nil && (w.Decode(&weight) != nil || weight < 1 || weight > 1_000_000) {
				c.fail(path, w, "a weight is a whole number from 1 to 1000000")
			}
			choice = value
		}
		made := c.value(path+".one_of."+strconv.Itoa(i), choice, want)
		sum += weight
		choices, sums, is = append(choices, made), append(sums, sum), both(is, made.Field)
	}
	return compiled{func(out []byte, it *filling) []byte {
		at, _ := slices.BinarySearch(sums, it.draw().between(1, sum))
		return choices[at].form(out, it)
	}, *is}
}

func (c *compiler) chance(path string, n *yaml.Node, want Field) compiled {
	percent, value, chance := 0, entryOf(n, "value"), entryOf(n, "chance")
	switch {
	case chance.Decode(&percent) != nil || percent < 0 || percent > 100:
		return c.fail(path, chance, "a chance is a whole number from 0 to 100, percent")
	case value == nil:
		return c.fail(path, n, "a chance has a value")
	case !want.Optional:
		return c.fail(path, n, "is a field that is never left out")
	}
	made := c.value(path+".value", value, want)
	made.Optional = true
	always := made.form
	made.form = func(out []byte, it *filling) []byte {
		if !it.draw().chance(percent) {
			return out
		}
		return always(out, it)
	}
	return made
}

var span = regexp.MustCompile(`^([+-]?)(\d{1,6})([smhdw])$`)

// date compiles seconds since 1970, counted from the run's clock.
func (c *compiler) date(path string, n *yaml.Node, want Field) compiled {
	seconds, parts := int64(0), span.FindStringSubmatch(n.Value)
	switch {
	case parts != nil:
		amount, _ := strconv.ParseInt(parts[1]+parts[2], 10, 64)
		seconds = amount * map[string]int64{"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}[parts[3]]
	case n.Value != "now":
		return c.fail(path, n, "a date is now, or a time from now such as +30d, -2h or +10m (s, m, h, d, w)")
	}
	c.takes(path, n, want, Number)
	return compiled{func(out []byte, it *filling) []byte { return strconv.AppendInt(out, it.now+seconds, 10) }, Field{Kind: Number}}
}

// between compiles numbers from one to another, both included, in steps.
func (c *compiler) between(path string, n *yaml.Node, want Field) compiled {
	digits := 0
	numbers := map[string]float64{}
	for _, key := range []string{"from", "to", "step"} {
		value := entryOf(n, key)
		if value == nil {
			continue
		}
		number := math.NaN()
		if tag := value.ShortTag(); tag == "!!int" || tag == "!!float" {
			_ = value.Decode(&number) // else it is no number
		}
		if math.IsNaN(number) || math.Abs(number) > 1e15 {
			return c.fail(path, value, "%s takes a number", key)
		}
		text := strconv.FormatFloat(number, 'f', -1, 64)
		_, decimals, _ := strings.Cut(text, ".")
		numbers[key], digits = number, max(digits, len(decimals))
		if key != "step" {
			c.check(path, value, want, gjson.Parse(text))
		}
	}
	scale := math.Pow10(digits)
	low, high, step := int(math.Round(numbers["from"]*scale)), int(math.Round(numbers["to"]*scale)), 1
	if given, ok := numbers["step"]; ok {
		step = int(math.Round(given * scale))
	}
	switch {
	case digits > 6:
		return c.fail(path, n, "has more than six decimals")
	case high < low:
		return c.fail(path, n, "goes from the greater number to the smaller")
	case step < 1:
		return c.fail(path, n, "step takes a number above 0")
	}
	return compiled{func(out []byte, it *filling) []byte {
		number := low + step*it.draw().between(0, (high-low)/step)
		return strconv.AppendFloat(out, float64(number)/scale, 'f', -1, 64)
	}, Field{Kind: Number}}
}
