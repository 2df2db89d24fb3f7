package config

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDotenv(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"plain":                    {"A=1\nB = two words \n", map[string]string{"A": "1", "B": "two words"}},
		"export":                   {"export A=1\n  export  B=2", map[string]string{"A": "1", "B": "2"}},
		"comments":                 {"# A=0\n\nA=1 # one\nB=2\t#two\n#", map[string]string{"A": "1", "B": "2"}},
		"hash in a value":          {"U=redis://:p#ss@h#x", map[string]string{"U": "redis://:p#ss@h#x"}},
		"hash at once":             {"A=#1\nB= #2", map[string]string{"A": "#1", "B": ""}},
		"hash, then comment":       {"A=a#b #c #d", map[string]string{"A": "a#b"}},
		"double quotes":            {`A="a # b" # c` + "\n" + `B="1\n\t\"\\n\$"`, map[string]string{"A": "a # b", "B": "1\n\t\"\\n$"}},
		"single quotes":            {`A='a\n"$' # c`, map[string]string{"A": `a\n"$`}},
		"over lines":               {"A=\"1\nB=2\n3\"\nC=4", map[string]string{"A": "1\nB=2\n3", "C": "4"}},
		"empty":                    {"A=\nB=\"\"\nC=''", map[string]string{"A": "", "B": "", "C": ""}},
		"windows":                  {"\uFEFFA=1\r\nB=\"2\"\r\n", map[string]string{"A": "1", "B": "2"}},
		"last counts":              {"A=1\nA=2", map[string]string{"A": "2"}},
		"no assignments":           {"A\n=1\nA B=2\nA-B=3\n: x\nexport C\n", map[string]string{}},
		"variables stay":           {"A=$B${C}", map[string]string{"A": "$B${C}"}},
		"quote inside":             {"A=it's\nB=2", map[string]string{"A": "it's", "B": "2"}},
		"open quote of another":    {"A=\"1\nB=2", map[string]string{"A": "!", "B": "2"}},
		"after the closing quote":  {"A=\"1\"2\nB=2", map[string]string{"A": "!", "B": "2"}},
		"escaped quote at the end": {`A="1\"`, map[string]string{"A": "!"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]string{}
			for key, value := range parseDotenv(test.text) {
				got[key] = "!"
				if text, ok := value.(string); ok {
					got[key] = text
				}
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestDotenvRoundTrip: whatever is quoted comes back, and leaves the lines
// after it alone.
func TestDotenvRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "\n", `\n`).Replace(value)
		got := parseDotenv("A=\"" + escaped + "\" # note\nB=5\n")
		if got["A"] != value || got["B"] != "5" {
			t.Fatalf("%q came back as %+v", value, got)
		}
	})
}

// TestUnquotedRoundTrip: without white space nothing needs quotes.
func TestUnquotedRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[!#-&(-~][!-~]*`).Draw(t, "value")
		if got := parseDotenv("A=" + value)["A"]; got != value {
			t.Fatalf("%q came back as %+v", value, got)
		}
	})
}
