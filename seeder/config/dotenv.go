package config

import "strings"

// dotenvValue is one assignment of a .env file. broken is set where the value
// has no sure reading.
type dotenvValue struct {
	text   string
	broken *problem
}

// parseDotenv reads KEY=VALUE lines: an export prefix, comments, single quotes
// (literal), double quotes (\n, \r, \t, \", \\, \$) and quoted values over
// several lines are understood, $VARIABLES are not replaced. Lines that are no
// assignments are passed over, and of two the last counts.
func parseDotenv(text string) map[string]dotenvValue {
	values := map[string]dotenvValue{}
	text = strings.TrimPrefix(text, "\uFEFF")
	for text != "" {
		name, value, rest := assignment(text)
		if name != "" {
			values[name] = value
		}
		text = rest
	}
	return values
}

// assignment reads the first line, or more if a quote spans them; the name is
// "" where there is none.
func assignment(text string) (name string, value dotenvValue, rest string) {
	line, next, _ := strings.Cut(text, "\n")
	before, after, found := strings.Cut(line, "=")
	name = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(before), "export "))
	if !found || !isVariable(name) {
		return "", value, next
	}
	body := strings.TrimLeft(after, " \t")
	if body == "" || body[0] != '"' && body[0] != '\'' {
		value.text = unquoted(after)
		return name, value, next
	}
	value, rest = quoted(text[len(line)-len(body):])
	if value.broken != nil {
		rest = next
	}
	return name, value, rest
}

func isVariable(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool { return c != '_' && !isAlphanumeric(c) })
}

// unquoted ends at a # after white space; any other # belongs to the value.
func unquoted(text string) string {
	for i := 1; i < len(text); i++ {
		if text[i] == '#' && strings.IndexByte(" \t", text[i-1]) >= 0 {
			text = text[:i]
		}
	}
	return strings.TrimSpace(text)
}

// quoted reads from an opening quote to the end of the line that closes it.
func quoted(text string) (dotenvValue, string) {
	end := closing(text)
	if end < 0 {
		return dotenvValue{broken: bad("has a quote that is never closed")}, ""
	}
	value := dotenvValue{text: text[1:end]}
	if text[0] == '"' {
		value.text = unescape(value.text)
	}
	after, rest, _ := strings.Cut(text[end+1:], "\n")
	if after = strings.TrimSpace(after); after != "" && after[0] != '#' {
		value.broken = bad("goes on after its closing quote")
	}
	return value, rest
}

// closing is the index of the quote that ends the one at 0, or -1.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == text[0]:
			return i
		case text[i] == '\\' && text[0] == '"':
			i++
		}
	}
	return -1
}

func unescape(text string) string {
	return strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\$`, "$").Replace(text)
}
