package entities

import "slices"

// Presets returns the names of the presets, the default first.
func Presets() []string { return []string{"minimum", "town", "city", "load", "edge"} }

// Preset returns how many items a preset wants of each pool, pools that are off
// without a preset among them; nil for minimum, which leaves that to the other
// settings, and for names of no preset.
func Preset(name string) map[string]int {
	column := slices.Index(Presets(), name) - 1
	if column < 0 {
		return nil
	}
	mins := make(map[string]int, len(presetTable))
	for pool, counts := range presetTable {
		mins[pool] = counts[column]
	}
	return mins
}

// presetTable has a column for each preset but minimum.
var presetTable = map[string][4]int{
	"address_books":      {60, 600, 10_000, 60},
	"food_categories":    {12, 40, 40, 14},
	"super_admins":       {1, 2, 2, 1},
	"finance_admins":     {1, 2, 2, 1},
	"companion_admins":   {1, 3, 3, 1},
	"finance_rules":      {6, 20, 30, 6},
	"restaurants":        {12, 120, 1000, 12},
	"menu_items":         {132, 1320, 11_000, 132},
	"menu_item_variants": {330, 3300, 25_000, 330},
	"promotions":         {16, 60, 100, 24},
	"drivers":            {15, 150, 1000, 15},
	"customers":          {30, 300, 5000, 30},
	"customer_cares":     {3, 15, 30, 3},
	"orders":             {120, 1200, 100_000, 260},
	"reviews":            {60, 600, 10_000, 60},
	"inquiries":          {12, 120, 1000, 12},
	"vouchers":           {8, 30, 50, 8},
	"notifications":      {20, 100, 500, 20},
	"penalty_rules":      {5, 8, 8, 5},
	"penalties":          {5, 50, 500, 5},
	"online_sessions":    {15, 150, 1000, 15},
	"transactions":       {20, 200, 2000, 20},
	"cart_items":         {8, 80, 500, 8},
	"faqs":               {8, 12, 12, 8},
}
