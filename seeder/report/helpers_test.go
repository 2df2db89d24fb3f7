package report

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"github.com/tidwall/gjson"

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

var widths = []int{40, 80, 120, 0}

// tables compares a table, at some widths, with golden files. At any width no
// line is wider than the terminal or ends in spaces.
func tables(t *testing.T, name string, draw func(TableOptions) string) {
	t.Helper()
	o := TableOptions{Titles: testTitles, Now: noon}
	for _, o.Width = range widths {
		golden(t, fmt.Sprintf("%s-%d", name, o.Width), draw(o))
	}
	for o.Width = 40; o.Width < 180; o.Width += 3 {
		for line := range strings.Lines(draw(o)) {
			line = strings.TrimSuffix(line, "\n")
			if columnsOf(line) > o.Width || strings.TrimRight(line, " ") != line {
				t.Errorf("%s in %d columns: %q", name, o.Width, line)
			}
		}
	}
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
	return func(item entities.Item) string { return gjson.GetBytes(item.Raw, path).String() }
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
			{Title: "ID", Value: text("id")},
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
	t *testing.T

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
	s.writes++
	for rest := string(p); rest != ""; {
		switch {
		case rest[0] == '\r':
			s.at -= s.at % s.width // the start of the folded row
			rest = rest[1:]
		case rest[0] == '\n':
			s.row++
			s.at = 0
			if s.row == len(s.lines) {
				s.lines = append(s.lines, nil)
			}
			rest = rest[1:]
		case strings.HasPrefix(rest, "\x1b[J"): // to the end of the screen
			s.lines = s.lines[:s.row+1]
			s.lines[s.row] = s.lines[s.row][:min(s.at, len(s.lines[s.row]))]
			rest = rest[len("\x1b[J"):]
		default:
			rest = s.put(rest)
		}
	}
	return len(p), nil
}

// put shows the first character of a text and returns what follows it.
func (s *screen) put(text string) (rest string) {
	cluster, rest, width, _ := uniseg.FirstGraphemeClusterInString(text, -1)
	if cluster[0] < ' ' {
		s.t.Errorf("control character in %q", text)
		return rest
	}
	for len(s.lines[s.row]) < s.at+width {
		s.lines[s.row] = append(s.lines[s.row], " ")
	}
	s.lines[s.row][s.at] = cluster
	if width == 2 {
		s.lines[s.row][s.at+1] = ""
	}
	s.at += width
	return rest
}

func (s *screen) columns() int { return s.width }

// text is what stands on the screen, row by row, without spaces at the ends.
func (s *screen) text() string {
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
