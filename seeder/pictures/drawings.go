package pictures

import (
	"image/color"
	"math"
	"slices"
)

var (
	white = rgb(0xffffff)
	black = rgb(0x2b2b33)
)

// foods are the colours of what words say is on a plate.
var foods = map[string]uint32{
	"beef": 0x8a4b32, "pork": 0xc98b6b, "chicken": 0xe0a44a, "duck": 0xb8703a, "egg": 0xf7c948, "fish": 0xf0b8a0,
	"salmon": 0xf58e6c, "prawn": 0xf57f5b, "crab": 0xe85d3d, "squid": 0xf3d3c8, "snails": 0x7d6a4f, "tofu": 0xf4ead0,
	"mushroom": 0xb39a7c, "rice": 0xfaf6ea, "noodle": 0xf3dfa8, "rolls": 0xd7e8c0, "salad": 0x76b852, "vegan": 0x6aa84f,
	"bread": 0xd9a05b, "pizza": 0xe9a23b, "cheese": 0xf6cf5e, "fries": 0xf2c14e, "cake": 0xf3c6cf, "dessert": 0xf0a9b8,
	"chocolate": 0x5b3a29, "coconut": 0xf7f2e4, "mango": 0xffb52e, "corn": 0xf9d648, "curry": 0xe0932c, "coffee": 0x6b4226,
	"tea": 0xc7823a, "milktea": 0xc9a27c, "matcha": 0x9bbf65, "juice": 0xff9f3f, "smoothie": 0xe77fa0, "milk": 0xf7f1e6,
	"soup": 0xd98e4a, "pho": 0xd9a566, "stew": 0xa9552f, "hotpot": 0xd1543a, "congee": 0xf2ead6, "grilled": 0x8f5533,
}

// drawDish draws a glass, a bowl or a plate from above with what the words say.
func drawDish(c canvas, words []string) {
	table := c.pick(0xf6d6ad, 0xcfe5d6, 0xf7c9c0, 0xc9dcf2, 0xe6d3f0, 0xfae3a0, 0xbfe0e2)
	c.fill(table, box(0, 0, 1, 0.75, 0))
	has := func(any ...string) bool {
		return slices.ContainsFunc(words, func(word string) bool { return slices.Contains(any, word) })
	}
	var colours []color.RGBA
	for _, word := range words {
		if code, known := foods[word]; known {
			colours = append(colours, rgb(code))
		}
	}
	colours = append(colours, c.pick(0xe0a44a, 0xc0603b, 0x76b852, 0xf57f5b))
	main := colours[0]
	if has("coffee", "tea", "milktea", "juice", "smoothie", "milk", "matcha") && !has("cake", "bread") {
		c.fill(shade(table, black, 0.15), oval(0.5, 0.66, 0.19, 0.04))
		c.fill(c.pick(0xe8505b, 0x3f88c5, 0x44af69), line(0.58, 0.6, 0.66, 0.08, 0.012))
		c.fill(shade(table, white, 0.75), box(0.35, 0.17, 0.65, 0.67, 0.06))
		c.fill(main, box(0.37, 0.24+0.06*c.Float64(), 0.63, 0.65, 0.045))
		for range 3 {
			x, y := 0.4+0.14*c.Float64(), 0.32+0.2*c.Float64()
			c.fill(shade(main, white, 0.45), box(x, y, x+0.075, y+0.075, 0.015))
		}
		return
	}
	dish, food := oval(0.5, 0.375, 0.33, 0.33), 0.2
	c.fill(shade(table, black, 0.15), oval(0.51, 0.4, 0.34, 0.34))
	c.fill(white, dish)
	if has("pho", "noodle", "noodles", "soup", "ramen", "congee", "hotpot", "bowl", "stew", "curry", "salad") {
		c.fill(c.pick(0x2a6f97, 0xb23a48, 0x588157, 0x3d405b), dish)
		food = 0.27
	}
	c.fill(main, oval(0.5, 0.375, food, food))
	if has("pho", "noodle", "noodles", "ramen", "pasta") {
		for range 9 {
			x, y := 0.44+0.12*c.Float64(), 0.275+0.2*c.Float64()
			c.fill(rgb(0xf8ecc8), line(x-0.13, y, x+0.13, y+0.1*(c.Float64()-0.5), 0.009))
		}
	}
	colours = append(colours[1:], shade(main, black, 0.2), shade(main, white, 0.35), rgb(0x5fa843), c.pick(0xe8413c, 0xf7c948, 0xf3f0e8))
	for i := range 14 {
		angle, away := c.Float64()*2*math.Pi, math.Sqrt(c.Float64())*(food-0.06)
		r := 0.02 + 0.03*c.Float64()
		c.fill(colours[i%len(colours)], oval(0.5+away*math.Cos(angle), 0.375+away*math.Sin(angle), r, r*(0.6+0.4*c.Float64())))
	}
}

