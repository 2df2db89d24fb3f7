package report

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// Console is the one way to a stream that shows log lines and, below them, a
// line that is redrawn in place: a bar, a retry, what is waited for. It is safe
// for concurrent use.
type Console struct {
	mu      sync.Mutex
	w       io.Writer
	width   func() int
	live    string // the redrawn line, "" for none
	drawn   bool   // the stream shows it now
	drawnAt int    // the width it was drawn for
	midline bool   // what was written last did not end its line
	err     error
}

// NewConsole returns a console on w, which nobody else writes to from now on.
// width is asked for the stream's columns whenever a line is drawn; nil, or an
// answer of 0, is for a width that is not known.
func NewConsole(w io.Writer, width func() int) *Console {
	return &Console{w: w, width: width}
}

// Write prints whole lines above the redrawn line. Each call is one write to
// the stream.
func (c *Console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
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

// Clear removes the redrawn line.
func (c *Console) Clear() { c.show("") }

// Above returns a writer to another stream of the same terminal. The redrawn
// line is removed before anything is written there.
func (c *Console) Above(w io.Writer) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		c.Clear()
		return w.Write(p)
	})
}

// frames is the writer that a bar draws on.
func (c *Console) frames() io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		frame := strings.TrimPrefix(string(p), "\r")
		c.show(strings.TrimRight(strings.TrimSuffix(frame, "\x1b[0K"), " "))
		return len(p), nil
	})
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// columns is the stream's width now, 0 if it is not known.
func (c *Console) columns() int {
	if c.width == nil {
		return 0
	}
	return c.width()
}

// show redraws the line; an empty one removes it.
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
	_ = c.flush(&out) // kept in err: nothing more is drawn
}

// erase takes the redrawn line off the screen.
func (c *Console) erase(out *bytes.Buffer) {
	if c.drawn {
		out.WriteString("\r" + c.clear())
	}
	c.drawn = false
}

// clear is the sequence that clears from the cursor to the end of its line. Of
// a window that was resized it clears all that is below, since the line may have
// been folded; the cursor rests on its first column.
func (c *Console) clear() string {
	if c.drawn && c.drawnAt != c.columns() {
		return "\x1b[J"
	}
	return "\x1b[K"
}

// draw writes the line and puts the cursor back on its first column. The last
// column of the screen stays free: a character there makes some terminals begin
// a new row.
func (c *Console) draw(out *bytes.Buffer) {
	if c.live == "" || c.midline || c.err != nil {
		return
	}
	line := c.live
	if width := c.columns(); width > 0 {
		line, _ = split(line, max(width-1, 1))
	}
	out.WriteString("\r" + line + c.clear() + "\r")
	c.drawn, c.drawnAt = true, c.columns()
}

func (c *Console) flush(out *bytes.Buffer) error {
	if out.Len() == 0 {
		return nil
	}
	_, err := c.w.Write(out.Bytes())
	if c.err == nil {
		c.err = err
	}
	return err
}
