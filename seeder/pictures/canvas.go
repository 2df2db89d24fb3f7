package pictures

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// canvas is a picture in the making, and dice. Lengths are in widths of the
// picture, x to the right and y down.
type canvas struct {
	*image.RGBA
	*rand.Rand
}

// shape is an area: its distance is below 0 within, never more than the true
// distance, and nothing of it lies outside the box.
type shape struct {
	x0, y0, x1, y1 float64
	distance       func(x, y float64) float64
}

// oval is an ellipse around a point.
func oval(x, y, rx, ry float64) shape {
	return shape{x - rx, y - ry, x + rx, y + ry, func(px, py float64) float64 {
		return (math.Hypot((px-x)/rx, (py-y)/ry) - 1) * min(rx, ry)
	}}
}

// box is a rectangle with rounded corners.
func box(x0, y0, x1, y1, r float64) shape {
	return shape{x0, y0, x1, y1, func(px, py float64) float64 {
		dx, dy := max(x0+r-px, px-x1+r), max(y0+r-py, py-y1+r)
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
	}}
}

// line is a stroke with round ends, r to each side.
func line(x0, y0, x1, y1, r float64) shape {
	dx, dy := x1-x0, y1-y0
	return shape{min(x0, x1) - r, min(y0, y1) - r, max(x0, x1) + r, max(y0, y1) + r, func(px, py float64) float64 {
		t := min(max(((px-x0)*dx+(py-y0)*dy)/(dx*dx+dy*dy), 0), 1)
		return math.Hypot(px-x0-t*dx, py-y0-t*dy) - r
	}}
}

// fill paints a shape. Where the edge is far, it takes as many pixels at once.
func (c canvas) fill(paint color.RGBA, s shape) {
	scale := float64(c.Rect.Dx())
	pixel := func(at float64, limit int) int { return min(max(int(at*scale), 0), limit) }
	for y := pixel(s.y0, c.Rect.Dy()); y < pixel(s.y1+1/scale, c.Rect.Dy()); y++ {
		right := pixel(s.x1+1/scale, c.Rect.Dx())
		for x := pixel(s.x0, right); x < right; {
			depth := -scale * s.distance((float64(x)+0.5)/scale, (float64(y)+0.5)/scale)
			for far := min(x+max(1, int(math.Abs(depth)-0.5)), right); x < far; x++ {
				if depth >= 0.5 {
					c.SetRGBA(x, y, paint)
				} else if depth > -0.5 {
					c.SetRGBA(x, y, shade(c.RGBAAt(x, y), paint, depth+0.5))
				}
			}
		}
	}
}

// shade is a colour on the way from one to another.
func shade(from, to color.RGBA, way float64) color.RGBA {
	part := func(a, b uint8) uint8 { return uint8(float64(a) + (float64(b)-float64(a))*way + 0.5) }
	return color.RGBA{part(from.R, to.R), part(from.G, to.G), part(from.B, to.B), 255}
}

// rgb is a colour as style sheets write it: 0xrrggbb.
func rgb(code uint32) color.RGBA {
	return color.RGBA{uint8(code >> 16), uint8(code >> 8), uint8(code), 255}
}

// pick draws one of several colours.
func (c *canvas) pick(codes ...uint32) color.RGBA { return rgb(codes[c.IntN(len(codes))]) }
