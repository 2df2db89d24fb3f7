package config

import (
	"cmp"
	"errors"
	"regexp"
	"strings"
	"syscall"
)

// readDotenv takes the file that --env-file names, or the .env of the working
// directory if it is no directory: the name is popular for those, too.
func (l *loader) readDotenv() map[string]any {
	data, err := l.ReadFile(l.path(cmp.Or(l.EnvFile, ".env")))
	switch {
	case err == nil:
		return parseDotenv(string(data))
	case l.EnvFile != "":
		l.fail("env_file", l.EnvFile, fromFlag+"--env-file", unreadable(err))
	case !missing(err) && !errors.Is(err, syscall.EISDIR):
		l.fail(".env", "", fromFile+l.path(".env"), unreadable(err))
	}
	return nil
}

// parseDotenv reads the assignments of a .env file. \n, \r, \t, \", \\ and \$
// mean what they do in double quotes, $VARIABLES are not replaced. Lines that
// are no assignments are passed over, and of two the last counts. A value that
// begins with a quote and has no sure reading is an *Error.
func parseDotenv(text string) map[string]any {
	// NAME=VALUE, perhaps after export and before a comment. The value is in single
	// quotes or in double quotes, perhaps over several lines, or in none: then it
	// ends with its line or before white space and a #.
	assignment := regexp.MustCompile(`(?m)^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=` +
		`(?:[ \t]*'([^']*)'|[ \t]*"((?s:\\.|[^"\\])*)"|(.*?))[ \t\r]*(?:[ \t]#.*)?$`)
	values := map[string]any{}
	escapes := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\"`, `"`, `\\`, `\`, `\$`, "$")
	for _, m := range assignment.FindAllStringSubmatch(strings.TrimPrefix(text, "\uFEFF"), -1) {
		bare := strings.TrimSpace(m[4])
		values[m[1]] = m[2] + escapes.Replace(m[3]) + bare
		if strings.HasPrefix(bare, `"`) || strings.HasPrefix(bare, "'") {
			values[m[1]] = bad("has a quote that is never closed, or text after its closing quote")
		}
	}
	return values
}
