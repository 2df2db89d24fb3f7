package entities

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v3"
)

// form makes the JSON of a value for one item, "" where the value is left out.
type form func(it *making) string

// making is one field of one item under construction.
type making struct {
	*overrides
	index int
	field string // has draws of its own
	luck  *draw  // of the field, nil until something is drawn
}

func (it *making) draw() draw {
	if it.luck == nil {
		d := newDraw(it.Seed, it.pool+" "+it.field, it.index, 0)
		it.luck = &d
	}
	return *it.luck
}

// compiled is a value that the configuration file describes: how it is made,
// and what it will be.
type compiled struct {
	form
	Field
}

// member is one field of a body.
type member struct {
	compiled
	written gjson.Result // in the file
}

// Rules make a value anew for each item. These are their fields.
type (
	oneOf struct {
		Choices []any `json:"one_of"`
	}
	weighted struct {
		Value  any `json:"value"`
		Weight int `json:"weight,omitempty" min:"1" max:"1e9"`
	}
	chance struct {
		Percent int `json:"chance" min:"0" max:"100"`
		Value   any `json:"value"`
	}
	date struct {
		Date string `json:"date"`
	}
	between struct {
		From float64 `json:"from" min:"-1e12" max:"1e12"`
		To   float64 `json:"to" min:"-1e12" max:"1e12"`
		Step float64 `json:"step,omitempty" min:"1e-6" max:"1e12"`
	}
)

// ruleOf returns the rule that a value is, nil for any other value.
func ruleOf(v gjson.Result) any {
	has := func(name string) bool { return v.Get(name).Exists() }
	isNumber := func(name string) bool { return v.Get(name).Type == gjson.Number }
	switch {
	case !v.IsObject():
		return nil
	case has("one_of"):
		return oneOf{}
	case has("chance"):
		return chance{}
	case has("date") && len(v.Map()) == 1:
		return date{}
	case has("from") && has("to") && (isNumber("from") || isNumber("to")):
		return between{}
	}
	return nil
}

// placeholder is {index}, {seed}, {pool}, or a field of another pool.
var placeholder = regexp.MustCompile(`\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_-]+)*)\}`)

// isForm reports whether a value is a rule or a text with placeholders.
func isForm(v gjson.Result) bool {
	return ruleOf(v) != nil || v.Type == gjson.String && placeholder.MatchString(v.Str)
}

// compiler turns what a configuration file says of a pool's fields into forms.
// It goes on after a mistake; what it compiled then is of no use.
type compiler struct {
	*declarer
	pool string
	node *yaml.Node   // the fields
	json gjson.Result // the same
	uses []use
	bad  *DeclarationError // the first mistake
}

// fail is a mistake in a value. The path is that of the field; name, unless it
// is "", is what should have been one of the known names.
func (c *compiler) fail(path, problem, name string, known ...string) compiled {
	if c.bad == nil {
		n := nodeAt(c.node, path)
		c.bad = &DeclarationError{
			At: "pools." + c.pool + ".fields." + path, Value: c.json.Get(path).Raw, Problem: problem,
			Line: n.Line, Column: n.Column, Name: name, Known: known,
		}
	}
	return compiled{}
}

// report turns problems into mistakes.
func (c *compiler) report(problems []Problem) {
	for _, p := range problems {
		name, known := "", []string(nil)
		if p.Fault == UnknownField {
			name, known = p.Path[strings.LastIndexByte(p.Path, '.')+1:], fieldNames(p.Field.Fields)
		}
		c.fail(p.Path, p.text(), name, known...)
	}
}

// nodeAt finds what stands under a dotted path, or else as much of the path as
// there is.
func nodeAt(n *yaml.Node, path string) *yaml.Node {
	for name := range strings.SplitSeq(path, ".") {
		for n.Kind == yaml.AliasNode {
			n = n.Alias
		}
		for i, part := range n.Content {
			inList := n.Kind == yaml.SequenceNode && strconv.Itoa(i) == name
			if inList || n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == name {
				n = part
				break
			}
		}
	}
	return n
}

// anything is a field that takes any value.
var anything = &Field{Optional: true}

