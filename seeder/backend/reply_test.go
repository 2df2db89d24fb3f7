package backend

import (
	"strings"
	"testing"
)

func TestRecords(t *testing.T) {
	tests := []struct{ name, body, id, raw string }{
		{"envelope", `{"EC":0,"EM":"OK","data":{"id":"a","n":1}}`, "a", `{"id":"a","n":1}`},
		{"code at the end", `{"data":{"id":"a"},"EC":0}`, "a", `{"id":"a"}`},
		{"wrapped", `{"EC":0,"data":{"id":"USR_1","user_id":"u","email":"e","data":{"id":"FF_CUS_1","x":2}}}`, "FF_CUS_1", `{"id":"FF_CUS_1","x":2}`},
		{"bare", `{"id":"a","data":"mine"}`, "a", `{"id":"a","data":"mine"}`},
		{"bare with data of its own", `{"id":"a","data":{"x":1}}`, "a", `{"id":"a","data":{"x":1}}`},
		{"data", `{"data":{"id":"a"}}`, "a", `{"id":"a"}`},
		{"data.data", `{"data":{"message":"created","data":{"id":"a"}}}`, "a", `{"id":"a"}`},
		{"a list of one", `[{"id":"a"}]`, "a", `{"id":"a"}`},
		{"a list of one in data", `{"EC":0,"data":[ {"id":"a"} ]}`, "a", `{"id":"a"}`},
		{"a number", `{"id":5}`, "5", `{"id":5}`},
		{"_id", `{"_id":"m","n":1}`, "m", `{"_id":"m","n":1}`},
		{"an escaped id", `{"id":"\u0061ế\n"}`, "aế\n", `{"id":"\u0061ế\n"}`},
		{"secrets", `{"EC":0,"data":{"id":"a","user":{"password":"x","id":"u"}}}`, "a", `{"id":"a","user":{"id":"u"}}`},
		{"text behind", `{"id":"a"} trailing`, "a", `{"id":"a"}`},
		{"null", `{"EC":0,"EM":"OK","data":null}`, "", ""},
		{"bare null", `null`, "", ""},
		{"no data", `{"EC":0,"EM":"OK"}`, "", ""},
		{"no id", `{"EC":0,"data":{"name":"x"}}`, "", ""},
		{"null id", `{"EC":0,"data":{"id":null}}`, "", ""},
		{"a text", `{"EC":0,"data":"fine"}`, "", ""},
		{"a list of two", `[{"id":"a"},{"id":"b"}]`, "", ""},
		{"an empty list", `[]`, "", ""},
		{"nothing", ``, "", ""},
		{"a page", `<html>`, "", ""},
		{"cut", `{"id":"a"`, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := newItem(parse(tt.body).object())
			if item.ID != tt.id || string(item.Raw) != tt.raw {
				t.Errorf("got %q %s\nwant %q %s", item.ID, item.Raw, tt.id, tt.raw)
			}
		})
	}
}

func TestEnvelopes(t *testing.T) {
	tests := []struct {
		name, body string
		fault      error
		ec         int
		hasEC      bool
		em         string
	}{
		{name: "all", body: `{"EC":-3,"EM":"Duplicated","data":null}`, ec: -3, hasEC: true, em: "Duplicated"},
		{name: "as strings", body: `{"EC":"-3","EM":"Duplicated"}`, ec: -3, hasEC: true, em: "Duplicated"},
		{name: "as a fraction", body: `{"EC":-3.0}`, ec: -3, hasEC: true},
		{name: "no number", body: `{"EC":"fine"}`},
		{name: "half a number", body: `{"EC":1.5}`},
		{name: "null", body: `{"EC":null,"EM":null}`},
		{name: "the framework's own", body: `{"statusCode":400,"message":["x","y"],"error":"Bad Request"}`, em: "x; y"},
		{name: "both messages", body: `{"message":"no","EC":1,"EM":"yes"}`, ec: 1, hasEC: true, em: "yes"},
		{name: "keys have their case", body: `{"ec":1,"em":"no"}`},
		{name: "cut behind the code", body: `{"EC":-3,"EM":"Dupl`, fault: errBroken, ec: -3, hasEC: true},
		{name: "cut behind the number", body: `{"EM":"Dup","EC":-1`, fault: errBroken, em: "Dup"},
		{name: "cut behind the message", body: `{"EM":"Dup","EC":-3,"da`, fault: errBroken, ec: -3, hasEC: true, em: "Dup"},
		{name: "cut in the code", body: `{"EM":"Dup","EC":-`, fault: errBroken, em: "Dup"},
		{name: "cut in the data", body: `{"EC":0,"data":{"id":"a"`, fault: errBroken, hasEC: true},
		{name: "a cut list", body: `[{"id":"a"`, fault: errBroken},
		{name: "space", body: " \n", fault: errEmpty},
		{name: "a page", body: "<html>", fault: errSyntax},
		{name: "words", body: "Internal error", fault: errSyntax, em: "Internal error"},
		{name: "an error", body: `{"error":"bad"}`, em: "bad"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := parse(tt.body)
			if r.fault != tt.fault || r.ec != tt.ec || r.hasEC != tt.hasEC || r.em != tt.em {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// However deep an answer is nested, it is only a fault.
func TestDeepAnswers(t *testing.T) {
	for _, open := range []string{"[", `{"data":`} {
		if r := parse(strings.Repeat(open, DefaultMaxBody/len(open))); r.fault != errSyntax {
			t.Errorf("%s: %v", open, r.fault)
		}
	}
}
