package report

import (
	"fmt"
	"strings"
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
	Quiet   bool // warnings and pools that are not full, nothing else
	Verbose bool // also what each pool began with
	Now     func() time.Time
	Titles  map[string]string // by pool
}

// Progress shows a run while it is on: a line for each finished pool and, on a
// terminal, a bar for the pool at work.
type Progress struct {
	o     ProgressOptions
	width int    // of the widest title, 0 on a narrow terminal
	start string // the first line, until something follows it
	dry   bool

	at      string                   // the title of the pool at work, "" for none
	bar     *progressbar.ProgressBar // its bar, nil where none is drawn
	began   time.Time
	noted   time.Time
	waiting string
	told    []string // reasons
}

// NewProgress returns a Progress that shows nothing yet.
func NewProgress(o ProgressOptions) *Progress {
	p := &Progress{o: o}
	if width := o.Out.width(); !o.TTY || width == 0 || width >= narrow {
		for _, name := range o.Titles {
			p.width = max(p.width, columnsOf(name))
		}
	}
	return p
}

// Observe shows an event. It is a seeder.Observer.
func (p *Progress) Observe(e seeder.Event) {
	switch e.Kind {
	case seeder.RunStarted:
		// The line that names the target is kept until another follows it: a run
		// that the cache answers prints none.
		target := clean(e.Report.Backend)
		if e.Report.Dialect != "" {
			target += " (" + string(e.Report.Dialect) + ")"
		}
		p.dry, p.start = e.Report.DryRun, "Filling "+target
		if p.dry {
			p.start = "Dry run on " + target + ": nothing will be created"
		}
		p.show(p.start)
	case seeder.Waiting:
		text := "waiting: " + clean(e.Text)
		if p.o.TTY {
			p.tell("", "", "") // the first line
			p.show(text)
		} else if text != p.waiting {
			p.waiting = text
			p.tell("", "", text)
		}
	case seeder.Warned:
		p.print(yellow, "warning:", clean(e.Text))
	case seeder.PoolStarted:
		p.poolStarted(e.Pool)
	case seeder.ItemCreated:
		p.itemCreated(e.Pool)
	case seeder.PoolDone:
		p.poolDone(e.Pool)
	case seeder.RunDone:
		p.o.Out.Clear()
	}
}

func (p *Progress) poolStarted(r *seeder.PoolReport) {
	p.at, p.bar, p.waiting = title(p.o.Titles, r.Pool), nil, ""
	p.began, p.noted = p.o.Now(), p.o.Now()
	found := ""
	if p.o.Verbose {
		found = fmt.Sprintf("%s: %d there, %d wanted", p.at, r.Before, r.Min)
	}
	p.tell("", " ", found)
	missing := r.Min - r.Before
	if !p.o.TTY || p.o.Quiet || p.dry || missing <= 0 {
		return
	}
	// Where there is no room for the rate and the time left, the count stands alone.
	room := p.o.Out.width()
	if room == 0 {
		room = 80
	}
	wide := room >= narrow
	room -= max(columnsOf(p.at), p.width) + len(" 100% (/) ") + 2*len(fmt.Sprint(missing))
	options := []progressbar.Option{
		progressbar.OptionSetWriter(frames{p.o.Out}),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionSetDescription(pad(p.at, p.width, false)),
		progressbar.OptionSetTheme(progressbar.Theme{Saucer: "█", SaucerPadding: "░"}),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(wide),
	}
	if wide {
		options = append(options, progressbar.OptionShowIts(), progressbar.OptionSetItsString("items"))
		room -= len(", 1000 items/s [1m30s:1m30s]")
	}
	p.bar = progressbar.NewOptions(missing, append(options, progressbar.OptionSetWidth(min(max(room, 4), 40)))...)
	_ = p.bar.RenderBlank() // a run does not fail because of a bar
}

func (p *Progress) itemCreated(r *seeder.PoolReport) {
	// What a later look found counts, too: its answer was lost.
	made, missing := max(r.Created, r.Now-r.Before), r.Min-r.Before
	p.waiting = ""
	now := p.o.Now()
	switch {
	case p.bar != nil:
		_ = p.bar.Set(min(made, missing))
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
	p.o.Out.Clear()
	name, holds, reason := title(p.o.Titles, r.Pool), held(r.Now, r.AtLeast, r.Unknown), clean(r.Reason)
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
		p.print(yellow, "-", name+" skipped"+reason)
	case r.Status != seeder.PoolFull:
		p.print(red, "✗", fmt.Sprintf("%s short, %s of %d%s", name, holds, r.Min, reason))
	case r.Reached && !p.dry:
		changes := ""
		if r.Created > 0 {
			changes = fmt.Sprintf("%+d", r.Created)
		}
		if changes = joinFilled(", ", changes, counted(r.Completed, "finished")); changes != "" {
			changes = "(" + changes + ")"
		}
		line := joinFilled(" ", name, holds, changes, millis(r.DurationMS))
		if p.width > 0 {
			line = pad(name, p.width, false) + gap + pad(holds, 6, true) + gap + pad(changes, 6, false) + gap + millis(r.DurationMS)
		}
		p.tell(green, "✓", line)
	}
}

// show redraws a line on a terminal.
func (p *Progress) show(line string) {
	if p.o.TTY && !p.o.Quiet {
		p.o.Out.show(line)
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
		width = p.o.Out.width()
	}
	if p.start != "" && !p.o.Quiet {
		fmt.Fprintln(p.o.Out, wrap(p.start, width))
		p.start = ""
	}
	if text != "" {
		line := wrap(joinFilled(" ", mark, text), width)
		fmt.Fprintln(p.o.Out, s.paint(mark, p.o.Color)+strings.TrimPrefix(line, mark))
	}
}
