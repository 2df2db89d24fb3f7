package entities

import "net/url"

// cartItemBody puts a dish into a customer's cart.
type cartItemBody struct {
	CustomerID   string        `json:"customer_id" ref:"customers"`
	ItemID       string        `json:"item_id" ref:"menu_items"`
	RestaurantID string        `json:"restaurant_id" ref:"restaurants"`
	Variants     []cartVariant `json:"variants"`
}

type cartVariant struct {
	VariantID string `json:"variant_id" ref:"menu_item_variants"`
	Quantity  int    `json:"quantity" min:"1"`
}

func cartItems() *Entity {
	return &Entity{
		Pool:     "cart_items",
		Optional: true,
		Body:     cartItemBody{},
		Key:      keyed("customer_id|customer", "item_id|item"),
		bind:     newCartItems,
		Lists:    cartLists,
		Columns: columns(
			"Customer: customer|customer_id as person", "Dish: item.name|item_id",
			"Quantity: variants.0.quantity",
		),
	}
}

// cartLists are the carts of those whose carts are filled first. The list of all
// carts is one of up to an hour ago.
func cartLists(w *World, n int) []string {
	if w.Dialect == nil || w.Dialect.Dialect != Flashstrom {
		return nil
	}
	var paths []string
	for _, ref := range w.Refs["customers"][:min(n, len(w.Refs["customers"]))] {
		paths = append(paths, "/customers/cart-items/"+url.PathEscape(ref.ID))
	}
	return paths
}

// newCartItems fills one cart after the other, each in its turn with one dish
// more of the same restaurant.
func newCartItems(m maker) (Generator, error) {
	shops, customers := shopsOf(m.World), m.Refs["customers"]
	if len(shops) == 0 {
		return nil, &LackError{Pool: "cart_items", Want: "restaurant with a menu with variants that accepts orders"}
	}
	return drafts(func(index, attempt int) Draft {
		d := m.draw(index, attempt)
		customer, turn := index%len(customers), index/len(customers)
		shop := &shops[m.permutation(len(shops), "restaurants").at(customer)]
		dish := &shop.dishes[m.permutation(len(shop.dishes), "dishes").at(customer+turn+attempt)]
		variant := pick(d, dish.variants)
		return m.draft(index, attempt, &cartItemBody{
			CustomerID:   customers[customer].ID,
			ItemID:       dish.id,
			RestaurantID: shop.id,
			Variants:     []cartVariant{{variant.id, d.between(1, 2)}},
		})
	}), nil
}
