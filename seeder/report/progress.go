package report

import (
	"sync"
	"time"

	"github.com/flashseed/flashseed/seeder"
)

// How often a terminal is drawn on, and how often somewhere else a line says
// that something long is still going on.
const (
	frameEvery = 100 * time.Millisecond
	noteEvery  = 30 * time.Second
)

// ProgressOptions say where and how a run is shown.
type ProgressOptions struct {
	Out     *Console
	TTY     bool       // the console is a terminal that understands cursor movement
	Color   bool       // only heeded on a terminal
	ASCII   bool       // the terminal does not show UTF-8
	Width   func() int // columns now, asked at every frame; nil or 0 if not known
	Quiet   bool       // warnings and pools that are not full, nothing else
	Verbose bool       // also what each pool began with
	Now     func() time.Time
	Titles  map[string]string // by pool, see Titles; others are made from the pool's name
}

// Progress shows a run while it is on: on a terminal a bar for the pool at
// work and a line for each finished one, elsewhere only the lines, without any
// control characters.
type Progress struct {
	o      ProgressOptions
	sym    symbols
	titles titles

	mu     sync.Mutex
	dry    bool
	bar    *bar  // the pool at work, nil if none is or it is full
	wait   *wait // what is waited for, nil for nothing
	noted  time.Time
	ticker chan struct{} // closed to stop drawing, nil while nothing is drawn
}

// wait is something that the run waits for.
type wait struct {
	text  string
	since time.Time
}

// NewProgress returns a Progress that shows nothing yet. Its Observe is the
// run's Observer; Close takes down what a run that broke off left standing.
func NewProgress(o ProgressOptions) *Progress {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Width != nil {
		o.Out.fitTo(o.Width)
	}
	o.Color = o.Color && o.TTY
	return &Progress{o: o, sym: symbolsFor(o.ASCII), titles: newTitles(o.Titles)}
}

// Observe shows an event. It is a seeder.Observer.
func (p *Progress) Observe(e seeder.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e.Kind {
	case seeder.RunStarted:
		p.runStarted(e.Report)
	case seeder.Waiting:
		p.waiting(waitLine(clean(e.Text)))
	case seeder.Warned:
		p.print(yellow.paint("warning:", p.o.Color) + " " + clean(e.Text))
	case seeder.RunDone:
		p.rest()
	default:
		if e.Pool != nil {
			p.pool(e.Kind, e.Pool)
		}
	}
}

// Close takes the bar away. It may be called at any time, and more than once.
func (p *Progress) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest()
}

func (p *Progress) pool(kind seeder.EventKind, r *seeder.PoolReport) {
	switch kind {
	case seeder.PoolStarted:
		p.poolStarted(r)
	case seeder.ItemCreated:
		p.itemCreated(r)
	case seeder.PoolDone:
		p.poolDone(r)
	}
}

func (p *Progress) runStarted(r *seeder.Report) {
	if r == nil {
		return
	}
	p.dry = r.DryRun
	p.tell(startLine(r))
}

func (p *Progress) poolStarted(r *seeder.PoolReport) {
	p.rest()
	title := p.titles.of(r.Pool)
	if p.o.Verbose {
		p.tell(beginLine(title, r))
	}
	if r.Before >= r.Min || p.dry {
		return
	}
	now := p.o.Now()
	p.bar = &bar{title: pad(title, p.padding(), false), there: r.Before, made: made(r), wanted: r.Min}
	p.bar.speed.note(now, p.bar.made)
	p.noted = now
	p.live()
}

// itemCreated only counts: the frames are drawn at their own pace.
func (p *Progress) itemCreated(r *seeder.PoolReport) {
	if p.bar == nil {
		return
	}
	p.bar.made = made(r)
	p.wait = nil
	if !p.o.TTY {
		p.note()
	}
}

// made is how many items the run brought about, also those whose answer was
// lost and that a later look found.
func made(r *seeder.PoolReport) int { return max(r.Created, r.Now-r.Before) }

// note says where no bar is drawn how far a long pool has come.
func (p *Progress) note() {
	now := p.o.Now()
	p.bar.speed.note(now, p.bar.made)
	if now.Sub(p.noted) < noteEvery {
		return
	}
	p.noted = now
	rate, rest := p.bar.pace(now)
	p.tell(joinFilled("  ", "  "+p.bar.title, p.bar.count(), rate, rest))
}

func (p *Progress) poolDone(r *seeder.PoolReport) {
	p.rest()
	line := poolLine{r: r, title: p.titles.of(r.Pool), width: p.padding(), dry: p.dry, sym: p.sym, color: p.o.Color}
	if r.Status == seeder.PoolFull {
		p.tell(line.String())
		return
	}
	p.print(line.String())
}

// waiting shows what the run waits for, elsewhere than on a terminal once and
// then from time to time.
func (p *Progress) waiting(text string) {
	now := p.o.Now()
	same := p.wait != nil && p.wait.text == text
	if !same {
		p.wait = &wait{text: text, since: now}
	}
	if p.o.TTY {
		p.live()
		return
	}
	if !same || now.Sub(p.noted) >= noteEvery {
		p.noted = now
		p.tell(text)
	}
}

// tell prints a line that --quiet does without.
func (p *Progress) tell(line string) {
	if !p.o.Quiet {
		p.print(line)
	}
}

func (p *Progress) print(line string) {
	_, _ = p.o.Out.Write([]byte(line + "\n")) // the console keeps the error
}

// padding is the width to which titles are filled: none on a narrow terminal.
func (p *Progress) padding() int {
	if w := p.width(); w > 0 && w < 60 {
		return 0
	}
	return p.titles.widest
}

func (p *Progress) width() int {
	if !p.o.TTY || p.o.Width == nil {
		return 0
	}
	return p.o.Width()
}
