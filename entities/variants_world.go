package entities

import (
	"slices"
	"strings"
	"sync"

	"github.com/flashseed/flashseed/entities/saigon"
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
		r.open[ref.ID] = usable(w, ref, &record)
	}
	return r
}

// dishesByName are all dishes of ours.
var dishesByName = sync.OnceValue(func() map[string]*saigon.Dish {
	byName := make(map[string]*saigon.Dish, 512)
	add := func(c *saigon.Cuisine) {
		for i := range c.Dishes {
			byName[c.Dishes[i].Name] = &c.Dishes[i]
		}
	}
	for _, c := range saigon.Cuisines() {
		add(&c)
	}
	add(saigon.House())
	return byName
})

// read makes an item ready to have variants, and says how late its turn comes:
// 0 is first.
func (r *itemReader) read(ref Ref) (item choosable, class int) {
	record := readMenuItem(ref.record())
	item = choosable{id: ref.ID, price: record.price, avatar: record.avatar}
	var kind *saigon.Kind
	if dish := dishNamed(record.name); dish != nil {
		kind, item.notes = dish.Kind, dish.Notes
	} else {
		kind = kindOfName(record.name)
	}
	item.options = kind.Options
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
func dishNamed(name string) *saigon.Dish {
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
		for _, own := range [...]string{o.Label, o.Description} {
			rest, ok := strings.CutPrefix(text, own)
			if ok && (rest == "" || strings.HasPrefix(rest, ", pack of ") || strings.HasPrefix(rest, " (")) {
				return true
			}
		}
	}
	return false
}

// kindOfName guesses from its name which options somebody's dish comes in.
func kindOfName(name string) *saigon.Kind {
	folded := fold(name)
	kinds := saigon.Kinds()
	for i := range kinds {
		if slices.ContainsFunc(kinds[i].Words, func(word string) bool { return hasWords(folded, word) }) {
			return &kinds[i]
		}
	}
	return &kinds[len(kinds)-1]
}
