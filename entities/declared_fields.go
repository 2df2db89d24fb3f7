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

// member is one field of an object under construction.
type member struct {
	name string
	form form
	text string // as it was written, if it is a text

	drawn    bool // it is not the same in every run
	numbered bool // it depends on the item
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

// value is what a placeholder stands for in the item, as JSON; "" where the
// world has nothing to refer to.
func (it *filling) value(u *use) string {
	rows := it.rows[u.pool]
	if len(rows) == 0 {
		return ""
	}
	return rows[it.index%len(rows)].values[u.path]
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
func bind(w *World, pool string, uses []*use) *binding {
	b := &binding{pool: pool, seed: w.Seed, now: w.Now.Unix(), rows: map[string][]referent{}}
	for _, u := range uses {
		if b.rows[u.pool] != nil {
			continue
		}
		rows := []referent{}
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
func (u *use) in(ref Ref) (found string) {
	ref.record().find(func(value gjson.Result) bool {
		if value.Type != gjson.Null {
			found = value.Raw
		}
		return found != ""
	}, escapePath(u.path))
	if found == "" && u.path == "id" {
		found = string(gjson.AppendJSONString(nil, ref.ID))
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
func (b *binding) links(index int) []Link {
	var links []Link
	for _, pool := range b.refs {
		if rows := b.rows[pool]; len(rows) > 0 {
			links = append(links, Link{pool, rows[index%len(rows)].id})
		}
	}
	return links
}

// compiler turns what a configuration file says of fields into forms.
type compiler struct {
	pool     string
	known    *Registry // the pools that can be referred to
	later    []string  // the pools that cannot, since they are filled later
	uses     []*use
	drawn    bool // something compiled depends on luck, the clock, or items that have no key
	numbered bool // something compiled depends on the item
}

// fail is a mistake at a node. The path is that of the field.
func (c *compiler) fail(path string, n *yaml.Node, format string, args ...any) *DeclarationError {
	return &DeclarationError{
		At: "pools." + c.pool + ".fields." + path, Value: jsonOf(n), Line: n.Line, Column: n.Column, Problem: fmt.Sprintf(format, args...),
	}
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

// members compiles the fields of an object, in their order, and describes them.
// The wanted object lists the allowed and required ones; its Fields are nil if
// any are allowed.
func (c *compiler) members(prefix string, n *yaml.Node, want Field) ([]member, []Field, error) {
	var (
		members []member
		fields  []Field
	)
	for pair := range slices.Chunk(n.Content, 2) {
		name, value := pair[0].Value, target(pair[1])
		if pair[0].ShortTag() == "!!merge" {
			return nil, nil, c.fail(prefix+name, pair[0], "merges mappings, which is not understood here")
		}
		var wanted Field
		if want.Fields != nil {
			i := slices.IndexFunc(want.Fields, func(f Field) bool { return f.Name == name })
			if i < 0 {
				bad := c.fail(prefix+name, pair[0], "%s", unknownField(want.Fields))
				bad.Value, bad.Name, bad.Known = jsonOf(value), name, fieldNames(want.Fields)
				return nil, nil, bad
			}
			wanted = want.Fields[i]
		} else {
			wanted.Optional = true
		}
		f, field, err := c.value(prefix+name, value, wanted)
		if err != nil {
			return nil, nil, err
		}
		field.Name = name
		m := member{name: name, form: f}
		if value.Kind == yaml.ScalarNode && field.Kind == Text {
			m.text = value.Value
		}
		members, fields = append(members, m), append(fields, field)
	}
	return members, fields, nil
}

// target follows aliases.
func target(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

func absent(out []byte, _ *filling) []byte { return out }

// value compiles one value and describes what it gives.
func (c *compiler) value(path string, n *yaml.Node, want Field) (form, Field, error) {
	n = target(n)
	switch {
	case n.Kind == yaml.MappingNode && ruleOf(n) != "":
		return c.rule(path, n, want)
	case n.Kind == yaml.MappingNode:
		if err := c.takes(path, n, want, Object); err != nil {
			return nil, Field{}, err
		}
		members, fields, err := c.members(path+".", n, want)
		if err != nil {
			return nil, Field{}, err
		}
		for _, f := range want.Fields {
			given := slices.ContainsFunc(members, func(m member) bool { return m.name == f.Name })
			if !given && !f.Optional {
				return nil, Field{}, c.fail(path, n, "%s: is missing", f.Name)
			}
		}
		object := func(out []byte, it *filling) []byte {
			out = append(out, '{')
			start := len(out)
			for _, m := range members {
				out = appendMember(out, start, m, it)
			}
			return append(out, '}')
		}
		return object, Field{Kind: Object, Fields: fields}, nil
	case n.Kind == yaml.SequenceNode:
		return c.list(path, n, want)
	case n.ShortTag() == "!!null":
		if !want.Optional {
			return nil, Field{}, c.fail(path, n, "takes %s", want.Kind)
		}
		return absent, Field{Kind: want.Kind, Optional: true}, nil
	case isText(n) && placeholder.MatchString(n.Value):
		return c.text(path, n, want)
	case isText(n):
		return c.literal(path, n, want, n.Value)
	}
	var value any
	if err := n.Decode(&value); err != nil {
		return nil, Field{}, c.fail(path, n, "cannot be read")
	}
	return c.literal(path, n, want, value)
}

// isText reports whether a scalar is a text. Dates are: the backend has its own
// idea of time.
func isText(n *yaml.Node) bool { return n.ShortTag() == "!!str" || n.ShortTag() == "!!timestamp" }

// takes refuses a value of a kind that is not wanted.
func (c *compiler) takes(path string, n *yaml.Node, want Field, kind Kind) error {
	if want.Kind != "" && kind != "" && want.Kind != kind {
		return c.fail(path, n, "takes %s", want.Kind)
	}
	return nil
}

func (c *compiler) literal(path string, n *yaml.Node, want Field, value any) (form, Field, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, Field{}, c.fail(path, n, "cannot be written as JSON")
	}
	parsed := gjson.ParseBytes(raw)
	check := checker{}
	if check.value(path, want, parsed); check.problems != nil {
		return nil, Field{}, c.fail(path, n, "%s", check.problems[0].text())
	}
	return func(out []byte, _ *filling) []byte { return append(out, raw...) }, Field{Kind: kindOf(parsed)}, nil
}

func (c *compiler) list(path string, n *yaml.Node, want Field) (form, Field, error) {
	if err := c.takes(path, n, want, List); err != nil {
		return nil, Field{}, err
	}
	wanted, described := Field{Optional: true}, Field{Kind: List}
	if want.Of != nil {
		wanted = *want.Of
	}
	elements := make([]form, len(n.Content))
	for i, element := range n.Content {
		f, field, err := c.value(path+"."+strconv.Itoa(i), element, wanted)
		if err != nil {
			return nil, Field{}, err
		}
		elements[i] = f
		described.Of = both(described.Of, field)
	}
	return func(out []byte, it *filling) []byte {
		out = append(out, '[')
		start := len(out)
		for _, element := range elements {
			before := len(out)
			if before > start {
				out = append(out, ',')
			}
			begun := len(out)
			if out = element(out, it); len(out) == begun {
				out = out[:before]
			}
		}
		return append(out, ']')
	}, described, nil
}

// both describes what is one or the other; a nil one is neither yet.
func both(one *Field, other Field) *Field {
	switch {
	case one == nil:
		return &other
	case one.Kind != other.Kind || one.Kind == Object || one.Kind == List:
		kind := one.Kind
		if kind != other.Kind {
			kind = ""
		}
		return &Field{Kind: kind, Optional: one.Optional || other.Optional}
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
func (c *compiler) text(path string, n *yaml.Node, want Field) (form, Field, error) {
	var parts []form
	at := 0
	for _, found := range placeholder.FindAllStringSubmatchIndex(n.Value, -1) {
		before, name, rest := n.Value[at:found[0]], n.Value[found[2]:found[3]], n.Value[found[4]:found[5]]
		at = found[1]
		alone := found[0] == 0 && at == len(n.Value)
		if before != "" {
			parts = append(parts, constant(before))
		}
		part, field, err := c.placeholder(path, n, name, strings.TrimPrefix(rest, "."))
		if err != nil {
			return nil, Field{}, err
		}
		if alone && (want.Kind != Text || field.Kind == Text) {
			err := c.takes(path, n, want, field.Kind)
			if rest != "" && field.Refs == nil {
				field = Field{} // backends also write numbers as texts
			}
			return part, field, err
		}
		parts = append(parts, inText(part))
	}
	if rest := n.Value[at:]; rest != "" {
		parts = append(parts, constant(rest))
	}
	if err := c.takes(path, n, want, Text); err != nil {
		return nil, Field{}, err
	}
	if want.Enum != nil {
		return nil, Field{}, c.fail(path, n, "takes one of %s", strings.Join(want.Enum, ", "))
	}
	return func(out []byte, it *filling) []byte {
		out = append(out, '"')
		for _, part := range parts {
			out = part(out, it)
		}
		return append(out, '"')
	}, Field{Kind: Text}, nil
}

// constant is a piece of a JSON string.
func constant(text string) form {
	raw := gjson.AppendJSONString(nil, text)
	return func(out []byte, _ *filling) []byte { return append(out, raw[1:len(raw)-1]...) }
}

// inText puts a value into a JSON string.
func inText(value form) form {
	return func(out []byte, it *filling) []byte {
		raw := value(nil, it)
		if len(raw) == 0 || raw[0] != '"' {
			raw = gjson.AppendJSONString(nil, string(raw))
		}
		return append(out, raw[1:len(raw)-1]...)
	}
}

// placeholder compiles one placeholder and describes what it stands for.
func (c *compiler) placeholder(path string, n *yaml.Node, name, field string) (form, Field, error) {
	switch {
	case field != "":
		return c.reference(path, n, name, field)
	case name == "index":
		c.numbered = true
		return func(out []byte, it *filling) []byte { return strconv.AppendInt(out, int64(it.index)+1, 10) }, Field{Kind: Number}, nil
	case name == "seed":
		return func(out []byte, it *filling) []byte { return strconv.AppendUint(out, it.seed, 10) }, Field{Kind: Number}, nil
	case name == "pool":
		return func(out []byte, it *filling) []byte { return gjson.AppendJSONString(out, it.pool) }, Field{Kind: Text}, nil
	}
	bad := c.fail(path, n, "there is no placeholder {%s}: write {index}, {seed}, {pool}, or a field of a pool as in {%s.id}", name, name)
	bad.Name, bad.Known = name, []string{"index", "seed", "pool"}
	return nil, Field{}, bad
}

// reference compiles a placeholder for a field of another pool's item.
func (c *compiler) reference(path string, n *yaml.Node, pool, at string) (form, Field, error) {
	e := c.known.Get(pool)
	switch {
	case pool == c.pool:
		return nil, Field{}, c.fail(path, n, "refers to its own pool")
	case e == nil && slices.Contains(c.later, pool):
		return nil, Field{}, c.fail(path, n, "%s is filled after %s", pool, c.pool)
	case e == nil:
		bad := c.fail(path, n, "there is no pool %s (pools: %s)", pool, strings.Join(c.known.Names(), ", "))
		bad.Name, bad.Known = pool, c.known.Names()
		return nil, Field{}, bad
	}
	field, err := fieldAt(e, at)
	if err != nil {
		err.At, err.Value, err.Line, err.Column = "pools."+c.pool+".fields."+path, jsonOf(n), n.Line, n.Column
		return nil, Field{}, err
	}
	c.numbered, c.drawn = true, c.drawn || e.Counted
	u := &use{pool, at}
	i := slices.IndexFunc(c.uses, func(other *use) bool { return *other == *u })
	if i < 0 {
		i, c.uses = len(c.uses), append(c.uses, u)
	}
	u = c.uses[i]
	return func(out []byte, it *filling) []byte { return append(out, it.value(u)...) }, field, nil
}

// fieldAt describes a field of a pool's records, by its dotted path; of kind ""
// where nothing is known of it.
func fieldAt(e *Entity, path string) (Field, *DeclarationError) {
	names := strings.Split(path, ".")
	for _, name := range names {
		if secret, _ := IsSecret(name); secret {
			return Field{}, &DeclarationError{Problem: name + " is a secret, which is removed from the backend's answers"}
		}
	}
	if path == "id" {
		return Field{Kind: Text, Refs: []string{e.Pool}}, nil
	}
	at := Field{Kind: Object, Fields: recordFields(e)}
	for _, name := range names {
		index, err := strconv.Atoi(name)
		switch isIndex := err == nil && index >= 0; {
		case at.Kind == "", at.Kind == Object && at.Fields == nil:
			return Field{}, nil
		case at.Kind == List && isIndex && at.Of == nil:
			return Field{}, nil
		case at.Kind == List && isIndex:
			at = *at.Of
			continue
		}
		i := slices.IndexFunc(at.Fields, func(f Field) bool { return f.Name == name })
		switch {
		case i >= 0:
			at = at.Fields[i]
		case name == "id" && at.Kind == Object:
			return Field{}, nil
		default:
			return Field{}, &DeclarationError{
				Problem: e.Pool + " has no field " + path + " (fields: " + strings.Join(fieldNames(at.Fields), ", ") + ")",
				Name:    name, Known: fieldNames(at.Fields),
			}
		}
	}
	at.Refs, at.Enum, at.Min, at.Max = nil, nil, nil, nil
	return at, nil
}

// recordFields are the fields that a pool's records are known to have: those of
// its bodies, and what backends add.
func recordFields(e *Entity) []Field {
	fields := slices.Clone(FieldsOf(e.Body))
	add := func(f Field) {
		if !slices.ContainsFunc(fields, func(known Field) bool { return known.Name == f.Name }) {
			fields = append(fields, f)
		}
	}
	for _, f := range FieldsOf(e.Patch) {
		add(f)
	}
	names := append([]string{"id", "created_at", "updated_at"}, e.answered...)
	for _, f := range fields {
		if object, isID := strings.CutSuffix(f.Name, "_id"); isID && f.Refs != nil {
			names = append(names, object)
		}
	}
	if e.Role != "" {
		names = append(names, "user", "user_id", "owner", "owner_id")
	}
	for _, name := range names {
		add(Field{Name: name})
	}
	return fields
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
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
func (c *compiler) rule(path string, n *yaml.Node, want Field) (form, Field, error) {
	rule := ruleOf(n)
	keys := map[string][]string{"one_of": {"one_of"}, "chance": {"chance", "value"}, "date": {"date"}, "from": {"from", "to", "step"}}[rule]
	if err := c.onlyKeys(path, n, keys...); err != nil {
		return nil, Field{}, err
	}
	c.drawn = true
	switch rule {
	case "one_of":
		return c.oneOf(path, entryOf(n, "one_of"), want)
	case "chance":
		return c.chance(path, n, want)
	case "date":
		return c.date(path, entryOf(n, "date"), want)
	}
	return c.between(path, n, want)
}

// onlyKeys refuses a mapping that has other keys.
func (c *compiler) onlyKeys(path string, n *yaml.Node, keys ...string) error {
	for pair := range slices.Chunk(n.Content, 2) {
		if !slices.Contains(keys, pair[0].Value) {
			bad := c.fail(path, pair[0], "is not a key of this rule (keys: %s)", strings.Join(keys, ", "))
			bad.Name, bad.Known = pair[0].Value, keys
			return bad
		}
	}
	return nil
}

func (c *compiler) oneOf(path string, n *yaml.Node, want Field) (form, Field, error) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return nil, Field{}, c.fail(path, n, "one_of takes a list of values")
	}
	var (
		forms     []form
		sums      []int
		described *Field
		sum       int
	)
	for i, choice := range n.Content {
		choice, weight := target(choice), 1
		if value := entryOf(choice, "value"); value != nil && ruleOf(choice) == "" {
			if err := c.onlyKeys(path, choice, "value", "weight"); err != nil {
				return nil, Field{}, err
			}
			if w := entryOf(choice, "weight"); w != nil && (w.Decode(&weight) != nil || weight < 1 || weight > 1_000_000) {
				return nil, Field{}, c.fail(path, w, "a weight is a whole number from 1 to 1000000")
			}
			choice = value
		}
		f, field, err := c.value(path+".one_of."+strconv.Itoa(i), choice, want)
		if err != nil {
			return nil, Field{}, err
		}
		sum += weight
		forms, sums, described = append(forms, f), append(sums, sum), both(described, field)
	}
	return func(out []byte, it *filling) []byte {
		at, _ := slices.BinarySearch(sums, it.draw().between(1, sum))
		return forms[at](out, it)
	}, *described, nil
}

func (c *compiler) chance(path string, n *yaml.Node, want Field) (form, Field, error) {
	percent, value := 0, entryOf(n, "value")
	chance := entryOf(n, "chance")
	switch {
	case chance.Decode(&percent) != nil || percent < 0 || percent > 100:
		return nil, Field{}, c.fail(path, chance, "a chance is a whole number from 0 to 100, percent")
	case value == nil:
		return nil, Field{}, c.fail(path, n, "a chance has a value")
	case !want.Optional:
		return nil, Field{}, c.fail(path, n, "is a field that is never left out")
	}
	f, field, err := c.value(path+".value", value, want)
	field.Optional = true
	return func(out []byte, it *filling) []byte {
		if !it.draw().chance(percent) {
			return out
		}
		return f(out, it)
	}, field, err
}

var span = regexp.MustCompile(`^([+-]?)(\d{1,6})([smhdw])$`)

// date compiles seconds since 1970, counted from the run's clock.
func (c *compiler) date(path string, n *yaml.Node, want Field) (form, Field, error) {
	seconds, parts := int64(0), span.FindStringSubmatch(n.Value)
	switch {
	case n.Value == "now":
	case parts == nil:
		return nil, Field{}, c.fail(path, n, "a date is now, or a time from now such as +30d, -2h or +10m (s, m, h, d, w)")
	default:
		amount, _ := strconv.ParseInt(parts[1]+parts[2], 10, 64)
		seconds = amount * map[string]int64{"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}[parts[3]]
	}
	return func(out []byte, it *filling) []byte { return strconv.AppendInt(out, it.now+seconds, 10) },
		Field{Kind: Number}, c.takes(path, n, want, Number)
}

// between compiles numbers from one to another, both included, in steps.
func (c *compiler) between(path string, n *yaml.Node, want Field) (form, Field, error) {
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
			return nil, Field{}, c.fail(path, value, "%s takes a number", key)
		}
		text := strconv.FormatFloat(number, 'f', -1, 64)
		_, decimals, _ := strings.Cut(text, ".")
		numbers[key], digits = number, max(digits, len(decimals))
		if key != "step" {
			check := checker{}
			if check.value(path, want, gjson.Parse(text)); check.problems != nil {
				return nil, Field{}, c.fail(path, value, "%s", check.problems[0].text())
			}
		}
	}
	scale := math.Pow10(digits)
	low, high, step := int(math.Round(numbers["from"]*scale)), int(math.Round(numbers["to"]*scale)), 1
	if given, ok := numbers["step"]; ok {
		step = int(math.Round(given * scale))
	}
	switch {
	case digits > 6:
		return nil, Field{}, c.fail(path, n, "has more than six decimals")
	case high < low:
		return nil, Field{}, c.fail(path, n, "goes from the greater number to the smaller")
	case step < 1:
		return nil, Field{}, c.fail(path, n, "step takes a number above 0")
	}
	return func(out []byte, it *filling) []byte {
		number := low + step*it.draw().between(0, (high-low)/step)
		return strconv.AppendFloat(out, float64(number)/scale, 'f', -1, 64)
	}, Field{Kind: Number}, nil
}

// appendMember appends a field to an object whose first field begins at start,
// unless it has no value.
func appendMember(out []byte, start int, m member, it *filling) []byte {
	before := len(out)
	if before > start {
		out = append(out, ',')
	}
	out = append(gjson.AppendJSONString(out, m.name), ':')
	begun := len(out)
	if out = m.form(out, it); len(out) == begun {
		return out[:before]
	}
	return out
}
