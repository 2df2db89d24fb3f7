package report

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/flashseed/flashseed/seeder"
)

// noteEvery is how often a line reports on a long pool where no bar is drawn.
const noteEvery = 30 * time.Second

// ProgressOptions say how a run is shown.
type ProgressOptions struct {
	Out     *Console
	TTY     bool // the console is a terminal that can be redrawn
	Color   bool
	ASCII   bool // the terminal does not show UTF-8
	Quiet   bool // warnings and pools that are not full, nothing else
	Verbose bool // also what each pool began with
	Now     func() time.Time
	Titles  map[string]string // by pool
}

// Progress shows a run while it is on: a line for each finished pool and, on a
// terminal, a bar for the pool at work.
type Progress struct {
	o     ProgressOptions
	sym   symbols
	width int    // of the widest title, 0 on a narrow terminal
	start string // the first line, until something follows it
	dry   bool

	mu      sync.Mutex
	at      string                   // the title of the pool at work, "" for none
	bar     *progressbar.ProgressBar // its bar, nil where none is drawn
	began   time.Time
	noted   time.Time
	waiting string
	told    []string // reasons
}

// NewProgress returns a Progress that shows nothing yet.
func NewProgress(o ProgressOptions) *Progress {
	p := &Progress{o: o, sym: symbolsFor(o.ASCII)}
	if width := o.Out.columns(); !o.TTY || width == 0 || width >= narrow {
		for _, name := range o.Titles {
			p.width = max(p.width, columnsOf(name))
		}
	}
	return p
}

// Close takes the bar away. It may be called at any time, and more than once.
func (p *Progress) Close() { p.o.Out.Clear() }

// Observe shows an event. It is a seeder.Observer.
func (p *Progress) Observe(e seeder.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e.Kind == seeder.RunStarted && e.Report != nil:
		p.runStarted(e.Report)
	case e.Kind == seeder.Waiting:
		p.wait("waiting: " + clean(e.Text))
	case e.Kind == seeder.Warned:
		p.print(yellow, "warning:", clean(e.Text))
	case e.Kind == seeder.PoolStarted && e.Pool != nil:
		p.poolStarted(e.Pool)
	case e.Kind == seeder.ItemCreated && e.Pool != nil:
		p.itemCreated(e.Pool)
	case e.Kind == seeder.PoolDone && e.Pool != nil:
		p.poolDone(e.Pool)
	case e.Kind == seeder.RunDone:
		p.Close()
	}
}

// runStarted keeps the line that names the target until another follows it: a
// run that the cache answers prints none.
func (p *Progress) runStarted(r *seeder.Report) {
	target := clean(r.Backend)
	if r.Dialect != "" {
		target += " (" + string(r.Dialect) + ")"
	}
	p.dry, p.start = r.DryRun, "Filling "+target
	if r.DryRun {
		p.start = "Dry run on " + target + ": nothing will be created"
	}
	if p.o.TTY && !p.o.Quiet {
		p.o.Out.show(p.start)
	}
}

func (p *Progress) poolStarted(r *seeder.PoolReport) {
	p.at, p.bar, p.waiting = title(p.o.Titles, r.Pool), nil, ""
	p.began, p.noted = p.o.Now(), p.o.Now()
	if p.o.Verbose {
		p.tell("", " ", fmt.Sprintf("%s: %d there, %d wanted", p.at, r.Before, r.Min))
	} else {
		p.tell("", "", "") // the first line
	}
	if missing := r.Min - r.Before; p.o.TTY && !p.o.Quiet && !p.dry && missing > 0 {
		p.bar = p.newBar(missing)
		p.bar.StartWithoutRender()
		p.o.Out.show(fmt.Sprintf("%s    0%% (0/%d)", pad(p.at, p.width, false), missing))
	}
}

