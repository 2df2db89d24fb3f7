package backend

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// The table of the design.
func TestJudge(t *testing.T) {
	refusal := &TargetError{Host: "api.example.com"}
	timeout := errors.New("no answer within 1s")
	list := &endpoint{url: url.URL{Path: "/x"}, route: "/x"}
	behind := &endpoint{url: url.URL{Path: "/api/x"}, route: "/x"} // a gateway may serve the backend under a path of which it says nothing
	one := &endpoint{url: url.URL{Path: "/x/a"}, route: "/x/{id}"}
	for _, tt := range []struct {
		name    string
		answer  answer
		body    string
		meaning seeder.Meaning
		id      string
	}{
		{"EC 0", answer{status: 201}, okItem, good, "a"},
		{"2xx without a code", answer{status: 201}, `{"id":7}`, good, "7"},
		{"without a record", answer{status: 201}, `{"EC":0,"data":null}`, good, ""},
		{"status OK alone", answer{method: "DELETE", status: 200, at: one}, `{"status":"OK"}`, good, ""},
		{"204", answer{status: 204}, ``, good, ""},
		{"201 broke off", answer{status: 201}, `{"EC":0,"data":{"id":"a"`, good, ""},
		{"201 broke off before the body", answer{status: 201, err: io.ErrUnexpectedEOF, reply: reply{fault: errBroken}}, ``, good, ""},
		{"201 broke off behind a refusal", answer{status: 201}, `{"EC":2,"EM":"no","da`, seeder.Refused, ""},
		{"201 was not waited for", answer{status: 201, err: timeout, timedOut: true}, `{"EC":`, seeder.TimedOut, ""},
		{"201 was not waited for behind a code", answer{status: 201, err: timeout, timedOut: true}, `{"EC":-1,"EM":"no","da`, seeder.Unknown, ""},
		{"201 without end", answer{status: 201, err: errTooLarge}, `{"EC":`, seeder.Unknown, ""},
		{"201 is a page", answer{status: 201}, `<html>`, seeder.Unknown, ""},
		{"GET broke off", answer{method: "GET", status: 200}, `{"EC":0,"data":{"id":"a"`, seeder.Unknown, ""},
		{"PATCH is empty", answer{method: "PATCH", status: 200, at: one}, ``, good, ""},

		{"EC -3", answer{status: 201}, `{"EC":-3}`, seeder.Duplicate, ""},
		{"409", answer{status: 409}, ``, seeder.Duplicate, ""},
		{"409 EC -1", answer{status: 409}, `{"EC":-1}`, seeder.Duplicate, ""},

		{"EC -2", answer{status: 200}, `{"EC":-2}`, seeder.NotFound, ""},
		{"EC -2 with 404", answer{status: 404}, `{"EC":-2}`, seeder.NotFound, ""},
		{"EC -5", answer{status: 200}, `{"EC":-5}`, seeder.NotFound, ""},
		{"EC -8", answer{status: 200}, `{"EC":-8}`, seeder.NotFound, ""},

		{"EC 1", answer{status: 201}, `{"EC":1}`, seeder.Refused, ""},
		{"EC 2", answer{status: 201}, `{"EC":2}`, seeder.Refused, ""},
		{"EC 2 with 500", answer{status: 500}, `{"EC":2}`, seeder.Refused, ""},
		{"400", answer{status: 400}, ``, seeder.Refused, ""},
		{"422", answer{status: 422}, ``, seeder.Refused, ""},
		{"GET is redirected", answer{method: "GET", status: 302}, ``, seeder.Refused, ""},
		{"POST is redirected", answer{status: 302}, ``, seeder.Unknown, ""},

		{"401", answer{status: 401}, ``, seeder.Denied, ""},
		{"403", answer{status: 403}, ``, seeder.Denied, ""},
		{"403 EC -1", answer{status: 403}, `{"EC":-1}`, seeder.Denied, ""},
		{"EC 3", answer{status: 200}, `{"EC":3}`, seeder.Denied, ""},
		{"EC -4", answer{status: 200}, `{"EC":-4}`, seeder.Denied, ""},

		{"no route: 404", answer{status: 404}, ``, seeder.RouteMissing, ""},
		{"no route: 404 EC -1", answer{status: 404}, `{"EC":-1}`, seeder.RouteMissing, ""},
		{"no route: 405", answer{status: 405}, ``, seeder.RouteMissing, ""},
		{"no route: 501", answer{status: 501}, ``, seeder.RouteMissing, ""},
		{"no route: EC -1", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /x"}`, seeder.RouteMissing, ""},
		{"no route: for items", answer{method: "DELETE", status: 404, at: one}, `{"message":"Cannot DELETE /x/a"}`, seeder.RouteMissing, ""},
		{"no route: with the query", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /x?is-generated=true"}`, seeder.RouteMissing, ""},
		{"no route: its whole path", answer{status: 500, at: behind}, `{"EC":-1,"EM":"Cannot POST /api/x"}`, seeder.RouteMissing, ""},
		{"no route: the gateway's path", answer{status: 500, at: behind}, `{"EC":-1,"EM":"Cannot POST /x"}`, seeder.RouteMissing, ""},
		{"another route", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /y"}`, seeder.Unknown, ""},
		{"another method", answer{status: 500}, `{"EC":-1,"EM":"Cannot GET /x"}`, seeder.Unknown, ""},
		{"more words", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /x now"}`, seeder.Unknown, ""},
		{"another code", answer{status: 200}, `{"EC":-2,"EM":"Cannot POST /x"}`, seeder.NotFound, ""},
		{"a page's words", answer{method: "GET", status: 404, at: one}, `<pre>Cannot GET /x/a</pre>`, seeder.NotFound, ""},
		{"no item: 404", answer{method: "GET", status: 404, at: one}, ``, seeder.NotFound, ""},
		{"no item: EC -2", answer{method: "GET", status: 200, at: one}, `{"EC":-2}`, seeder.NotFound, ""},

		{"EC -1", answer{status: 200}, `{"EC":-1}`, seeder.Unknown, ""},
		{"EC -1 with 500", answer{status: 500}, `{"EC":-1}`, seeder.Unknown, ""},
		{"EC -1 with 400", answer{status: 400}, `{"EC":-1}`, seeder.Unknown, ""},
		{"an unknown code", answer{status: 200}, `{"EC":-10}`, seeder.Unknown, ""},
		{"an unknown code with 400", answer{status: 400}, `{"EC":77}`, seeder.Refused, ""},
		{"EC 0 with 500", answer{status: 500}, `{"EC":0}`, seeder.Unknown, ""},
		{"408", answer{status: 408}, ``, seeder.Unknown, ""},
		{"425", answer{status: 425}, ``, seeder.Unknown, ""},
		{"500", answer{status: 500}, ``, seeder.Unknown, ""},
		{"503", answer{status: 503}, ``, seeder.Unknown, ""},
		{"999", answer{status: 999}, ``, seeder.Unknown, ""},

		{"429", answer{status: 429}, ``, seeder.Throttled, ""},
		{"429 EC 2", answer{status: 429}, `{"EC":2}`, seeder.Throttled, ""},
		{"a dial error", answer{err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, ``, seeder.Unreachable, ""},
		{"no connection in time", answer{err: timeout, timedOut: true}, ``, seeder.Unreachable, ""},
		{"a public host", answer{err: refusal}, ``, seeder.NotSent, ""},
		{"stopped before it was sent", answer{err: context.Canceled, stopped: true}, ``, seeder.NotSent, ""},
		{"a route that is down", answer{err: errRouteDown}, ``, seeder.RouteDown, ""},
		{"no answer", answer{sent: true, err: io.EOF}, ``, seeder.Unknown, ""},
		{"no answer in time", answer{sent: true, err: timeout, timedOut: true}, ``, seeder.TimedOut, ""},
		{"the time is up", answer{sent: true, err: context.DeadlineExceeded, timedOut: true, stopped: true}, ``, seeder.TimedOut, ""},
		{"given up", answer{sent: true, err: context.Canceled, stopped: true}, ``, seeder.Unknown, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.answer
			if a.method == "" {
				a.method = http.MethodPost
			}
			if a.at == nil {
				a.at = list
			}
			if a.fault == nil {
				a.reply = parse(tt.body)
			}
			a.after = time.Second
			failed := judge(a)
			if failed == nil {
				if id := idOf(a.object()); id != tt.id || tt.meaning != good {
					t.Errorf("good, with item %q", id)
				}
				return
			}
			wantMeaning(t, failed, tt.meaning)
			if failed.Method != a.method || failed.URL != withoutQuery(&a.at.url) || failed.Status != a.status || failed.RetryAfter != time.Second {
				t.Errorf("%+v", failed)
			}
			if a.err != nil && !errors.Is(failed, a.err) && a.ec == 0 {
				t.Errorf("%v does not wrap %v", failed, a.err)
			}
		})
	}
}

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
		`{"detail":"bad"}`:                                             {em: "bad"},
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
