package report

import (
	"bytes"
	"io"
	"sync"
)

// Console is the one way to a stream that shows both log lines and a line
// that is drawn again and again. Everything that writes to the stream goes
// through it: the drawn line then always stands below the last whole line, and
// nothing of it stays behind. It is safe for concurrent use.
type Console struct {
	mu      sync.Mutex
	w       io.Writer
	width   func() int
	live    string // the line to be drawn, "" for none
	drawn   bool   // the stream shows it now
	midline bool   // what was written last did not end its line
	err     error
}

// NewConsole returns a console on w, which nobody else writes to from now on.
func NewConsole(w io.Writer) *Console {
	return &Console{w: w, width: func() int { return 0 }}
}

// Write prints whole lines, above the drawn line if there is one. It makes a
// Console the writer of a logger. Each call is one write to the stream.
func (c *Console) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var out bytes.Buffer
	c.erase(&out)
	out.Write(p)
	c.midline = p[len(p)-1] != '\n'
	c.draw(&out)
	if err := c.flush(&out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Clear takes the drawn line away for good, as before the process exits.
func (c *Console) Clear() { c.show("") }

// Err is the first error of the stream. Lines are still tried after it; the
// drawn line is not.
func (c *Console) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// fitTo says how wide the stream is at any moment, 0 if that is not known.
func (c *Console) fitTo(width func() int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.width = width
}

// show draws the line instead of the one before; an empty one takes it away.
func (c *Console) show(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if line == c.live && c.drawn == (line != "") {
		return
	}
	var out bytes.Buffer
	c.live = line
	if line == "" {
		c.erase(&out)
	}
	c.draw(&out)
	_ = c.flush(&out) // kept for Err
}

// erase takes the drawn line off the screen. The cursor rests on the line's
// first column, so clearing from there on also takes the rows that it was
// folded into when the window became narrower.
func (c *Console) erase(out *bytes.Buffer) {
	if c.drawn {
		out.WriteString("\r\x1b[J")
	}
	c.drawn = false
}

// draw writes the line over whatever it showed before and puts the cursor back
// on its first column. The last column of the screen stays free: a character
// there would make some terminals begin a new row.
func (c *Console) draw(out *bytes.Buffer) {
	if c.live == "" || c.midline || c.err != nil {
		return
	}
	line := c.live
	if width := c.width(); width > 0 {
		line, _ = split(line, max(width-1, 1))
	}
	out.WriteString("\r" + line + "\x1b[J\r")
	c.drawn = true
}

func (c *Console) flush(out *bytes.Buffer) error {
	if out.Len() == 0 {
		return nil
	}
	_, err := c.w.Write(out.Bytes())
	if err != nil && c.err == nil {
		c.err = err
	}
	return err
}