// newBar returns the bar of the pool at work. Where there is no room for the
// rate and the time left, it shows the count alone.
func (p *Progress) newBar(missing int) *progressbar.ProgressBar {
	room := p.o.Out.columns()
	if room == 0 {
		room = 80
	}
	wide := room >= narrow
	room -= max(columnsOf(p.at), p.width) + len(" 100% (/) ") + 2*len(fmt.Sprint(missing))
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.o.Out.frames()),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionSetDescription(pad(p.at, p.width, false)),
		progressbar.OptionSetTheme(p.sym.bar),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(wide),
	}
	if wide {
		options = append(options, progressbar.OptionShowIts(), progressbar.OptionSetItsString("items"))
		room -= len(", 1000 items/s [1m30s:1m30s]")
	}
	return progressbar.NewOptions(missing, append(options, progressbar.OptionSetWidth(min(max(room, 4), 40)))...)
}

func (p *Progress) itemCreated(r *seeder.PoolReport) {
	// What a later look found counts, too: its answer was lost.
	made, missing := max(r.Created, r.Now-r.Before), r.Min-r.Before
	p.waiting = ""
	now := p.o.Now()
	switch {
	case p.bar != nil:
		_ = p.bar.Set(min(made, missing)) // a run does not fail because of a bar
	case !p.o.TTY && p.at != "" && now.Sub(p.noted) >= noteEvery:
		p.noted = now
		took := now.Sub(p.began)
		left := time.Duration(float64(took) / float64(max(made, 1)) * float64(missing-made))
		p.tell("", " ", fmt.Sprintf("%s  %d/%d  %.1f/s  %s left", p.at, made, missing, float64(made)/took.Seconds(), duration(left)))
	}
}

// poolDone prints the pool's line. A pool that the cache answered for has none,
// and a plan is for the table.
func (p *Progress) poolDone(r *seeder.PoolReport) {
	p.at, p.bar, p.waiting = "", nil, ""
	p.Close()
	name, holds, reason := title(p.o.Titles, r.Pool), p.sym.count(r.Now, r), clean(r.Reason)
	if reason != "" {
		whole := ": " + reason
		reason = whole
		for _, told := range p.told { // the cause of another pool's state is printed once
			if whole != told {
				reason = strings.TrimSuffix(reason, told)
			}
		}
		p.told = append(p.told, whole)
	}
	switch {
	case r.Status == seeder.PoolSkipped:
		p.print(yellow, p.sym.skipped, name+" skipped"+reason)
	case r.Status != seeder.PoolFull:
		p.print(red, p.sym.short, fmt.Sprintf("%s short, %s of %d%s", name, holds, r.Min, reason))
	case r.Reached && !p.dry:
		changes := ""
		if r.Created > 0 {
			changes = fmt.Sprintf("%+d", r.Created)
		}
		if changes = joinFilled(", ", changes, counted(r.Completed, "finished")); changes != "" {
			changes = "(" + changes + ")"
		}
		took := duration(time.Duration(r.DurationMS) * time.Millisecond)
		if p.width == 0 {
			p.tell(green, p.sym.full, joinFilled(" ", name, holds, changes, took))
			return
		}
		p.tell(green, p.sym.full, pad(name, p.width, false)+gap+pad(holds, 6, true)+gap+pad(changes, 6, false)+gap+took)
	}
}

// wait shows what the run waits for, elsewhere than on a terminal once.
func (p *Progress) wait(text string) {
	switch {
	case p.o.Quiet:
	case p.o.TTY:
		p.tell("", "", "") // the first line
		p.o.Out.show(text)
	case text != p.waiting:
		p.waiting = text
		p.tell("", "", text)
	}
}

// tell prints a line that --quiet does without.
func (p *Progress) tell(s style, mark, text string) {
	if !p.o.Quiet {
		p.print(s, mark, text)
	}
}

// print writes a line, wrapped on a terminal, and before it the first line of
// the run. Without a text, it writes the first line alone.
func (p *Progress) print(s style, mark, text string) {
	width := 0
	if p.o.TTY {
		width = p.o.Out.columns()
	}
	var out strings.Builder
	if p.start != "" && !p.o.Quiet {
		out.WriteString(wrap(p.start, width) + "\n")
		p.start = ""
	}
	if text != "" {
		line := wrap(joinFilled(" ", mark, text), width)
		out.WriteString(s.paint(mark, p.o.Color) + strings.TrimPrefix(line, mark) + "\n")
	}
	_, _ = p.o.Out.Write([]byte(out.String())) // nor because of a line
}
