package entities

import (
	"hash/fnv"
	"math/bits"
	"math/rand/v2"

	"github.com/jaswdr/faker/v2"
)

// draw is the luck of one item: everything that is drawn for it comes from
// here, in a fixed order. It is never shared between items.
type draw struct{ fake faker.Faker }

// newDraw seeds the draw of one item.
func newDraw(seed uint64, pool string, index, attempt int) draw {
	high := mix(seed ^ textSeed(pool))
	low := mix(uint64(index)<<8 ^ uint64(attempt) ^ high)
	return draw{faker.NewWithSeed(rand.NewPCG(high, low))}
}

// between draws a whole number from low to high, both included.
func (d draw) between(low, high int) int { return d.fake.IntBetween(low, high) }

// chance is true in so many cases of a hundred.
func (d draw) chance(percent int) bool { return d.fake.IntBetween(0, 99) < percent }

// text draws one of the texts.
func (d draw) text(list []string) string { return d.fake.RandomStringElement(list) }

// pick draws one element of a list.
func pick[T any](d draw, list []T) *T { return &list[d.between(0, len(list)-1)] }

// mix spreads the bits of x, so that neighbouring numbers give unrelated ones.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// textSeed turns a name into a number that does not change between releases.
func textSeed(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s)) // cannot fail
	return h.Sum64()
}

// permutation reorders 0…size-1 without remembering anything: i goes to
// factor × i + offset. It is what makes drawn values unique by construction.
type permutation struct{ size, factor, offset uint64 }

// newPermutation chooses the reordering of size numbers that belongs to a seed
// and a purpose. A size below 1 is taken for 1.
func newPermutation(size int, seed uint64, purpose string) permutation {
	n := uint64(max(size, 1))
	key := mix(seed ^ textSeed(purpose))
	factor := mix(key) % n
	for gcd(factor, n) != 1 {
		factor++
	}
	return permutation{size: n, factor: factor, offset: mix(key+1) % n}
}

// at returns where i goes; beyond the size it starts again.
func (p permutation) at(i int) int {
	high, low := bits.Mul64(p.factor, uint64(i)%p.size)
	return int((bits.Rem64(high, low, p.size) + p.offset) % p.size)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
