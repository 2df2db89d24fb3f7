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
	mu    sync.Mutex
	w     io.Writer
	width func() int
	live  string // the redrawn line, "" for none
}

// NewConsole returns a console on w, which nothing else writes to from now on.
// width returns the stream's columns whenever a line is drawn; nil, or an
// answer of 0, is for a width that is not known.
func NewConsole(w io.Writer, width func() int) *Console {
	if width == nil {
		width = func() int { return 0 }
	}
	return &Console{w: w, width: width}
}

// Write prints whole lines above the redrawn line. Each call is one write to
// the stream.
func (c *Console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := string(p)
	if c.live != "" {
		text = erase + text + c.drawn()
	}
	if _, err := io.WriteString(c.w, text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Clear removes the redrawn line.
func (c *Console) Clear() { c.show("") }

// show redraws the line; an empty one removes it.
func (c *Console) show(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if line == c.live {
		return
	}
	c.live = line
	_, _ = io.WriteString(c.w, c.drawn()) // a run does not fail because of a bar
}

// erase clears the redrawn line, and what it was folded to where the window was
// made narrower: the cursor rests on its first column, and nothing stands below.
const erase = "\r\x1b[J"

// drawn returns the line in the place of what was drawn before. The last column
// of the screen stays free: a character there makes some terminals begin a new
// row.
func (c *Console) drawn() string {
	line := c.live
	if width := c.width(); width > 0 {
		line = head(line, max(width-1, 1))
	}
	return erase + strings.TrimRight(line, " ") + "\r"
}

// frames is the stream that a bar draws on: each frame becomes the redrawn line.
type frames struct{ console *Console }

func (f frames) Write(p []byte) (int, error) {
	f.console.show(strings.TrimSuffix(strings.TrimPrefix(string(p), "\r"), "\x1b[0K"))
	return len(p), nil
}
