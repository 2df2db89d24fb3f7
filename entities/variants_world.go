package entities

import (
	"slices"
	"strings"
	"sync"
)

// newVariants deals variants over the menu items of the world: those that can
// be ordered and have no variants of somebody else's come first.
func newVariants(w *World) (Generator, error) {
	refs, err := needRefs(w, "menu_item_variants", "menu_items", "menu item")
	if err != nil {
		return nil, err
	}
	m := &variantMaker{maker: newMaker(w, "menu_item_variants")}
	reader := newItemReader(w)
	var classes [6][]choosable
	for _, ref := range refs {
		item, class := reader.read(ref)
		classes[class] = append(classes[class], item)
	}
	m.items = slices.Concat(classes[:]...)
	return m, nil
}

// variantLinks names restaurants of menu items that the world does not hold,
// while too few of those it holds take orders: a variant that cannot be
// ordered is of little use.
func variantLinks(w *World) []Link {
	reader := newItemReader(w)
	var links []Link
	seen, shops := map[string]bool{}, 0
	for _, ref := range w.Refs["menu_items"] {
		id := menuItemRestaurant(ref.record())
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		switch reader.doubt(id) {
		case 0:
			shops++
		case 1:
			links = append(links, Link{"restaurants", id})
		}
	}
	return links[:min(len(links), max(enoughShops-shops, 0))]
}

// itemReader reads the menu items of a world for their variants.
type itemReader struct {
	taken map[string][]string // by menu item: descriptions and labels of its variants
	open  map[string]bool     // known restaurants, and whether they take orders
}

func newItemReader(w *World) *itemReader {
	r := &itemReader{taken: map[string][]string{}, open: map[string]bool{}}
	for _, ref := range w.Refs["menu_item_variants"] {
		if ref.Index < 0 {
			variant := ref.record()
			id := variantItem(variant)
			r.taken[id] = append(r.taken[id], variantText(variant))
		}
	}
	for _, ref := range w.Refs["restaurants"] {
		record := readRestaurant(ref.record())
		r.open[ref.ID] = usable(ref, &record)
	}
	return r
}

// dishesByName are all dishes of ours.
var dishesByName = sync.OnceValue(func() map[string]*dish {
	byName := make(map[string]*dish, 512)
	add := func(c *cuisine) {
		for i := range c.dishes {
			byName[c.dishes[i].name] = &c.dishes[i]
		}
	}
	for i := range cuisines {
		add(&cuisines[i])
	}
	add(&houseCuisine)
	return byName
})

// read makes an item ready to have variants, and says how late its turn comes:
// 0 is first.
func (r *itemReader) read(ref Ref) (item choosable, class int) {
	record := readMenuItem(ref.record())
	item = choosable{id: ref.ID, price: record.price, avatar: record.avatar}
	var kind dishKind
	if dish := dishNamed(record.name); dish != nil {
		kind, item.notes = dish.kind, dish.notes
	} else {
		kind = kindOfName(record.name)
	}
	item.options = optionsOf[kind]
	if slices.ContainsFunc(r.taken[ref.ID], func(text string) bool { return !item.offers(text) }) {
		class++
	}
	return item, class + 2*r.doubt(record.restaurant)
}

// doubt is 0 for a restaurant that takes orders, 1 for one that nothing is
// known of, 2 for one that does not.
func (r *itemReader) doubt(restaurant string) int {
	switch open, known := r.open[restaurant]; {
	case open:
		return 0
	case !known:
		return 1
	}
	return 2
}

// dishNamed finds a dish of ours by the name of a menu item, be it alone or the
// first of a set.
func dishNamed(name string) *dish {
	if dish, ok := dishesByName()[name]; ok {
		return dish
	}
	first, _, _ := strings.Cut(name, setMark)
	first, _, _ = strings.Cut(first, " (")
	return dishesByName()[first]
}

// offers says whether a variant's description or label is one that we would
// give the item.
func (c *choosable) offers(text string) bool {
	for _, o := range c.options {
		for _, own := range [...]string{o.label, o.description} {
			rest, ok := strings.CutPrefix(text, own)
			if ok && (rest == "" || strings.HasPrefix(rest, ", pack of ") || strings.HasPrefix(rest, " (")) {
				return true
			}
		}
	}
	return false
}

// kindOfName guesses from its name which options somebody's dish comes in.
func kindOfName(name string) dishKind {
	folded := fold(name)
	for _, guess := range [...]struct {
		kind  dishKind
		words []string
	}{
		{pizza, []string{"pizza"}},
		{sandwich, []string{"banh mi", "sandwich", "burger", "hamburger", "kebab", "taco", "hot dog", "wrap"}},
		{coffee, []string{"coffee", "ca phe", "latte", "cappuccino", "espresso", "americano", "bac xiu"}},
		{drink, []string{"tea", "tra", "juice", "nuoc ep", "sinh to", "smoothie", "soda", "milkshake", "beer", "cola"}},
		{salad, []string{"salad", "goi", "nom"}},
		{rolls, []string{"roll", "rolls", "cuon", "sushi", "maki", "cha gio"}},
		{cake, []string{"cake", "banh kem", "cupcake", "croissant", "bread"}},
		{dessert, []string{"che", "ice cream", "kem", "pudding", "flan", "dessert", "tiramisu"}},
		{sharing, []string{"lau", "hotpot", "hot pot", "bbq", "platter", "family", "set"}},
		{snack, []string{"fries", "wings", "nuggets", "snack", "khoai", "xien"}},
		{bowl, []string{"pho", "bun", "mi", "hu tieu", "noodle", "noodles", "soup", "ramen", "udon", "chao", "mien"}},
	} {
		for _, word := range guess.words {
			if hasWords(folded, word) {
				return guess.kind
			}
		}
	}
	return plate
}
