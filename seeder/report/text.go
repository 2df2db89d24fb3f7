package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"
)

// narrow is the width below which a terminal gets the shorter form.
const narrow = 60

// gap is the space between two columns.
const gap = "  "

// ellipsis stands where a text was cut.
const ellipsis = "…"

// held writes how many items a pool holds, as far as that is known.
func held(n int, atLeast, unknown bool) string {
	switch {
	case unknown:
		return "–"
	case atLeast:
		return "≥" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// style is a colour or weight, as the parameters of the escape sequence that
// switches it on. The empty style is plain text.
type style string

const (
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// paint returns the text in that style, or as it is where there is no colour.
func (s style) paint(text string, color bool) string {
	if !color || s == "" || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// title is what people call a pool.
func title(titles map[string]string, pool string) string {
	return cmp.Or(titles[pool], clean(pool))
}

// clean makes foreign text safe to print within a line: line breaks and control
// characters become spaces, marks that reorder text are left out, so that no
// answer of a backend controls the terminal or breaks a table.
func clean(s string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(safe), " ")
}

// columnsOf is how many columns of a terminal the text takes.
func columnsOf(s string) int { return uniseg.StringWidth(s) }

// cut shortens text to at most width columns; the ellipsis counts.
func cut(s string, width int) string {
	if columnsOf(s) <= width || width < 1 {
		return head(s, width)
	}
	return strings.TrimRight(head(s, width-1), " ") + ellipsis
}

// head is the text before the first character that lies beyond width, never
// cut between a character and its combining marks.
func head(s string, width int) string {
	used := 0
	for clusters := uniseg.NewGraphemes(s); clusters.Next(); {
		if used += clusters.Width(); used > width {
			end, _ := clusters.Positions()
			return s[:end]
		}
	}
	return s
}

// pad fills text with spaces up to width, on its left if right-aligned.
func pad(s string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-columnsOf(s)))
	if right {
		return fill + s
	}
	return s + fill
}

// wrap breaks text at spaces so that its lines are at most width wide, and
// indents all lines but the first. A longer word has a line of its own. A width
// of 0 leaves the text alone.
func wrap(s string, width int) string {
	if width <= 0 || columnsOf(s) <= width {
		return s
	}
	var lines []string
	line := ""
	for word := range strings.SplitAfterSeq(s, " ") {
		if strings.TrimSpace(line) != "" && columnsOf(strings.TrimRight(line+word, " ")) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = gap
		}
		line += word
	}
	return strings.Join(append(lines, strings.TrimRight(line, " ")), "\n")
}

func joinFilled(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), separator)
}

// counted writes how many of something there are, nothing for none.
func counted(n int, what string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " " + what
}

// count writes a number of things: 1 item, 2 items.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// millis is a duration in milliseconds as duration writes it.
func millis(ms int64) string { return duration(time.Duration(ms) * time.Millisecond) }

// duration writes how long something took: 0.3s, 12s, 1m5s, 2h7m.
func duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", max(d, 0).Seconds())
	case d < time.Hour:
		return d.Round(time.Second).String()
	}
	return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
}
