package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// The table of the design.
func TestJudge(t *testing.T) {
	refusal := &TargetError{Host: "api.example.com"}
	timeout := &timeoutError{after: time.Second}
	list := &endpoint{url: &url.URL{Path: "/x"}, route: "/x", text: "http://b.test/x"}
	one := &endpoint{url: &url.URL{Path: "/x/a"}, route: "/x/{id}", text: "http://b.test/x/a"}
	tests := []struct {
		name    string
		answer  answer
		body    string
		outcome seeder.Outcome
		kind    seeder.Kind
		id      string
	}{
		{"EC 0", answer{status: 201}, okItem, seeder.Created, 0, "a"},
		{"2xx without a code", answer{status: 201}, `{"id":7}`, seeder.Created, 0, "7"},
		{"without a record", answer{status: 201}, `{"EC":0,"data":null}`, seeder.Created, 0, ""},
		{"status OK alone", answer{method: "DELETE", status: 200, at: one}, `{"status":"OK"}`, seeder.Created, 0, ""},
		{"204", answer{status: 204}, ``, seeder.Created, 0, ""},
		{"201 broke off", answer{status: 201}, `{"EC":0,"data":{"id":"a"`, seeder.Created, 0, ""},
		{"201 broke off before the body", answer{status: 201, err: io.ErrUnexpectedEOF, reply: reply{state: broken}}, ``, seeder.Created, 0, ""},
		{"201 broke off behind a refusal", answer{status: 201}, `{"EC":2,"EM":"no","da`, seeder.Refused, seeder.RefusedKind, ""},
		{"201 was not waited for", answer{status: 201, err: timeout}, `{"EC":`, seeder.Unknown, seeder.TimedOut, ""},
		{"201 without end", answer{status: 201, err: &tooLargeError{}}, `{"EC":`, seeder.Unknown, seeder.Failed, ""},
		{"201 is a page", answer{status: 201}, `<html>`, seeder.Unknown, seeder.Failed, ""},
		{"GET broke off", answer{method: "GET", status: 200}, `{"EC":0,"data":{"id":"a"`, seeder.Unknown, seeder.Failed, ""},
		{"PATCH is empty", answer{method: "PATCH", status: 200, at: one}, ``, seeder.Created, 0, ""},

		{"EC -3", answer{status: 201}, `{"EC":-3}`, seeder.Duplicate, seeder.RefusedKind, ""},
		{"409", answer{status: 409}, ``, seeder.Duplicate, seeder.RefusedKind, ""},
		{"409 EC -1", answer{status: 409}, `{"EC":-1}`, seeder.Duplicate, seeder.RefusedKind, ""},

		{"EC -2", answer{status: 200}, `{"EC":-2}`, seeder.Dangling, seeder.NotFound, ""},
		{"EC -2 with 404", answer{status: 404}, `{"EC":-2}`, seeder.Dangling, seeder.NotFound, ""},
		{"EC -5", answer{status: 200}, `{"EC":-5}`, seeder.Dangling, seeder.RefusedKind, ""},
		{"EC -8", answer{status: 200}, `{"EC":-8}`, seeder.Dangling, seeder.RefusedKind, ""},

		{"EC 1", answer{status: 201}, `{"EC":1}`, seeder.Refused, seeder.RefusedKind, ""},
		{"EC 2", answer{status: 201}, `{"EC":2}`, seeder.Refused, seeder.RefusedKind, ""},
		{"EC 2 with 500", answer{status: 500}, `{"EC":2}`, seeder.Refused, seeder.RefusedKind, ""},
		{"400", answer{status: 400}, ``, seeder.Refused, seeder.RefusedKind, ""},
		{"422", answer{status: 422}, ``, seeder.Refused, seeder.RefusedKind, ""},
		{"GET is redirected", answer{method: "GET", status: 302}, ``, seeder.Refused, seeder.RefusedKind, ""},
		{"POST is redirected", answer{status: 302}, ``, seeder.Unknown, seeder.RefusedKind, ""},

		{"401", answer{status: 401}, ``, seeder.Denied, seeder.DeniedKind, ""},
		{"403", answer{status: 403}, ``, seeder.Denied, seeder.DeniedKind, ""},
		{"403 EC -1", answer{status: 403}, `{"EC":-1}`, seeder.Denied, seeder.DeniedKind, ""},
		{"EC 3", answer{status: 200}, `{"EC":3}`, seeder.Denied, seeder.DeniedKind, ""},
		{"EC -4", answer{status: 200}, `{"EC":-4}`, seeder.Denied, seeder.DeniedKind, ""},

		{"no route: 404", answer{status: 404}, ``, seeder.Refused, seeder.RouteMissing, ""},
		{"no route: 404 EC -1", answer{status: 404}, `{"EC":-1}`, seeder.Refused, seeder.RouteMissing, ""},
		{"no route: 405", answer{status: 405}, ``, seeder.Refused, seeder.RouteMissing, ""},
		{"no route: 501", answer{status: 501}, ``, seeder.Refused, seeder.RouteMissing, ""},
		{"no route: EC -1", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /x"}`, seeder.Refused, seeder.RouteMissing, ""},
		{"no route: for items", answer{method: "DELETE", status: 404, at: one}, `{"message":"Cannot DELETE /x/a"}`, seeder.Refused, seeder.RouteMissing, ""},
		{"another route", answer{status: 500}, `{"EC":-1,"EM":"Cannot POST /y"}`, seeder.Unknown, seeder.Failed, ""},
		{"no item: 404", answer{method: "GET", status: 404, at: one}, ``, seeder.Refused, seeder.NotFound, ""},
		{"no item: EC -2", answer{method: "GET", status: 200, at: one}, `{"EC":-2}`, seeder.Dangling, seeder.NotFound, ""},

		{"EC -1", answer{status: 200}, `{"EC":-1}`, seeder.Unknown, seeder.Failed, ""},
		{"EC -1 with 500", answer{status: 500}, `{"EC":-1}`, seeder.Unknown, seeder.Failed, ""},
		{"EC -1 with 400", answer{status: 400}, `{"EC":-1}`, seeder.Unknown, seeder.Failed, ""},
		{"an unknown code", answer{status: 200}, `{"EC":-10}`, seeder.Unknown, seeder.Failed, ""},
		{"an unknown code with 400", answer{status: 400}, `{"EC":77}`, seeder.Refused, seeder.RefusedKind, ""},
		{"EC 0 with 500", answer{status: 500}, `{"EC":0}`, seeder.Unknown, seeder.Failed, ""},
		{"408", answer{status: 408}, ``, seeder.Unknown, seeder.Failed, ""},
		{"425", answer{status: 425}, ``, seeder.Unknown, seeder.Failed, ""},
		{"500", answer{status: 500}, ``, seeder.Unknown, seeder.Failed, ""},
		{"503", answer{status: 503}, ``, seeder.Unknown, seeder.Failed, ""},
		{"999", answer{status: 999}, ``, seeder.Unknown, seeder.Failed, ""},

		{"429", answer{status: 429}, ``, seeder.NotSent, seeder.Failed, ""},
		{"429 EC 2", answer{status: 429}, `{"EC":2}`, seeder.NotSent, seeder.Failed, ""},
		{"a dial error", answer{err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, ``, seeder.NotSent, seeder.Unreachable, ""},
		{"no connection in time", answer{err: timeout}, ``, seeder.NotSent, seeder.Unreachable, ""},
		{"a public host", answer{err: refusal}, ``, seeder.NotSent, seeder.RefusedKind, ""},
		{"stopped before it was sent", answer{err: context.Canceled}, ``, seeder.NotSent, seeder.Failed, ""},
		{"a route that is down", answer{err: &routeDownError{}}, ``, seeder.NotSent, seeder.TimedOut, ""},
		{"no answer", answer{sent: true, err: io.EOF}, ``, seeder.Unknown, seeder.Failed, ""},
		{"no answer in time", answer{sent: true, err: timeout}, ``, seeder.Unknown, seeder.TimedOut, ""},
		{"the time is up", answer{sent: true, err: context.DeadlineExceeded}, ``, seeder.Unknown, seeder.TimedOut, ""},
		{"given up", answer{sent: true, err: context.Canceled}, ``, seeder.Unknown, seeder.Failed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := tt.answer
			if a.method == "" {
				a.method = http.MethodPost
			}
			if a.at == nil {
				a.at = list
			}
			if a.state == empty {
				a.reply = parse(tt.body)
			}
			a.after = time.Second
			item, failed := judge(a)
			switch {
			case (failed == nil) != (tt.outcome == seeder.Created):
				t.Fatalf("error %v", failed)
			case failed == nil:
				if item.ID != tt.id {
					t.Errorf("item %q", item.ID)
				}
				return
			}
			if failed.Outcome != tt.outcome || failed.Kind != tt.kind {
				t.Errorf("judged %s, kind %d; want %s, kind %d", failed.Outcome, failed.Kind, tt.outcome, tt.kind)
			}
			if failed.Method != a.method || failed.URL != a.at.text || failed.Status != a.status || failed.RetryAfter != time.Second {
				t.Errorf("%+v", failed)
			}
			if a.err != nil && !errors.Is(failed, a.err) && a.ec == 0 {
				t.Errorf("%v does not wrap %v", failed, a.err)
			}
		})
	}
}

// A list is no list where the answer is empty.
func TestJudgeLists(t *testing.T) {
	at := &endpoint{url: &url.URL{Path: "/x"}}
	for state, good := range map[bodyState]bool{whole: true, empty: false, broken: false, unreadable: false} {
		_, failed := judge(answer{method: http.MethodGet, at: at, status: 200, reply: reply{list: true, state: state, hasEC: true}})
		if (failed == nil) != good || failed != nil && (failed.Outcome != seeder.Unknown || failed.Err == nil) {
			t.Error(fmt.Sprint(state), failed)
		}
	}
}
