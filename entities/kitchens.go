package entities

import (
	"cmp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/flashseed/flashseed/entities/saigon"
)

// cuisineOf recognises the cuisine of a foreign category or restaurant by the
// longest of the cuisines' keywords in its name. Nil if it has none.
func cuisineOf(name string) (best *saigon.Cuisine) {
	folded, all, longest := fold(name), saigon.Cuisines(), 0
	for i := range all {
		for _, word := range all[i].Keywords {
			if len(word) > longest && hasWords(folded, word) {
				best, longest = &all[i], len(word)
			}
		}
	}
	return best
}

// cuisineOfPrefix recognises the cuisine of a restaurant by how its name
// begins, which is how seeded ones are named. Nil if it begins otherwise.
func cuisineOfPrefix(name string) (best *saigon.Cuisine) {
	all, longest := saigon.Kitchens(), 0
	for i := range all {
		for _, prefix := range all[i].Prefixes {
			if len(prefix) > longest && strings.HasPrefix(name, prefix+" ") {
				best, longest = &all[i], len(prefix)
			}
		}
	}
	return best
}

// cuisineOfCategory is what restaurants of a category cook.
func cuisineOfCategory(seed uint64, category Ref) *saigon.Cuisine {
	if category.Index >= 0 {
		return categoryAt(seed, category.Index).Cuisine
	}
	return cmp.Or(cuisineOf(category.record().text("name")), saigon.House())
}

// fold writes a text in lower case without accents, and everything that is
// neither letter nor digit as one space, with a space at either end, as hasWords
// wants it.
func fold(text string) string {
	bare := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r == 'đ':
			return 'd'
		case unicode.Is(unicode.Mn, r): // an accent
			return -1
		}
		return ' '
	}, norm.NFD.String(strings.ToLower(text)))
	return " " + strings.Join(strings.Fields(bare), " ") + " "
}

// hasWords reports whether a folded text holds the words, as whole ones.
func hasWords(folded, words string) bool {
	return strings.Contains(folded, " "+words+" ")
}
