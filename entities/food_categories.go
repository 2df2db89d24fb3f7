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
			return &categoryMaker{newMaker(w, "food_categories")}, nil
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

type categoryMaker struct{ maker }

// Draft makes each category once. There is no food for more of them, so the
// next ones say that they repeat another.
func (m *categoryMaker) Draft(index, attempt int) (Draft, error) {
	c := categoryAt(m.seed, index)
	language := m.language()
	name, description := c.Name.In(language), c.Description.In(language)
	if round := index/len(saigon.Categories()) + 1; round > 1 {
		name += " (" + strconv.Itoa(round) + ")"
		description = moreCategories.In(language) + " " + description
	}
	if attempt > 0 {
		name += " No. " + strconv.Itoa(attempt+1)
	}
	return m.draft(index, attempt, &categoryBody{
		Name:        m.odd(name, index),
		Description: description,
		Avatar:      m.picture(dishPicture, c.Picture, index),
	}, nil)
}

var moreCategories = saigon.Text{
	En: "Repeats another category, since more were asked for than there are kinds of food.",
	Vi: "Lặp lại một danh mục khác, vì số danh mục được yêu cầu nhiều hơn số loại món.",
}

// categoryAt is our index-th category: every cuisine once, in an order that
// depends on the seed, then the others, then again from the first.
func categoryAt(seed uint64, index int) *saigon.Category {
	list, cuisines := saigon.Categories(), len(saigon.Cuisines())
	index %= len(list)
	if index < cuisines {
		return &list[newPermutation(cuisines, seed, "cuisines").at(index)]
	}
	return &list[cuisines+newPermutation(len(list)-cuisines, seed, "other categories").at(index-cuisines)]
}
