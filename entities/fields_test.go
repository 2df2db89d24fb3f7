package entities

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

type lineBody struct {
	ID    string `json:"id" ref:"things"`
	Count int    `json:"count" min:"1" max:"9"`
}

type testBody struct {
	Name   string         `json:"name"`
	Colour string         `json:"colour,omitempty" enum:"red|blue"`
	Open   *lineBody      `json:"open,omitempty"`
	Lines  []lineBody     `json:"lines,omitempty" closed:"true"`
	Tags   []string       `json:"tags,omitempty" ref:"tags|labels"`
	Any    map[string]any `json:"any,omitempty"`
	List   []any          `json:"list,omitempty"`
}

func TestCheck(t *testing.T) {
	for body, want := range map[string]string{
		`{"name":"x","colour":null,"any":{"a":1},"list":[1,"x"]}`: "",
		`{}`:                                                   "name: is missing",
		`{"name":null}`:                                        "name: takes a string",
		`{"name":"x","colour":"green"}`:                        "colour: takes one of red, blue",
		`{"name":"x","size":1}`:                                "size: there is no such field",
		`{"name":"x","any":[]}`:                                "any: takes an object",
		`{"name":"x","list":{}}`:                               "list: takes a list",
		`{"name":"x","tags":["a",1]}`:                          "tags.1: takes a string",
		`{"name":"x","open":{"id":"a","x":1}}`:                 "open.count: is missing",
		`{"name":"x","lines":[{"id":"a"},{}]}`:                 "lines.0.count: is missing, lines.1.id: is missing, lines.1.count: is missing",
		`{"name":"x","lines":[{"id":"a","count":0}]}`:          "lines.0.count: takes at least 1",
		`{"name":"x","lines":[{"id":"a","count":10}]}`:         "lines.0.count: takes at most 9",
		`{"name":"x","lines":[{"id":"a","count":1,"more":1}]}`: "lines.0.more: there is no such field",
		`{"name":"x","lines":[1]}`:                             "lines.0: takes an object",
	} {
		var got []string
		for _, p := range Check(FieldsOf(testBody{}), gjson.Parse(body), true) {
			text, _, _ := strings.Cut(p.text(), " (")
			got = append(got, p.Path+": "+text)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	if got := Check(FieldsOf(testBody{}), gjson.Parse(`{"name":"x","size":1}`), false); got != nil {
		t.Errorf("an open body: %v", got)
	}
}

func TestEachRef(t *testing.T) {
	var got []string
	body := `{"name":"n","open":{"id":"a"},"lines":[{"id":"b"},{"id":""},{}],"tags":["c",null,"d"]}`
	EachRef(FieldsOf(testBody{}), gjson.Parse(body), func(f Field, id string) {
		got = append(got, fmt.Sprint(f.Name, f.Refs, id))
	})
	if want := "id[things]a id[things]b tags[tags labels]c tags[tags labels]d"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}
