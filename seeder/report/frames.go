package report

import "time"

// live draws the bar or what is waited for, at once and from then on at the
// pace of the frames, so that time and spinner move while nothing happens.
func (p *Progress) live() {
	if !p.o.TTY || p.o.Quiet {
		return
	}
	p.draw()
	if p.ticker == nil {
		p.ticker = make(chan struct{})
		go p.tick(p.ticker)
	}
}

// rest stops drawing and takes away what is drawn.
func (p *Progress) rest() {
	p.bar, p.wait = nil, nil
	if p.ticker == nil {
		return
	}
	close(p.ticker)
	p.ticker = nil
	p.o.Out.Clear()
}

func (p *Progress) tick(stop <-chan struct{}) {
	t := time.NewTicker(frameEvery)
	defer t.Stop()
	for {
		select {
		case <-stop:
			return
		case <-t.C:
			p.redraw(stop)
		}
	}
}

// redraw draws the next frame unless drawing was stopped meanwhile.
func (p *Progress) redraw(stop <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-stop:
	default:
		p.draw()
	}
}

func (p *Progress) draw() {
	now := p.o.Now()
	width := p.frameWidth()
	switch {
	case p.wait != nil:
		p.o.Out.show(cut(p.spinner(now)+" "+p.wait.text+"  "+duration(now.Sub(p.wait.since)), width, p.sym.ellipsis))
	case p.bar != nil:
		p.bar.speed.note(now, p.bar.made)
		p.o.Out.show(p.bar.frame(width, now, p.sym))
	}
}

func (p *Progress) spinner(now time.Time) string {
	turn := int(now.Sub(p.wait.since) / frameEvery)
	return p.sym.spinner[max(turn, 0)%len(p.sym.spinner)]
}

// frameWidth is the room for a frame: the last column stays free.
func (p *Progress) frameWidth() int {
	width := p.width()
	if width <= 0 {
		width = 80
	}
	return max(width-1, 1)
}
