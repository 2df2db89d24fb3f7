package report

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
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
		found, err := valuesOf(*p, name, names)
		if err != nil {
			return err
		}
		var kept []entities.Item
		for i, item := range p.Items {
			if found[i].Exists() && strings.EqualFold(found[i].String(), want) {
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
	members := make([][]string, len(p.Items))
	for _, name := range s.Fields {
		found, err := valuesOf(p, name, names)
		if err != nil {
			return err
		}
		for i, v := range found {
			members[i] = append(members[i], quoteJSON(name)+": "+cmp.Or(v.Raw, "null"))
		}
	}
	objects := make([]entities.Item, len(members))
	for i := range members {
		objects[i].Raw = json.RawMessage("{" + strings.Join(members[i], ", ") + "}")
	}
	var text strings.Builder
	writeArray(&text, objects, "\n")
	text.WriteString("\n")
	result := text.String()
	if s.JQ != "" {
		var err error
		if result, err = runJQ(s.JQ, result); err != nil {
			return err
		}
	}
	fmt.Fprint(w, result)
	return nil
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

// valuesOf are what a name stands for in each of a pool's items: the text of
// the column of that title, else the member that the dotted name leads to. A name
// that is no column and that no item has is an error.
func valuesOf(p seeder.ShownPool, name string, names map[string]string) ([]gjson.Result, error) {
	values := make([]gjson.Result, len(p.Items))
	columns := p.Entity.Columns
	if at := slices.IndexFunc(columns, func(c entities.Column) bool { return strings.EqualFold(c.Title, name) }); at >= 0 {
		for i, item := range p.Items {
			values[i] = gjson.Parse(quoteJSON(value(columns[at], item, names)))
		}
		return values, nil
	}
	known := len(p.Items) == 0 // an empty pool rules out no name
	for i, item := range p.Items {
		values[i] = member(item, name)
		known = known || values[i].Exists()
	}
	if known {
		return values, nil
	}
	e := &SelectionError{Text: fmt.Sprintf("%q is neither a column nor a member of an item", name), Name: name}
	for _, c := range columns {
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
	return nil, e
}

// member is what a dotted name leads to. No other character is special in it.
func member(item entities.Item, name string) gjson.Result {
	found := gjson.ParseBytes(item.Raw)
	for part := range strings.SplitSeq(name, ".") {
		found = found.Get(gjson.Escape(part))
	}
	return found
}

func quoteJSON(s string) string {
	text, _ := gojq.Marshal(s) // a string cannot fail
	return string(text)
}
