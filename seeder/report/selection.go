package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/itchyny/gojq"
	"github.com/tidwall/gjson"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Selection is what is wanted of a pool. Names are those of the table's columns,
// in any case, else of members of the record, dotted: "user.phone".
type Selection struct {
	Where  []string // name=value; all must be true of an item
	Limit  int      // 0 for all
	Fields []string // for WriteFields
	JQ     string   // for WriteFields: a jq expression for its array
}

// SelectionError is an invalid selection. Where it is a name that
// is at fault, Known are the names that there are.
type SelectionError struct {
	Text  string
	Name  string
	Known []string
}

func (e *SelectionError) Error() string { return e.Text }

// Apply leaves the wanted items in the pool. The error is a *SelectionError.
func (s Selection) Apply(p *seeder.ShownPool, names map[string]string) error {
	for _, condition := range s.Where {
		name, want, ok := strings.Cut(condition, "=")
		if !ok {
			return &SelectionError{Text: fmt.Sprintf("%q is not a condition of the form name=value", condition)}
		}
		if err := checkName(*p, name); err != nil {
			return err
		}
		var kept []entities.Item
		for _, item := range p.Items {
			c, isColumn := columnOf(p.Entity, name)
			found := member(item, name)
			if isColumn && strings.EqualFold(value(c, item, names), want) || found.Exists() && strings.EqualFold(found.String(), want) {
				kept = append(kept, item)
			}
		}
		p.Items = kept
	}
	if s.Limit > 0 && len(p.Items) > s.Limit {
		p.Items = p.Items[:s.Limit]
	}
	return nil
}

// WriteFields prints the pool's items as an array of objects that hold the
// fields, under the names as they were given, or what a jq expression makes of
// that array. Nothing is written on a *SelectionError.
func (s Selection) WriteFields(w io.Writer, p seeder.ShownPool, names map[string]string) error {
	objects := make([]string, len(p.Items))
	for _, name := range s.Fields {
		if err := checkName(p, name); err != nil {
			return err
		}
		c, isColumn := columnOf(p.Entity, name)
		for i, item := range p.Items {
			text := member(item, name).Raw
			if isColumn {
				text = quoteJSON(value(c, item, names))
			}
			if text == "" {
				text = "null"
			}
			objects[i] += ", " + quoteJSON(name) + ": " + text
		}
	}
	for i, members := range objects {
		objects[i] = "\n  {" + strings.TrimPrefix(members, ", ") + "}"
	}
	text := "[" + strings.Join(objects, ",") + "\n]\n"
	if len(objects) == 0 {
		text = "[]\n"
	}
	if s.JQ != "" {
		var err error
		if text, err = runJQ(s.JQ, text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, text)
	return err
}

// runJQ returns a line for each result: strings as they are, the rest as JSON.
func runJQ(expression, text string) (string, error) {
	query, err := gojq.Parse(expression)
	if err != nil {
		return "", &SelectionError{Text: fmt.Sprintf("jq expression %q: %s", expression, err)}
	}
	var input any
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&input); err != nil {
		return "", err
	}
	var out strings.Builder
	for results := query.Run(input); ; {
		result, more := results.Next()
		switch v := result.(type) {
		case error:
			if halt, ok := errors.AsType[*gojq.HaltError](v); ok && halt.Value() == nil {
				return out.String(), nil
			}
			return "", &SelectionError{Text: fmt.Sprintf("jq expression %q: %s", expression, v)}
		case string:
			out.WriteString(v + "\n")
		default:
			if !more {
				return out.String(), nil
			}
			line, err := gojq.Marshal(v)
			if err != nil {
				return "", err
			}
			out.Write(append(line, '\n'))
		}
	}
}

func columnOf(e *entities.Entity, name string) (entities.Column, bool) {
	for _, c := range e.Columns {
		if strings.EqualFold(c.Title, name) {
			return c, true
		}
	}
	return entities.Column{}, false
}

// member is what a dotted name leads to. No other character is special in it.
func member(item entities.Item, name string) gjson.Result {
	found := gjson.ParseBytes(item.Raw)
	for part := range strings.SplitSeq(name, ".") {
		found = found.Get(gjson.Escape(part))
	}
	return found
}

// checkName refuses a name that is no column and that no item has. An empty
// pool rules out none.
func checkName(p seeder.ShownPool, name string) error {
	if _, isColumn := columnOf(p.Entity, name); isColumn || len(p.Items) == 0 {
		return nil
	}
	for _, item := range p.Items {
		if member(item, name).Exists() {
			return nil
		}
	}
	e := &SelectionError{Text: fmt.Sprintf("%q is neither a column nor a member of an item", name), Name: name}
	for _, c := range p.Entity.Columns {
		e.Known = append(e.Known, strings.ToLower(c.Title))
	}
	object, above := gjson.ParseBytes(p.Items[0].Raw), ""
	if last := strings.LastIndex(name, "."); last >= 0 {
		object, above = member(p.Items[0], name[:last]), name[:last+1]
	}
	object.ForEach(func(key, _ gjson.Result) bool {
		e.Known = append(e.Known, above+key.Str)
		return true
	})
	return e
}

func quoteJSON(s string) string {
	text, _ := gojq.Marshal(s) // a string cannot fail
	return string(text)
}
