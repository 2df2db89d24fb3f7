package entities

import (
	"strings"
	"sync"

	"github.com/flashseed/flashseed/entities/saigon"
)

// cuisineOf recognises the cuisine of a foreign category or restaurant by the
// longest of the cuisines' keywords in its name. Nil if it has none.
func cuisineOf(name string) *saigon.Cuisine {
	words := strings.Fields(fold(name))
	best, longest := len(saigon.Cuisines()), 0
	for from := range words {
		for to := from + 1; to <= min(from+keywordWords, len(words)); to++ {
			phrase := strings.Join(words[from:to], " ")
			i, known := keywords()[phrase]
			if known && (len(phrase) > longest || len(phrase) == longest && i < best) {
				best, longest = i, len(phrase)
			}
		}
	}
	if longest == 0 {
		return nil
	}
	return &saigon.Cuisines()[best]
}

// keywordWords is how many words a keyword has at most.
const keywordWords = 3

// keywords maps each keyword to its cuisine's index.
var keywords = sync.OnceValue(func() map[string]int {
	list := map[string]int{}
	for i, c := range saigon.Cuisines() {
		for _, word := range c.Keywords {
			list[word] = i
		}
	}
	return list
})

// cuisineOfPrefix recognises the cuisine of a restaurant by how its name
// begins, which is how seeded ones are named. Nil if it begins otherwise.
func cuisineOfPrefix(name string) *saigon.Cuisine {
	best, longest := prefixIn(saigon.House(), name)
	list := saigon.Cuisines()
	for i := range list {
		if found, length := prefixIn(&list[i], name); length > longest {
			best, longest = found, length
		}
	}
	return best
}

func prefixIn(c *saigon.Cuisine, name string) (found *saigon.Cuisine, longest int) {
	for _, prefix := range c.Prefixes {
		if len(prefix) > longest && strings.HasPrefix(name, prefix+" ") {
			found, longest = c, len(prefix)
		}
	}
	return found, longest
}

// cuisineOfCategory is what restaurants of a category cook.
func cuisineOfCategory(seed uint64, category Ref) *saigon.Cuisine {
	if category.Index >= 0 {
		return categoryAt(seed, category.Index).Cuisine()
	}
	return orHouse(cuisineOf(category.record().text("name")))
}

func orHouse(c *saigon.Cuisine) *saigon.Cuisine {
	if c == nil {
		return saigon.House()
	}
	return c
}
