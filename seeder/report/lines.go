package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

// Titles returns what people call each pool.
func Titles(list []*entities.Entity) map[string]string {
	named := make(map[string]string, len(list))
	for _, e := range list {
		named[e.Pool] = e.Title
	}
	return named
}

// titles are the pools' titles and the width of the widest.
type titles struct {
	named  map[string]string
	widest int
}

func newTitles(named map[string]string) titles {
	t := titles{named: named}
	for _, title := range named {
		t.widest = max(t.widest, columnsOf(title))
	}
	return t
}

// of returns a pool's title, made of its name if it has none.
func (t titles) of(pool string) string {
	if title, ok := t.named[pool]; ok && title != "" {
		return title
	}
	words := clean(strings.ReplaceAll(pool, "_", " "))
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// startLine names the target before anything is done to it.
func startLine(r *seeder.Report) string {
	target := clean(r.Backend)
	if r.Dialect != "" {
		target += " (" + string(r.Dialect) + ")"
	}
	if r.DryRun {
		return "Dry run on " + target + ": nothing will be created"
	}
	return "Filling " + target
}

// beginLine says what a pool begins with.
func beginLine(title string, r *seeder.PoolReport) string {
	return fmt.Sprintf("  %s: %d there, %d wanted", title, r.Before, r.Min)
}

// waitLine makes a sentence of what is waited for.
func waitLine(text string) string {
	if strings.HasPrefix(text, "wait") {
		return text
	}
	return "waiting for " + text
}

// poolLine is the line of a finished pool.
type poolLine struct {
	r     *seeder.PoolReport
	title string
	width int // of the title
	dry   bool
	sym   symbols
	color bool
}

func (l poolLine) String() string {
	switch {
	case l.r.Status == seeder.PoolSkipped:
		return yellow.paint(l.sym.skipped, l.color) + " " + l.title + " skipped" + l.because()
	case l.r.Status != seeder.PoolFull:
		state := fmt.Sprintf(" short, %s of %d", l.now(), l.r.Min)
		return red.paint(l.sym.short, l.color) + " " + l.title + state + l.because()
	case l.dry:
		return l.plan()
	}
	return l.full()
}

func (l poolLine) full() string {
	changes := ""
	if l.r.Created > 0 || l.r.Completed > 0 {
		changes = "(" + joinFilled(", ", signed(l.r.Created), counted(l.r.Completed, "completed")) + ")"
	}
	took := ""
	if l.r.Reached { // a pool that the cache answered for took no time
		took = faint.paint(millis(l.r.DurationMS), l.color)
	}
	mark := green.paint(l.sym.full, l.color)
	if l.width == 0 {
		return joinFilled(" ", mark, l.title, l.now(), changes, took)
	}
	columns := []string{l.padded(), pad(l.now(), 6, true), pad(changes, 6, false), took}
	return mark + " " + strings.TrimRight(strings.Join(columns, "  "), " ")
}

func (l poolLine) plan() string {
	todo := joinFilled(", ", counted(l.r.Created, "to create"), counted(l.r.Completed, "to complete"))
	if todo == "" {
		todo = "nothing to do"
	}
	return l.sym.plan + " " + l.padded() + "  " + todo
}

func (l poolLine) padded() string { return pad(l.title, l.width, false) }

func (l poolLine) now() string {
	if l.r.AtLeast {
		return l.sym.atLeast + strconv.Itoa(l.r.Now)
	}
	return strconv.Itoa(l.r.Now)
}

func (l poolLine) because() string {
	if l.r.Reason == "" {
		return ""
	}
	return ": " + clean(l.r.Reason)
}

// signed writes how many came to be, nothing for none.
func signed(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%+d", n)
}

// counted writes how many of something there are, nothing for none.
func counted(n int, what string) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n) + " " + what
}
