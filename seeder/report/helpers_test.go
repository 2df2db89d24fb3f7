package report

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
			{Title: "ID", Value: func(i entities.Item) string { return i.ID }},
			{Title: "Name", Value: text("name")},
			{Title: "E-mail", Value: text("email")},
			{Title: "Balance", Value: text("balance")},
			{Title: "Phone", Value: text("phone")},
			{Title: "Address", Value: text("address")},
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
