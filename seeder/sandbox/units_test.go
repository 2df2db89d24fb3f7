package sandbox

import (
	"encoding/json"
	"math"
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

func TestAppendTextIsJSON(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.String().Draw(rt, "text")
		raw := appendText(nil, want)
		var got string
		if err := json.Unmarshal(raw, &got); err != nil || got != want {
			rt.Fatalf("%q came back as %q: %v", want, got, err)
		}
		if decodeText(raw) != want {
			rt.Fatalf("%q decoded as %q", want, decodeText(raw))
		}
	})
}

func TestForms(t *testing.T) {
	for _, tc := range []struct {
		form    form
		raw     string
		created string
		listed  string
	}{
		{asGiven, `{"a":1}`, `{"a":1}`, `{"a":1}`},
		{asGiven, ``, `null`, `null`},
		{asWide, `1750000000`, `1750000000`, `"1750000000"`},
		{asNumber, `9.50`, `9.50`, `"9.5"`},
		{asNumber, `12`, `12`, `"12"`},
		{asNumber, `"9.5"`, `"9.5"`, `"9.5"`},
		{asNumber, `null`, `null`, `null`},
		{asMoney, `5`, `5`, `"5.00"`},
		{asFour, `3.14159`, `3.14159`, `"3.1416"`},
	} {
		col := column{"x", tc.form, "null"}
		if got := string(appendValue(nil, col, json.RawMessage(tc.raw), false)); got != tc.created {
			t.Errorf("%s created: %s, want %s", tc.raw, got, tc.created)
		}
		if got := string(appendValue(nil, col, json.RawMessage(tc.raw), true)); got != tc.listed {
			t.Errorf("%s listed: %s, want %s", tc.raw, got, tc.listed)
		}
	}
}

func TestIDs(t *testing.T) {
	uuid := regexp.MustCompile(`^FF_X_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := newID("FF_X_")
		if !uuid.MatchString(id) || seen[id] {
			t.Fatalf("id %q", id)
		}
		seen[id] = true
	}
}

func TestPasswords(t *testing.T) {
	a, b := hashPassword("secret"), hashPassword("secret")
	if a == b || len(a) != 60 || len(b) != 60 {
		t.Errorf("%q, %q", a, b)
	}
	for hash, right := range map[string]bool{a: true, b: true, "": false, "secret": false} {
		if checkPassword(hash, "secret") != right {
			t.Errorf("%q", hash)
		}
	}
	if checkPassword(a, "Secret") {
		t.Error("any password will do")
	}
}

func TestObjects(t *testing.T) {
	o, err := parseObject([]byte(` {"s":"a\u0062","n":1.5,"d":"2.50","l":["x",1,"y"],"o":{"k":true},"z":null} `))
	if err != nil {
		t.Fatal(err)
	}
	if o.text("s") != "ab" || o.text("n") != "" || o.number("n") != 1.5 || o.number("d") != 2.5 || o.number("s") != 0 {
		t.Error("texts and numbers")
	}
	if l := o.texts("l"); len(l) != 2 || l[1] != "y" || o.texts("s") != nil {
		t.Errorf("texts: %v", l)
	}
	if o.child("l") != nil || o.child("o").isFalse("k") || kindOf(o["z"]) != kindNull {
		t.Error("children")
	}
	for _, bad := range []string{"", "[]", "1", "{", `{"a":1}{}`, "nul"} {
		if _, err := parseObject([]byte(bad)); err == nil {
			t.Errorf("%q is an object", bad)
		}
	}
}

func TestDistance(t *testing.T) {
	if km := distance(10.7769, 106.7009, 10.8231, 106.6297); math.Abs(km-9.32) > 0.05 {
		t.Errorf("%v km", km)
	}
	if km := distance(1, 2, 1, 2); km != 0 {
		t.Errorf("%v km", km)
	}
}

func TestPayments(t *testing.T) {
	from, to := &wallet{cents: 100}, &wallet{}
	if pay(from, to, 101) || !pay(from, to, 100) || from.cents != 0 || to.cents != 100 {
		t.Errorf("from %d, to %d", from.cents, to.cents)
	}
}
