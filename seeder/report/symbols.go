package report

import (
	"github.com/schollz/progressbar/v3"
)

// symbols are the characters that are more than plain text.
type symbols struct {
	full, short, skipped, plan string
	ellipsis, separator        string
	atLeast                    string
	spinner                    []string
	bar                        progressbar.Theme
}

// symbolsFor returns the characters for a terminal that shows UTF-8, or those
// for one that shows ASCII alone.
func symbolsFor(ascii bool) symbols {
	if ascii {
		return symbols{
			full: "+", short: "x", skipped: "-", plan: "~",
			ellipsis: "...", separator: " | ", atLeast: ">=",
			spinner: []string{"|", "/", "-", `\`},
			bar:     progressbar.ThemeASCII,
		}
	}
	return symbols{
		full: "✓", short: "✗", skipped: "-", plan: "~",
		ellipsis: "…", separator: " · ", atLeast: "≥",
		spinner: []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
		bar:     progressbar.Theme{Saucer: "█", SaucerPadding: "░"},
	}
}

// style is a colour or weight, as the parameters of the escape sequence that
// switches it on. The empty style is plain text.
type style string

const (
	plain  style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// paint returns the text in that style, or as it is where there is no colour.
func (s style) paint(text string, color bool) string {
	if !color || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}
