package report

import (
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
}

// NewConsole returns a console on w, which nothing else writes to from now on.
// width returns the stream's columns whenever a line is drawn; nil, or an
// answer of 0, is for a width that is not known.
func NewConsole(w io.Writer, width func() int) *Console {
	c := &Console{w: w, width: width}
	c.drawnAt = c.columns()
	return c
}

// Write prints whole lines above the redrawn line. Each call is one write to
// the stream.
func (c *Console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if _, err := io.WriteString(c.w, c.erased()+string(p)+c.redrawn()); err != nil {
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
	c.live = line
	sequence := c.redrawn()
	if line == "" {
		sequence = c.erased()
	}
	_, _ = io.WriteString(c.w, sequence) // a run does not fail because of a bar
}

// erased returns what takes the redrawn line off the screen.
func (c *Console) erased() string {
	if !c.drawn {
		return ""
	}
	c.drawn = false
	return "\r" + c.clear()
}

// redrawn returns the line with what puts the cursor back on its first column.
// The last column of the screen stays free: a character there makes some
// terminals begin a new row.
func (c *Console) redrawn() string {
	if c.live == "" {
		return ""
	}
	line, clear := c.live, c.clear()
	if width := c.columns(); width > 0 {
		line = head(line, max(width-1, 1))
	}
	c.drawn, c.drawnAt = true, c.columns()
	return "\r" + line + clear + "\r"
}

// clear is the sequence that clears from the cursor to the end of its line. Of
// a window that was resized it clears all that is below, since the line may have
// been folded; the cursor rests on its first column.
func (c *Console) clear() string {
	if c.drawnAt != c.columns() {
		return "\x1b[J"
	}
	return "\x1b[K"
}