// drawPerson draws a face before a circle, with long hair for women.
func drawPerson(c canvas, words []string) {
	back := c.pick(0x8ecae6, 0xa7c957, 0xf4a261, 0xcdb4db, 0xffcb69, 0x84a59d, 0xf28482)
	skin := c.pick(0xf3cfae, 0xe8b98f, 0xd9a27a, 0xc68a63)
	hair := c.pick(0x1d1a1a, 0x2c2018, 0x3b2619, 0x55341f)
	wide, long := 0.165+0.02*c.Float64(), slices.Contains(words, "women")
	c.fill(shade(back, white, 0.55), box(0, 0, 1, 1, 0))
	c.fill(back, oval(0.5, 0.5, 0.48, 0.48))
	if long {
		c.fill(hair, box(0.265, 0.3, 0.735, 0.68+0.15*c.Float64(), 0.1))
	}
	c.fill(c.pick(0x355070, 0xe56b6f, 0x2a9d8f, 0xf7f7f2, 0x6d597a, 0xbc4749), oval(0.5, 1, 0.36, 0.27))
	c.fill(shade(skin, black, 0.12), box(0.43, 0.55, 0.57, 0.77, 0.06))
	c.fill(hair, oval(0.5, 0.43, wide+0.02, 0.24))
	c.fill(skin, oval(0.47+0.06*c.Float64(), 0.48, wide, 0.2))
	for _, x := range []float64{0.43, 0.57} {
		c.fill(black, oval(x, 0.46, 0.018, 0.022))
		c.fill(hair, line(x-0.03, 0.415, x+0.03, 0.41, 0.007))
	}
	c.fill(shade(skin, black, 0.15), line(0.5, 0.48, 0.5, 0.52, 0.008))
	c.fill(rgb(0xb5483f), oval(0.5, 0.58, 0.05, 0.03))
	c.fill(skin, box(0.44, 0.54, 0.56, 0.582, 0))
}

// drawFront draws a shop under a striped awning.
func drawFront(c canvas, _ []string) {
	wall := c.pick(0xf2e3c6, 0xe9c46a, 0xcfe1b9, 0xf4b6a6, 0xbcd4e6, 0xdcc5e0)
	cloth := c.pick(0xc1272d, 0x2a7f62, 0x1d5c96, 0xe07a1f, 0x7b3f9d)
	c.fill(c.pick(0xcdeafc, 0xfde8c9, 0xdff3e4), box(0, 0, 1, 0.75, 0))
	c.fill(rgb(0xb8b4ac), box(0, 0.66, 1, 0.75, 0))
	c.fill(wall, box(0.1, 0.06, 0.9, 0.68, 0.01))
	c.fill(cloth, box(0.2, 0.1, 0.8, 0.2, 0.015))
	c.fill(white, line(0.28, 0.15, 0.5+0.22*c.Float64(), 0.15, 0.014))
	door, window := 0.16, 0.64
	if c.IntN(2) == 0 {
		door, window = 0.62, 0.38
	}
	c.fill(rgb(0x6b4a34), box(door, 0.34, door+0.22, 0.68, 0.01))
	c.fill(rgb(0x5b7c8d), box(door+0.03, 0.37, door+0.19, 0.57, 0.01))
	c.fill(white, box(window-0.2, 0.36, window+0.16, 0.6, 0.01))
	c.fill(rgb(0xffe3a3), box(window-0.185, 0.375, window+0.145, 0.585, 0.01))
	c.fill(white, box(window-0.03, 0.375, window-0.01, 0.585, 0))
	for i := range 10 {
		stripe := []color.RGBA{cloth, white}[i%2]
		x := 0.08 + 0.084*float64(i)
		c.fill(stripe, box(x, 0.25, x+0.084, 0.33, 0))
		c.fill(stripe, oval(x+0.042, 0.33, 0.042, 0.03))
	}
}

// drawPromotion draws a percent sign on a badge with ribbons.
func drawPromotion(c canvas, _ []string) {
	back := c.pick(0xffbe0b, 0xff6b6b, 0x06d6a0, 0x4d96ff, 0xb388eb, 0xff8fab)
	badge := c.pick(0xd62828, 0x1d3557, 0x6a040f, 0x3a0ca3, 0x005f73)
	c.fill(back, box(0, 0, 1, 0.75, 0))
	turn := c.Float64()
	for i := range 12 {
		angle := 2 * math.Pi * (float64(i) + turn) / 12
		c.fill(shade(back, white, 0.25), line(0.5, 0.33, 0.5+math.Cos(angle), 0.33+math.Sin(angle), 0.022))
	}
	for _, side := range []float64{-1, 1} {
		c.fill(shade(badge, black, 0.35), line(0.5+0.08*side, 0.45, 0.5+0.14*side, 0.7, 0.05))
	}
	for i := range 16 {
		angle := 2 * math.Pi * (float64(i) + turn) / 16
		c.fill(badge, oval(0.5+0.23*math.Cos(angle), 0.33+0.23*math.Sin(angle), 0.05, 0.05))
	}
	c.fill(badge, oval(0.5, 0.33, 0.235, 0.235))
	c.fill(white, line(0.41, 0.44, 0.59, 0.22, 0.022))
	for _, at := range [][2]float64{{0.415, 0.25}, {0.585, 0.41}} {
		c.fill(white, oval(at[0], at[1], 0.062, 0.062))
		c.fill(badge, oval(at[0], at[1], 0.028, 0.028))
	}
}
