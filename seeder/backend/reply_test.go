package backend

import (
	"strings"
	"testing"
)

func TestEnvelopes(t *testing.T) {
	for body, want := range map[string]reply{
		`{"EC":-3,"EM":"Duplicated","data":null}`: {ec: -3, hasEC: true, em: "Duplicated"},
		`{"EC":"-3","EM":"Duplicated"}`:           {ec: -3, hasEC: true, em: "Duplicated"},
		`{"EC":-3.0}`:                             {ec: -3, hasEC: true},
		`{"EC":"fine"}`:                           {},
		`{"EC":1.5}`:                              {},
		`{"EC":null,"EM":null}`:                   {},
		`{"statusCode":400,"message":["x","y"],"error":"Bad Request"}`: {em: "x; y"},
		`{"message":"no","EC":1,"EM":"yes"}`:                           {ec: 1, hasEC: true, em: "yes"},
		`{"ec":1,"em":"no"}`:                                           {},
		`{"EC":-3,"EM":"Dupl`:                                          {fault: errBroken, ec: -3, hasEC: true},
		`{"EM":"Dup","EC":-1`:                                          {fault: errBroken, em: "Dup"},
		`{"EM":"Dup","EC":-3,"da`:                                      {fault: errBroken, ec: -3, hasEC: true, em: "Dup"},
		`{"EM":"Dup","EC":-`:                                           {fault: errBroken, em: "Dup"},
		`{"EC":0,"data":{"id":"a"`:                                     {fault: errBroken, hasEC: true},
		`[{"id":"a"`:                                                   {fault: errBroken},
		" \n":                                                          {fault: errEmpty},
		"<html>":                                                       {fault: errSyntax},
		"Internal error":                                               {fault: errSyntax, em: "Internal error"},
		`{"error":"bad"}`:                                              {em: "bad"},
	} {
		if r := parse(body); r.fault != want.fault || r.ec != want.ec || r.hasEC != want.hasEC || r.em != want.em {
			t.Errorf("%s: got %+v", body, r)
		}
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
