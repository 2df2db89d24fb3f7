package config_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/flashseed/flashseed/entities"
)

const declared = `
pools:
  gift_cards:
    title: Gift cards
    list: /gift-cards
    count: /gift-cards/count
    create: /gift-cards
    item: /gift-cards/one
    delete: /gift-cards/gone
    key: [code]
    columns: code, amount
    id: data.uuid
    envelope: {create: data, list: data.items}
    min: 20
    fields:
      code: "GIFT-{index}"
      customer_id: "{customers.id}"
      amount: {from: 5, to: 50, step: 5}
`

func TestDeclaredPool(t *testing.T) {
	c := load(t, given{file: declared, args: []string{"--min", "gift_cards=3"}})
	got := c.Pools["gift_cards"]
	node := got.Fields
	if node == nil || node.Content[2].Value != "customer_id" || node.Content[2].Line != 17 || node.Content[2].Column != 7 {
		t.Errorf("the fields lost their places: %+v", node)
	}
	if got.Node == nil || got.Node.Content[0].Value != "title" || got.Node.Content[0].Line != 4 {
		t.Errorf("the entry lost its place: %+v", got.Node)
	}
	if c.Min("gift_cards") != 3 {
		t.Errorf("min %d", c.Min("gift_cards"))
	}
	want := entities.Declaration{
		Pool: "gift_cards", Title: "Gift cards", Line: 3, Column: 3,
		Routes: entities.Routes{
			List: "/gift-cards", Count: "/gift-cards/count", Create: "/gift-cards", Item: "/gift-cards/one", Delete: "/gift-cards/gone",
		},
		Key: []string{"code"}, Columns: []string{"code", "amount"},
		Created: entities.Answer{Envelope: "data", ID: "data.uuid"}, Listed: entities.Answer{Envelope: "data.items", ID: "data.uuid"},
	}
	if got.Node = nil; !got.Declared || !reflect.DeepEqual(got.Declaration, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if c := load(t, given{file: "builtin_pools: false\npools: {customers: {create: /x}}"}); c.BuiltinPools || !c.Pools["customers"].Declared {
		t.Errorf("customers are still built in: %+v", c.Pools)
	}
	var shown []string
	for _, s := range c.Settings {
		if name, ok := strings.CutPrefix(s.Key, "pools.gift_cards."); ok {
			shown = append(shown, name+"="+s.Value+" "+s.Source)
		}
	}
	for _, want := range []string{
		"min=3 flag --min", "title=Gift cards file /project/flashseed.yaml:4:12", "key=code file /project/flashseed.yaml:10:10",
		"fields=code, customer_id, amount file /project/flashseed.yaml:16:7",
	} {
		if !strings.Contains(strings.Join(shown, "\n"), want) {
			t.Errorf("no %q in\n%s", want, strings.Join(shown, "\n"))
		}
	}
}

func TestDeclaredPoolRefused(t *testing.T) {
	for text, want := range map[string]string{
		"pools:\n  custmers: {min: 3}":                         "pools.custmers: is not a pool (from /project/flashseed.yaml:2:3) did you mean customers?",
		"pools:\n  gift_cards: {title: create}":                "pools.gift_cards: is not a pool (from /project/flashseed.yaml:2:3) the pools are",
		"pools:\n  gift_cards: {min: 3}":                       "pools.gift_cards: is not a pool (from /project/flashseed.yaml:2:3) the pools are",
		"pools:\n  Gift Cards: {create: /x}":                   `"pools.Gift Cards": is not a name for a pool (from /project/flashseed.yaml:2:3) write lower-case letters, digits and _`,
		"pools:\n  gift_cards: {create: /x, colums: [a]}":      "pools.gift_cards.colums: is not a setting (from /project/flashseed.yaml:2:28) did you mean columns?",
		"pools:\n  gift_cards: {create: x}":                    `pools.gift_cards.create: "x" is not a path of the backend (from /project/flashseed.yaml:2:24) begin it with one slash`,
		"pools:\n  gift_cards: {create: /x, id: {update: a}}":  `pools.gift_cards.id: "update: a" has the key "update" (from /project/flashseed.yaml:2:32) write a path, or create: and list:`,
		"pools:\n  gift_cards: {create: /x, envelope: [a]}":    "pools.gift_cards.envelope: must not be a list (from /project/flashseed.yaml:2:38) ",
		"pools:\n  gift_cards: {create: /x, key: {a: b}}":      "pools.gift_cards.key: must not be a mapping (from /project/flashseed.yaml:2:33) ",
		"pools:\n  customers: {key: [email]}":                  "pools.customers.key: \"email\" is for pools that the file declares (from /project/flashseed.yaml:2:20) ",
		"pools:\n  gift_cards: {create: /x}\n  gift_cards: {}": `config: is not YAML: unmarshal errors: line 3: mapping key "gift_cards" already defined at line 2 (from`,
	} {
		if err := refuse(t, given{file: text}); !strings.HasPrefix(err.Error()+" "+err.Hint, want) {
			t.Errorf("got  %s %s\nwant %s", err, err.Hint, want)
		}
	}
	err := refuse(t, given{file: declared, args: []string{"--min", "gift_card=3"}})
	if err.Hint != "did you mean gift_cards?" {
		t.Errorf("hint %q", err.Hint)
	}
}
