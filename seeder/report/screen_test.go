package report

import (
	"strings"
	"sync"
	"testing"

	"github.com/rivo/uniseg"
)

// screen is a terminal just good enough to say what a person would see: it
// folds long lines, folds them anew when it is resized, keeps the cursor with
// the character it stands on, and fails the test on anything it does not know.
type screen struct {
	t  *testing.T
	mu sync.Mutex

	width  int
	lines  [][]string // cells; a wide character has an empty one behind it
	row    int        // the line the cursor is in
	at     int        // and its cell there
	writes int
}

func newScreen(t *testing.T, width int) *screen {
	return &screen{t: t, width: width, lines: [][]string{nil}}
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	for rest := string(p); rest != ""; {
		rest = s.step(rest)
	}
	return len(p), nil
}

func (s *screen) step(text string) string {
	switch {
	case text[0] == '\r':
		s.at -= s.at % s.width // the start of the folded row
		return text[1:]
	case text[0] == '\n':
		s.newline()
		return text[1:]
	case text[0] == '\x1b':
		return s.escape(text)
	case text[0] < ' ':
		s.t.Errorf("control character %q", text[0])
		return text[1:]
	}
	cluster, rest, w, _ := uniseg.FirstGraphemeClusterInString(text, -1)
	s.put(cluster, w)
	return rest
}

func (s *screen) newline() {
	s.row++
	s.at = 0
	if s.row == len(s.lines) {
		s.lines = append(s.lines, nil)
	}
}

func (s *screen) put(cluster string, width int) {
	for len(s.lines[s.row]) < s.at+width {
		s.lines[s.row] = append(s.lines[s.row], " ")
	}
	s.lines[s.row][s.at] = cluster
	if width == 2 {
		s.lines[s.row][s.at+1] = ""
	}
	s.at += width
}

func (s *screen) escape(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
	switch code := text[:end+1]; {
	case code == "\x1b[J": // to the end of the screen
		s.lines = s.lines[:s.row+1]
		s.lines[s.row] = s.lines[s.row][:min(s.at, len(s.lines[s.row]))]
	case code == "\x1b[K": // to the end of the row
		for i := s.at; i < min(s.at-s.at%s.width+s.width, len(s.lines[s.row])); i++ {
			s.lines[s.row][i] = " "
		}
	case strings.HasSuffix(code, "m"):
	default:
		s.t.Errorf("escape sequence %q", code)
	}
	return text[end+1:]
}

func (s *screen) resize(width int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.width = width
}

func (s *screen) columns() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.width
}

// text is what stands on the screen, row by row, without spaces at the ends.
func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []string
	for _, line := range s.lines {
		for len(line) > s.width {
			rows = append(rows, strings.TrimRight(strings.Join(line[:s.width], ""), " "))
			line = line[s.width:]
		}
		rows = append(rows, strings.TrimRight(strings.Join(line, ""), " "))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func (s *screen) wants(want string) {
	s.t.Helper()
	want = strings.Trim(want, "\n")
	if got := s.text(); got != want {
		s.t.Errorf("the screen shows\n%s\n\nwant\n%s", got, want)
	}
}
