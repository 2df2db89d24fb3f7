package report

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// clean makes foreign text safe to print within a line: line breaks and
// control characters become spaces, and runs of those one; marks that reorder
// text are left out. What a backend says can so neither drive the terminal nor
// break a table.
func clean(s string) string {
	return oneSpaced(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd")))
}

func oneSpaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// columnsOf is how many columns of a terminal the text takes.
func columnsOf(s string) int { return uniseg.StringWidth(s) }

// cut shortens text to at most width columns, never within a character and
// its combining marks; the ellipsis counts.
func cut(s string, width int, ellipsis string) string {
	if columnsOf(s) <= width {
		return s
	}
	if width < columnsOf(ellipsis) {
		ellipsis = ""
	}
	head, _ := split(s, width-columnsOf(ellipsis))
	return strings.TrimRight(head, " ") + ellipsis
}

// split divides text before the first character that lies beyond width.
func split(s string, width int) (head, rest string) {
	rest = s
	used, state := 0, -1
	for rest != "" {
		_, tail, w, next := uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > width {
			break
		}
		used, rest, state = used+w, tail, next
	}
	return s[:len(s)-len(rest)], rest
}

// pad fills text with spaces up to width, on its left if right-aligned.
func pad(s string, width int, right bool) string {
	fill := strings.Repeat(" ", max(0, width-columnsOf(s)))
	if right {
		return fill + s
	}
	return s + fill
}

// wrap breaks text between words so that no line is wider than width, and
// indents all lines but the first. Words that are too long for a line are
// broken. A width of 0 leaves the text alone.
func wrap(s string, width int, indent string) string {
	if width <= 0 {
		return s
	}
	room := max(width-columnsOf(indent), 1)
	return strings.Join(fill(strings.Fields(s), " ", width, room), "\n"+indent)
}

// fill puts as many parts on each line as fit; first is the room of the first
// line, room that of the others.
func fill(parts []string, separator string, first, room int) []string {
	lines := []string{""}
	for _, part := range parts {
		limit := room
		if len(lines) == 1 {
			limit = first
		}
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = part
		case columnsOf(*last)+columnsOf(separator)+columnsOf(part) <= limit:
			*last += separator + part
		default:
			lines = append(lines, part)
		}
		lines = breakLast(lines, first, room)
	}
	return lines
}

// breakLast breaks the last line as often as it takes to make it fit.
func breakLast(lines []string, first, room int) []string {
	for {
		limit := room
		if len(lines) == 1 {
			limit = first
		}
		last := lines[len(lines)-1]
		if columnsOf(last) <= limit {
			return lines
		}
		head, rest := split(last, limit)
		if head == "" || rest == "" {
			return lines // a single character wider than the screen
		}
		lines = append(lines[:len(lines)-1], strings.TrimRight(head, " "), strings.TrimLeft(rest, " "))
	}
}

// fillOrJoin puts the parts on lines of that width, or on one line if there is
// no width to keep to.
func fillOrJoin(parts []string, separator string, width int) []string {
	if width <= 0 {
		return []string{strings.Join(parts, separator)}
	}
	return fill(parts, separator, width, width)
}
