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
	start string // the first line, until something follows it
	dry   bool

	mu      sync.Mutex
	bar     *progressbar.ProgressBar // nil where none is drawn
	at      string                   // the title of the pool at work, "" for none
	began   time.Time
	noted   time.Time
	waiting string
}

// NewProgress returns a Progress that shows nothing yet.
func NewProgress(o ProgressOptions) *Progress {
	return &Progress{o: o, sym: symbolsFor(o.ASCII)}
}

// Close takes the bar away. It may be called at any time, and more than once.
func (p *Progress) Close() { p.o.Out.Clear() }

// Observe shows an event. It is a seeder.Observer.
func (p *Progress) Observe(e seeder.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case e.Kind == seeder.RunStarted && e.Report != nil:
		p.dry, p.start = e.Report.DryRun, startLine(e.Report)
		if p.o.TTY && !p.o.Quiet {
			p.o.Out.show(p.start)
		}
	case e.Kind == seeder.Waiting:
		p.wait(clean(e.Text))
	case e.Kind == seeder.Warned:
		p.print(yellow.paint("warning:", p.o.Color)+" ", clean(e.Text), "  ")
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

func (p *Progress) poolStarted(r *seeder.PoolReport) {
	p.at, p.bar, p.waiting = title(p.o.Titles, r.Pool), nil, ""
	p.began, p.noted = p.o.Now(), p.o.Now()
	p.tell("", "", "") // the first line
	if p.o.Verbose {
		p.tell("  ", fmt.Sprintf("%s: %d there, %d wanted", p.at, r.Before, r.Min), "    ")
	}
	if p.o.TTY && !p.o.Quiet && !p.dry && r.Before < r.Min {
		p.bar = p.newBar(r.Min - r.Before)
		_ = p.bar.RenderBlank() // the console keeps the error
	}
}

// newBar returns the bar of the pool at work. Where there is no room for its
// rate and the time left, it shows the count alone.
func (p *Progress) newBar(missing int) *progressbar.ProgressBar {
	width := p.o.Out.columns()
	if width <= 0 {
		width = 80
	}
	options := []progressbar.Option{
		progressbar.OptionSetWriter(p.o.Out.frames()),
		progressbar.OptionUseANSICodes(true),
		progressbar.OptionThrottle(100 * time.Millisecond),
		progressbar.OptionSetDescription(pad(p.at, p.padding(), false)),
		progressbar.OptionSetTheme(p.sym.bar),
		progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("items"),
	}
	counts := 2*len(fmt.Sprint(missing)) + len(" 100% (/) ")
	if width < narrow {
		options = append(options, progressbar.OptionSetPredictTime(false))
	} else {
		options = append(options, progressbar.OptionShowIts())
		counts += len(", 1000 items/s [1m30s:1m30s]")
	}
	room := width - max(columnsOf(p.at), p.padding()) - counts
	return progressbar.NewOptions(missing, append(options, progressbar.OptionSetWidth(min(max(room, 4), 40)))...)
}

func (p *Progress) itemCreated(r *seeder.PoolReport) {
	// What a later look found counts, too: its answer was lost.
	made, missing := max(r.Created, r.Now-r.Before), r.Min-r.Before
	p.waiting = ""
	if p.bar != nil {
		_ = p.bar.Set(min(made, missing)) // the console keeps the error
		return
	}
	now := p.o.Now()
	if p.o.TTY || p.at == "" || now.Sub(p.noted) < noteEvery {
		return
	}
	p.noted = now
	rate := float64(made) / now.Sub(p.began).Seconds()
	left := time.Duration(float64(max(missing-made, 0)) / max(rate, 1e-9) * float64(time.Second))
	p.tell("  ", fmt.Sprintf("%s  %d/%d  %s  %s left", p.at, made, missing, perSecond(rate), duration(left)), "    ")
}

// poolDone prints the pool's line. A pool that was full without a look was
// answered from the cache, and a plan is for the table: these have none.
func (p *Progress) poolDone(r *seeder.PoolReport) {
	looked := p.at != ""
	p.at, p.bar, p.waiting = "", nil, ""
	p.Close()
	name := title(p.o.Titles, r.Pool)
	reason := clean(r.Reason)
	if reason != "" {
		reason = ": " + reason
	}
	switch {
	case r.Status == seeder.PoolSkipped:
		p.print(yellow.paint(p.sym.skipped, p.o.Color)+" ", name+" skipped"+reason, "  ")
	case r.Status != seeder.PoolFull:
		state := fmt.Sprintf("%s short, %s of %d", name, p.sym.count(r.Now, r), r.Min)
		p.print(red.paint(p.sym.short, p.o.Color)+" ", state+reason, "  ")
	case looked && !p.dry:
		p.tell(green.paint(p.sym.full, p.o.Color)+" ", p.fullLine(name, r), "  ")
	}
}

func (p *Progress) fullLine(name string, r *seeder.PoolReport) string {
	changes := ""
	if r.Created > 0 {
		changes = fmt.Sprintf("%+d", r.Created)
	}
	if changes = joinFilled(", ", changes, counted(r.Completed, "finished")); changes != "" {
		changes = "(" + changes + ")"
	}
	took := faint.paint(duration(time.Duration(r.DurationMS)*time.Millisecond), p.o.Color)
	if p.padding() == 0 {
		return joinFilled(" ", name, p.sym.count(r.Now, r), changes, took)
	}
	columns := []string{pad(name, p.padding(), false), pad(p.sym.count(r.Now, r), 6, true), pad(changes, 6, false), took}
	return strings.Join(columns, gap)
}

// wait shows what the run waits for, elsewhere than on a terminal once and then
// from time to time.
func (p *Progress) wait(text string) {
	if !strings.HasPrefix(text, "wait") {
		text = "waiting for " + text
	}
	now, same := p.o.Now(), text == p.waiting
	p.waiting = text
	switch {
	case p.o.Quiet:
	case p.o.TTY:
		p.tell("", "", "") // the first line
		p.o.Out.show(text)
	case !same || now.Sub(p.noted) >= noteEvery:
		p.noted = now
		p.tell("", text, "  ")
	}
}

// tell prints a line that --quiet does without.
func (p *Progress) tell(mark, text, indent string) {
	if !p.o.Quiet {
		p.print(mark, text, indent)
	}
}

// print writes a line after its mark, wrapped on a terminal, and before it the
// first line of the run.
func (p *Progress) print(mark, text, indent string) {
	width := 0
	if p.o.TTY {
		width = p.o.Out.columns()
	}
	var out strings.Builder
	if p.start != "" && !p.o.Quiet {
		out.WriteString(wrap(p.start, width, "  ") + "\n")
		p.start = ""
	}
	if text != "" {
		out.WriteString(wrap(mark+text, width, indent) + "\n")
	}
	_, _ = p.o.Out.Write([]byte(out.String())) // the console keeps the error
}

// padding is the width that titles are filled up to: none on a narrow terminal.
func (p *Progress) padding() int {
	if width := p.o.Out.columns(); p.o.TTY && width > 0 && width < narrow {
		return 0
	}
	widest := 0
	for _, name := range p.o.Titles {
		widest = max(widest, columnsOf(name))
	}
	return widest
}
