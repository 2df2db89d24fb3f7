package report

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rivo/uniseg"

	"github.com/flashseed/flashseed/entities"
	"github.com/flashseed/flashseed/seeder"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// golden compares with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// fits fails if a line is wider than the terminal, or ends in spaces.
func fits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if columnsOf(line) > width {
			t.Errorf("%d columns, more than %d: %q", columnsOf(line), width, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("spaces at the end of %q", line)
		}
	}
}

// fullDisk takes so many bytes and then fails.
type fullDisk struct{ room int }

var errFull = errors.New("no space left on device")

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.room {
		return d.room, errFull
	}
	d.room -= len(p)
	return len(p), nil
}

var noon = time.Date(2025, 7, 14, 12, 0, 0, 0, time.UTC)

var testTitles = map[string]string{
	"address_books": "Address books", "menu_items": "Menu items", "menu_item_variants": "Menu item variants",
	"customers": "Customers", "orders": "Orders",
}

func testReport() *seeder.Report {
	return &seeder.Report{
		Status: seeder.StatusOK, Backend: "http://localhost:1310", Dialect: entities.Flashstrom, Seed: 1,
		DurationMS: 1234, Cache: "redis localhost:6379",
		Requests: seeder.Requests{Get: 17, Post: 139, Patch: 20},
		Pools: []seeder.PoolReport{
			{Pool: "address_books", Created: 10, Now: 10, Min: 10, Status: seeder.PoolFull, Reached: true, DurationMS: 97},
			{Pool: "menu_item_variants", Before: 100, Now: 100, AtLeast: true, Min: 10, Status: seeder.PoolFull, Reached: true, DurationMS: 12},
			{Pool: "customers", Before: 3, Created: 99997, Now: 100000, Min: 100000, Completed: 7, Status: seeder.PoolFull, Reached: true, DurationMS: 65_400},
		},
	}
}

func shortReport() *seeder.Report {
	r := testReport()
	r.Status, r.Error = seeder.StatusShort, "orders is short"
	r.Pools = append(r.Pools,
		seeder.PoolReport{Pool: "menu_items", Before: 1, Created: 2, Now: 3, Min: 10, Status: seeder.PoolShort, Reached: true, DurationMS: 800,
			Reason: "refused: POST http://localhost:1310/menu-items: price must be a number conforming to the specified constraints (EC 2, HTTP 201)"},
		seeder.PoolReport{Pool: "orders", Min: 10, Status: seeder.PoolSkipped, Reason: "menu_items is empty:\n\x1b[31mrefused"},
		seeder.PoolReport{Pool: "promotions", Min: 10, Status: seeder.PoolSkipped, Reason: "menu_items is empty: \x1b[31mrefused"},
		seeder.PoolReport{Pool: "drivers", Min: 10, Status: seeder.PoolPending},
	)
	return r
}

func text(path string) func(entities.Item) string {
	return func(item entities.Item) string {
		var fields map[string]any
		if json.Unmarshal(item.Raw, &fields) != nil {
			return ""
		}
		s, _ := fields[path].(string)
		return s
	}
}

func testEntity() *entities.Entity {
	return &entities.Entity{
		Pool: "customers", JSONKey: "customers", Title: "Customers",
		Columns: []entities.Column{
			{Title: "Name", Value: text("name")},
			{Title: "E-mail", Value: text("email")},
			{Title: "Balance", Value: text("balance")},
			{Title: "Phone", Value: text("phone")},
			{Title: "Address", Value: text("address")},
			{Title: "ID", Value: func(i entities.Item) string { return i.ID }},
		},
	}
}

func item(id string, fields map[string]string) entities.Item {
	fields["id"] = id
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	return entities.Item{ID: id, Raw: raw}
}

// testItems have names composed and decomposed, wide characters, an escape
// sequence, and a long address.
func testItems() []entities.Item {
	names := []string{"Nguyễn Thị Ánh", "Nguye\u0302\u0303n Thi\u0323 A\u0301nh", "田中さくら", "Ann\x1b[2J Lee"}
	var items []entities.Item
	for i, name := range names {
		n := strconv.Itoa(i + 1)
		items = append(items, item("FF_CUS_7b1e6c2a-0b1d-4a44-9f0e-00000000000"+n, map[string]string{
			"name": name, "email": "customer-00" + n + "@flashseed.test", "balance": "$" + strings.Repeat("9", i*2+1) + ".50",
			"phone": "+8490123456" + n, "address": "12 Đường Nguyễn Huệ, Phường Bến Nghé, Quận 1, Thành phố Hồ Chí Minh",
		}))
	}
	return items
}

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
