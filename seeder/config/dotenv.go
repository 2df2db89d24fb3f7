package config

import (
	"errors"
	"regexp"
	"strings"
	"syscall"
)

var assignment = regexp.MustCompile(`^\s*(?:export\s+)?([0-9A-Za-z_]+)\s*=[ \t]*`)

// readDotenv takes the file that --env-file names, or the .env of the working
// directory if it is no directory: the name is popular for those, too.
func (l *loader) readDotenv() map[string]any {
	name, from := ".env", place{layer: layerFile, name: l.path(".env")}
	if l.EnvFile != "" {
		name, from = l.EnvFile, place{layer: layerFlag, name: "--env-file"}
	}
	data, err := l.ReadFile(l.path(name))
	switch {
	case err == nil:
		return parseDotenv(string(data))
	case l.EnvFile != "":
		l.fail("env_file", name, from, unreadable(err))
	case !missing(err) && !errors.Is(err, syscall.EISDIR):
		l.fail(".env", "", from, unreadable(err))
	}
	return nil
}

// parseDotenv reads KEY=VALUE lines: an export prefix, comments, single quotes
// (literal), double quotes (\n, \r, \t, \", \\, \$) and quoted values over
// several lines are understood, $VARIABLES are not replaced. Lines that are no
// assignments are passed over, and of two the last counts. A value without a
// sure reading is a *problem.
func parseDotenv(text string) map[string]any {
	values := map[string]any{}
	text = strings.TrimPrefix(text, "\uFEFF")
	for text != "" {
		line, next, _ := strings.Cut(text, "\n")
		if m := assignment.FindStringSubmatch(line); m != nil {
			body := text[len(m[0]):]
			if strings.HasPrefix(body, `"`) || strings.HasPrefix(body, "'") {
				value, rest, err := quoted(body)
				values[m[1]] = value
				if next = rest; err != nil {
					values[m[1]] = err
					_, next, _ = strings.Cut(text, "\n")
				}
			} else {
				values[m[1]] = unquoted(line[strings.IndexByte(line, '=')+1:])
			}
		}
		text = next
	}
	return values
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
func quoted(text string) (value, rest string, broken *problem) {
	quote, end := text[0], 1
	for end < len(text) && text[end] != quote {
		if text[end] == '\\' && quote == '"' {
			end++
		}
		end++
	}
	if end >= len(text) {
		return "", "", bad("has a quote that is never closed")
	}
	value = text[1:end]
	if quote == '"' {
		value = strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\$`, "$").Replace(value)
	}
	after, rest, _ := strings.Cut(text[end+1:], "\n")
	if after = strings.TrimSpace(after); after != "" && after[0] != '#' {
		return "", "", bad("goes on after its closing quote")
	}
	return value, rest, nil
}
