package entities

import "github.com/flashseed/flashseed/entities/saigon"

type categoryBody struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Avatar      *picture `json:"avatar,omitempty"`
}

func foodCategories() *Entity {
	return &Entity{
		Pool:    "food_categories",
		Unique:  "name",
		Body:    categoryBody{},
		Key:     keyed("name"),
		bind:    newFoodCategories,
		Columns: columns("Name: name", "Description: description"),
	}
}

// newFoodCategories makes each category once. There is no food for more of
// them, so the next ones say that they repeat another.
func newFoodCategories(m maker) (Generator, error) {
	return drafts(func(index, attempt int) Draft {
		c, round := categoryAt(m.Seed, index), index/len(saigon.Categories())
		language := m.language()
		name, description := again(c.Name.In(language), " (", round, ")"), c.Description.In(language)
		if round > 0 {
			description = saigon.Texts("repeated category")[0].In(language) + " " + description
		}
		return m.draft(index, attempt, &categoryBody{
			Name:        m.odd(again(name, " No. ", attempt, ""), index),
			Description: description,
			Avatar:      m.picture(dishPicture, c.Picture, index),
		})
	}), nil
}

// categoryAt is the index-th seeded category: every cuisine once, in an order that
// depends on the seed, then the others, then again from the first.
func categoryAt(seed uint64, index int) *saigon.Category {
	list, cuisines := saigon.Categories(), len(saigon.Cuisines())
	index %= len(list)
	if index < cuisines {
		return &list[newPermutation(cuisines, seed, "cuisines").at(index)]
	}
	return &list[cuisines+newPermutation(len(list)-cuisines, seed, "other categories").at(index-cuisines)]
}