// fields compiles the fields of a body, in their order. Where the body's own
// fields are known, there are no others.
func (c *compiler) fields(known []Field) (members []member) {
	var nodes map[string]yaml.Node
	_ = c.node.Decode(&nodes) // the whole file has been decoded before
	names := slices.SortedFunc(maps.Keys(nodes), func(a, b string) int {
		return cmp.Or(nodes[a].Line-nodes[b].Line, nodes[a].Column-nodes[b].Column, strings.Compare(a, b))
	})
	values := map[string]any{}
	for _, name := range names {
		node, value := nodes[name], any(nil)
		keepDates(&node)
		_ = node.Decode(&value)
		if _, err := json.Marshal(value); err != nil {
			c.fail(name, "holds a value that JSON does not have", "")
			return nil
		}
		values[name] = value
	}
	raw, _ := json.Marshal(values)
	c.json = gjson.ParseBytes(raw)
	for _, name := range names {
		v, want := c.json.Get(gjson.Escape(name)), anything
		if known != nil {
			want = fieldNamed(known, name)
		}
		switch {
		case want == nil:
			c.fail(name, unknownField(known), name, fieldNames(known)...)
			continue
		case name == "":
			c.fail(name, noName, "")
			continue
		}
		m := member{c.value(name, *want, v), v}
		m.Name = name
		members = append(members, m)
	}
	return members
}

// keepDates leaves a date the text it is: the backend has its own idea of
// time.
func keepDates(n *yaml.Node) {
	if n.ShortTag() == "!!timestamp" {
		n.Tag = "!!str"
	}
	if n.Alias != nil {
		keepDates(n.Alias)
	}
	for _, part := range n.Content {
		keepDates(part)
	}
}

// value compiles a value if the wanted field takes it.
func (c *compiler) value(path string, want Field, v gjson.Result) compiled {
	c.report(want.check(path, v, true))
	return c.compile(path, want, v)
}

func (c *compiler) compile(path string, want Field, v gjson.Result) compiled {
	kind := kindOf(v)
	switch rule := ruleOf(v); {
	case rule != nil:
		return c.rule(path, want, v, rule)
	case kind == Object:
		return c.object(path, want, v)
	case kind == List:
		return c.list(path, want, v)
	case kind == Null:
		return compiled{func(*making) string { return "" }, Field{Kind: want.Kind, Optional: true}}
	case isForm(v):
		return c.text(path, want, v)
	}
	return compiled{func(*making) string { return v.Raw }, Field{Kind: kind}}
}

func (c *compiler) object(path string, want Field, v gjson.Result) compiled {
	var forms []form
	is := Field{Kind: Object}
	for name, inner := range v.All() {
		wanted := cmp.Or(fieldNamed(want.Fields, name.Str), anything)
		made := c.compile(path+"."+name.Str, *wanted, inner)
		made.Name = name.Str
		is.Fields = append(is.Fields, made.Field)
		forms = append(forms, func(it *making) string {
			if raw := made.form(it); raw != "" {
				return name.Raw + ":" + raw
			}
			return ""
		})
	}
	return compiled{joined("{", forms, "}"), is}
}

func (c *compiler) list(path string, want Field, v gjson.Result) compiled {
	var forms []form
	is, wanted := Field{Kind: List}, cmp.Or(want.Of, anything)
	for i, inner := range v.Array() {
		made := c.compile(path+"."+strconv.Itoa(i), *wanted, inner)
		is.Of = both(is.Of, made.Field)
		forms = append(forms, made.form)
	}
	return compiled{joined("[", forms, "]"), is}
}

// joined makes an object or a list of those of its parts that are not left out.
func joined(begin string, forms []form, end string) form {
	return func(it *making) string {
		var parts []string
		for _, f := range forms {
			if raw := f(it); raw != "" {
				parts = append(parts, raw)
			}
		}
		return begin + strings.Join(parts, ",") + end
	}
}

// both describes what is one or the other; a nil one is neither yet.
func both(one *Field, other Field) *Field {
	if one == nil {
		return &other
	}
	is := Field{Optional: one.Optional || other.Optional}
	if one.Kind == other.Kind {
		is.Kind = one.Kind
	}
	if slices.Equal(one.Refs, other.Refs) {
		is.Refs = one.Refs
	}
	return &is
}

// takes fails if what a value will be is of another kind than the wanted field.
func (c *compiler) takes(path string, want Field, made compiled) compiled {
	if want.Kind != "" && made.Kind != "" && want.Kind != made.Kind {
		return c.fail(path, "takes "+string(want.Kind), "")
	}
	return made
}

