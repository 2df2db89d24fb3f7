package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

// categoryBody creates a food category.
type categoryBody struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Avatar      *picture `json:"avatar,omitempty"`
}

func foodCategories() *Entity {
	return &Entity{
		Pool:    "food_categories",
		JSONKey: "foodCategories",
		Title:   "Food categories",
		Unique:  "name",
		Body:    categoryBody{},
		Key:     nameKey,
		New: func(w *World) (Generator, error) {
			m := newMaker(w, "food_categories")
			return &categoryMaker{maker: m, order: m.permutation(len(categoryStyles), "styles")}, nil
		},
		Columns: []Column{
			idColumn(),
			column("Name", "name"),
			column("Description", "description"),
		},
	}
}

// nameKey is the name.
func nameKey(item Item) string { return keyOf(item.record().text("name")) }

// categoryStyle sets a category apart from another of the same cuisine.
type categoryStyle struct{ prefix, description string }

var categoryStyles = [...]categoryStyle{
	{"Late-night", "For those who are still up."},
	{"Budget", "A full meal for small change."},
	{"Breakfast", "On the table before work."},
	{"Family-size", "Platters and pots for everybody at once."},
	{"Office lunch", "Quick at noon, for one or the whole floor."},
	{"Street-side", "As it tastes on a plastic stool."},
	{"Premium", "The best ingredients, and served like it."},
	{"Meat-free", "Without meat, with everything else."},
	{"Weekend", "What takes longer than a weekday has."},
	{"Kids'", "Smaller, milder, cut into pieces."},
	{"Light", "Less oil, more greens."},
	{"Seasonal", "What the market has right now."},
}

type categoryMaker struct {
	maker
	order permutation
}

func (m *categoryMaker) Draft(index, attempt int) (Draft, error) {
	c := cuisineAt(m.seed, index)
	name, description := m.variation(c, index/len(saigon.Cuisines()))
	if attempt > 0 {
		name += " No. " + strconv.Itoa(attempt+1)
	}
	return m.draft(index, attempt, &categoryBody{
		Name:        name,
		Description: description,
		Avatar:      photo(m.pool, c.Picture, mix(m.seed+uint64(index))),
	}, nil)
}

// variation is the n-th category of a cuisine: the cuisine itself, then one in
// every style, then numbered ones.
func (m *categoryMaker) variation(c *saigon.Cuisine, n int) (name, description string) {
	if n == 0 {
		return c.Name, c.Description
	}
	n--
	style := categoryStyles[m.order.at(n)]
	name = style.prefix + " " + c.Name
	if round := n / len(categoryStyles); round > 0 {
		name += " " + strconv.Itoa(round+1)
	}
	return name, style.description + " " + c.Description
}
