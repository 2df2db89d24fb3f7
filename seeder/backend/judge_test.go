package backend

import (
	"testing"

	"github.com/flashseed/flashseed/seeder"
)

func TestJudge(t *testing.T) {
	ec := func(status, ec int) facts { return facts{status: status, ec: ec, hasEC: true} }
	record := func(f facts) facts { f.record = true; return f }
	tests := []struct {
		name    string
		facts   facts
		outcome seeder.Outcome
		kind    seeder.Kind
	}{
		{"EC 0", ec(201, 0), seeder.Created, seeder.Failed},
		{"2xx without a code", facts{status: 201}, seeder.Created, seeder.Failed},
		{"204", facts{status: 204, state: empty}, seeder.Created, seeder.Failed},
		{"201 broke off", facts{status: 201, state: broken}, seeder.Created, seeder.Failed},
		{"201 broke off behind EC 0", facts{status: 201, state: broken, hasEC: true}, seeder.Created, seeder.Failed},
		{"201 broke off behind a refusal", facts{status: 201, state: broken, hasEC: true, ec: 2}, seeder.Refused, seeder.RefusedKind},
		{"201 is a page", facts{status: 201, state: unreadable}, seeder.Unknown, seeder.Failed},
		{"200 EC 0 of no known shape", facts{status: 200, state: unreadable, hasEC: true}, seeder.Created, seeder.Failed},

		{"EC -3", ec(201, -3), seeder.Duplicate, seeder.RefusedKind},
		{"409", facts{status: 409}, seeder.Duplicate, seeder.RefusedKind},
		{"409 EC -1", ec(409, -1), seeder.Duplicate, seeder.RefusedKind},

		{"EC -2", ec(200, -2), seeder.Dangling, seeder.NotFound},
		{"EC -2 with 404", ec(404, -2), seeder.Dangling, seeder.NotFound},
		{"EC -5", ec(200, -5), seeder.Dangling, seeder.RefusedKind},
		{"EC -8", ec(200, -8), seeder.Dangling, seeder.RefusedKind},

		{"EC 1", ec(201, 1), seeder.Refused, seeder.RefusedKind},
		{"EC 2", ec(201, 2), seeder.Refused, seeder.RefusedKind},
		{"EC 2 with 500", ec(500, 2), seeder.Refused, seeder.RefusedKind},
		{"400", facts{status: 400}, seeder.Refused, seeder.RefusedKind},
		{"422", facts{status: 422}, seeder.Refused, seeder.RefusedKind},
		{"413", facts{status: 413}, seeder.Refused, seeder.RefusedKind},
		{"a redirect that was not followed", facts{status: 302}, seeder.Refused, seeder.RefusedKind},
		{"a redirect that cannot be followed", facts{status: 302, moved: true}, seeder.Unknown, seeder.RefusedKind},
		{"a redirect of what must not be followed", facts{status: 307, moved: true}, seeder.Unknown, seeder.RefusedKind},

		{"401", facts{status: 401}, seeder.Denied, seeder.DeniedKind},
		{"403", facts{status: 403}, seeder.Denied, seeder.DeniedKind},
		{"403 says EC -1", ec(403, -1), seeder.Denied, seeder.DeniedKind},
		{"EC 3", ec(200, 3), seeder.Denied, seeder.DeniedKind},
		{"EC -4", ec(200, -4), seeder.Denied, seeder.DeniedKind},

		{"route: 404", facts{status: 404}, seeder.Refused, seeder.RouteMissing},
		{"route: 404 EC -1", ec(404, -1), seeder.Refused, seeder.RouteMissing},
		{"route: 405", facts{status: 405}, seeder.Refused, seeder.RouteMissing},
		{"route: 501", facts{status: 501}, seeder.Refused, seeder.RouteMissing},
		{"route: 500 in the backend's words", facts{status: 500, ec: -1, hasEC: true, missing: true}, seeder.Refused, seeder.RouteMissing},
		{"item: 404", record(facts{status: 404}), seeder.Refused, seeder.NotFound},
		{"item: EC -2", record(ec(200, -2)), seeder.Dangling, seeder.NotFound},
		{"item: 405", record(facts{status: 405}), seeder.Refused, seeder.RouteMissing},

		{"EC -1", ec(200, -1), seeder.Unknown, seeder.Failed},
		{"EC -1 with 500", ec(500, -1), seeder.Unknown, seeder.Failed},
		{"EC -1 with 400", ec(400, -1), seeder.Unknown, seeder.Failed},
		{"a code nobody knows", ec(200, 77), seeder.Unknown, seeder.Failed},
		{"a code nobody knows with 400", ec(400, 77), seeder.Refused, seeder.RefusedKind},
		{"EC 0 with 500", ec(500, 0), seeder.Unknown, seeder.Failed},
		{"408", facts{status: 408}, seeder.Unknown, seeder.Failed},
		{"425", facts{status: 425}, seeder.Unknown, seeder.Failed},
		{"429", facts{status: 429}, seeder.Unknown, seeder.Failed},
		{"429 says EC 2", ec(429, 2), seeder.Unknown, seeder.Failed},
		{"500", facts{status: 500}, seeder.Unknown, seeder.Failed},
		{"503", facts{status: 503}, seeder.Unknown, seeder.Failed},
		{"999", facts{status: 999}, seeder.Unknown, seeder.Failed},

		{"nothing was sent", facts{}, seeder.NotSent, seeder.Unreachable},
		{"no connection in time", facts{timedOut: true}, seeder.NotSent, seeder.Unreachable},
		{"stopped before it was sent", facts{stopped: true}, seeder.NotSent, seeder.Failed},
		{"sent and no answer", facts{sent: true}, seeder.Unknown, seeder.Failed},
		{"sent and no answer in time", facts{sent: true, timedOut: true}, seeder.Unknown, seeder.TimedOut},
		{"sent and stopped", facts{sent: true, stopped: true}, seeder.Unknown, seeder.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := judge(tt.facts); got.outcome != tt.outcome || got.kind != tt.kind {
				t.Errorf("judged %s, kind %d; want %s, kind %d", got.outcome, got.kind, tt.outcome, tt.kind)
			}
		})
	}
}