// text compiles a text with placeholders. One that is a placeholder alone keeps
// the JSON type of what it stands for, unless a text is wanted.
func (c *compiler) text(path string, want Field, v gjson.Result) compiled {
	texts, forms := placeholder.Split(v.Str, -1), []form{}
	for _, found := range placeholder.FindAllStringSubmatch(v.Str, -1) {
		part := c.placeholder(path, found[1], strings.TrimPrefix(found[2], "."))
		if found[0] == v.Str && (want.Kind != Text || part.Kind == Text) {
			part = c.takes(path, want, part)
			if found[2] != "" && part.Refs == nil {
				part.Field = Field{} // backends also write numbers as texts
			}
			return part
		}
		forms = append(forms, part.form)
	}
	if want.Enum != nil {
		return c.fail(path, Problem{Fault: NotInEnum, Field: want}.text(), "")
	}
	return c.takes(path, want, compiled{func(it *making) string {
		whole := texts[0]
		for i, f := range forms {
			whole += gjson.Parse(f(it)).String() + texts[i+1]
		}
		return quoted(whole)
	}, Field{Kind: Text}})
}

func quoted(text string) string { return string(gjson.AppendJSONString(nil, text)) }

// placeholder compiles one placeholder, for a field of a pool if there is a
// field.
func (c *compiler) placeholder(path, name, field string) compiled {
	switch {
	case field != "":
		return c.reference(path, use{name, field})
	case name == "index":
		return compiled{func(it *making) string { return strconv.Itoa(it.index + 1) }, Field{Kind: Number}}
	case name == "seed":
		return compiled{func(it *making) string { return strconv.FormatUint(it.Seed, 10) }, Field{Kind: Number}}
	case name == "pool":
		return compiled{func(it *making) string { return quoted(it.pool) }, Field{Kind: Text}}
	}
	problem := fmt.Sprintf("there is no placeholder {%s}: write {index}, {seed}, {pool}, or a field of a pool as in {%s.id}", name, name)
	return c.fail(path, problem, name, "index", "seed", "pool")
}

// reference compiles a placeholder for a field of another pool's item.
func (c *compiler) reference(path string, u use) compiled {
	if slices.Contains(c.from, u.pool) {
		circle := append(slices.Clone(c.from), u.pool)
		return c.fail(path, "the references lead in a circle: "+strings.Join(circle, " → "), "")
	}
	if bad := c.declare(u.pool); bad != nil {
		c.bad = cmp.Or(c.bad, bad)
	}
	names := c.Names()
	own, other := slices.Index(names, c.pool), slices.Index(names, u.pool)
	switch {
	case other < 0:
		return c.fail(path, fmt.Sprintf("there is no pool %s (pools: %s)", u.pool, strings.Join(names, ", ")), u.pool, names...)
	case own >= 0 && own < other:
		return c.fail(path, u.pool+" is filled after "+c.pool, "")
	}
	if !slices.Contains(c.uses, u) {
		c.uses = append(c.uses, u)
	}
	return compiled{func(it *making) string {
		rows := it.rows[u.pool]
		if len(rows) == 0 {
			return ""
		}
		return u.in(rows[it.index%len(rows)])
	}, c.fieldAt(path, u)}
}

// fieldAt describes a field of another pool's records; of kind "" where nothing
// is known of it.
func (c *compiler) fieldAt(path string, u use) Field {
	if u.path == "id" {
		return Field{Kind: Text, Refs: []string{u.pool}}
	}
	f := &Field{Kind: Object, Fields: recordFields(c.Get(u.pool))}
	for name := range strings.SplitSeq(u.path, ".") {
		if secret, _ := IsSecret(name); secret {
			return c.fail(path, name+" "+aSecret, "").Field
		}
		_, err := strconv.Atoi(name)
		element := f.Kind == List && err == nil
		inner := fieldNamed(f.Fields, name)
		switch {
		case inner != nil:
			f = inner
		case element && f.Of != nil:
			f = f.Of
		case element, f.Kind == "", f.Kind == Object && (f.Fields == nil || name == "id"):
			f = &Field{}
		default:
			known := fieldNames(f.Fields)
			problem := fmt.Sprintf("%s has no field %s (fields: %s)", u.pool, u.path, strings.Join(known, ", "))
			return c.fail(path, problem, name, known...).Field
		}
	}
	return Field{Kind: f.Kind}
}

// recordFields are the fields that a pool's records are known to have: those of
// its bodies, and what backends add.
func recordFields(e *Entity) (fields []Field) {
	add := func(list ...Field) {
		for _, f := range list {
			if fieldNamed(fields, f.Name) == nil {
				fields = append(fields, f)
			}
		}
	}
	add(e.Fields...)
	add(FieldsOf(e.Patch)...)
	names := append([]string{"id", "created_at", "updated_at"}, e.answered...)
	if e.Role != "" {
		names = append(names, "user", "user_id", "owner", "owner_id")
	}
	for _, f := range fields {
		if object, isID := strings.CutSuffix(f.Name, "_id"); isID && f.Refs != nil {
			names = append(names, object)
		}
	}
	for _, name := range names {
		add(Field{Name: name})
	}
	return fields
}

// rule compiles what makes a value anew for each item.
func (c *compiler) rule(path string, want Field, v gjson.Result, rule any) compiled {
	c.report(Field{Kind: Object, Fields: FieldsOf(rule), Closed: true}.check(path, v, false))
	switch rule.(type) {
	case oneOf:
		return c.oneOf(path+".one_of", want, v.Get("one_of"))
	case chance:
		if !want.Optional {
			c.fail(path, "is a field that is never left out", "")
		}
		percent := c.whole(path+".chance", v.Get("chance"))
		made := c.value(path+".value", want, v.Get("value"))
		made.Optional = true
		return compiled{func(it *making) string {
			if !it.draw().chance(percent) {
				return ""
			}
			return made.form(it)
		}, made.Field}
	case date:
		return c.takes(path, want, c.date(path, v.Get("date")))
	}
	return c.takes(path, want, c.between(path, want, v))
}

// whole reads a whole number.
func (c *compiler) whole(path string, v gjson.Result) int {
	if v.Num != math.Trunc(v.Num) {
		c.fail(path, "takes a whole number", "")
	}
	return int(v.Num)
}

func (c *compiler) oneOf(path string, want Field, list gjson.Result) compiled {
	var (
		forms []form
		sums  []int
		sum   int
		is    *Field
	)
	for i, v := range list.Array() {
		at, weight := path+"."+strconv.Itoa(i), 1
		if v.Get("value").Exists() && ruleOf(v) == nil {
			c.report(Field{Kind: Object, Fields: FieldsOf(weighted{}), Closed: true}.check(at, v, false))
			if w := v.Get("weight"); w.Exists() {
				weight = c.whole(at+".weight", w)
			}
			v = v.Get("value")
		}
		made := c.value(at, want, v)
		sum += weight
		forms, sums, is = append(forms, made.form), append(sums, sum), both(is, made.Field)
	}
	if is == nil {
		return c.fail(path, "takes a list of values", "")
	}
	return compiled{func(it *making) string {
		at, _ := slices.BinarySearch(sums, it.draw().between(1, sum))
		return forms[at](it)
	}, *is}
}

var span = regexp.MustCompile(`^([+-]?\d{1,6})([smhdw])$`)

// date compiles seconds since 1970, counted from the run's clock.
func (c *compiler) date(path string, v gjson.Result) compiled {
	seconds, parts := 0, span.FindStringSubmatch(v.Str)
	switch {
	case parts != nil:
		amount, _ := strconv.Atoi(parts[1])
		seconds = amount * map[string]int{"s": 1, "m": 60, "h": 3600, "d": day, "w": 7 * day}[parts[2]]
	case v.Str != "now":
		return c.fail(path, "a date is now, or a time from now such as +30d, -2h or +10m (s, m, h, d, w)", "")
	}
	return compiled{func(it *making) string {
		return strconv.FormatInt(it.Now.Unix()+int64(seconds), 10)
	}, Field{Kind: Number}}
}

// between compiles numbers from one to another, both included, in steps.
func (c *compiler) between(path string, want Field, v gjson.Result) compiled {
	from, to, step := v.Get("from"), v.Get("to"), v.Get("step")
	c.value(path+".from", want, from)
	c.value(path+".to", want, to)
	digits, most := 0, 0.0
	for _, number := range []gjson.Result{from, to, step} {
		_, decimals, _ := strings.Cut(strconv.FormatFloat(number.Num, 'f', -1, 64), ".")
		digits, most = max(digits, len(decimals)), max(most, math.Abs(number.Num))
	}
	for digits > 0 && most*math.Pow10(digits) > 1e18 { // an int holds no more
		digits--
	}
	scale := math.Pow10(digits)
	scaled := func(number gjson.Result) int { return int(math.Round(number.Num * scale)) }
	low, high, by := scaled(from), scaled(to), max(scaled(step), 1)
	if high < low {
		return c.fail(path, "goes from the greater number to the smaller", "")
	}
	return compiled{func(it *making) string {
		number := low + by*it.draw().between(0, (high-low)/by)
		return strconv.FormatFloat(float64(number)/scale, 'f', -1, 64)
	}, Field{Kind: Number}}
}
