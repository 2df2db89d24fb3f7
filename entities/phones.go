package entities

import (
	"strconv"

	"github.com/flashseed/flashseed/entities/saigon"
)

// How many numbers each item may have, one for each attempt; the next item's
// come after them.
const phonesPerItem = 16

const phonesPerPrefix = 10_000_000

// phoneBook gives each account of a pool a Vietnamese mobile number that no
// other account has.
type phoneBook struct {
	numbers permutation
	first   int // the pool's first slot
	size    int // how many slots it has
}

// newPhoneBook returns the numbers of one of several pools that share them.
func newPhoneBook(seed uint64, pool, pools int) phoneBook {
	all := len(saigon.Words("mobile prefix")) * phonesPerPrefix
	size := all / pools
	return phoneBook{numbers: newPermutation(all, seed, "phones"), first: pool * size, size: size}
}

// number returns the number for an item, such as "+84901234567".
func (b phoneBook) number(index, attempt int) string {
	slot := (index*phonesPerItem + attempt%phonesPerItem) % b.size
	n := b.numbers.at(b.first + slot)
	var buf [16]byte
	text := append(buf[:0], "+84"...)
	text = append(text, saigon.Words("mobile prefix")[n/phonesPerPrefix]...)
	return string(appendPadded(text, n%phonesPerPrefix, 7))
}

// appendPadded appends a number with leading zeros.
func appendPadded(text []byte, n, width int) []byte {
	var buf [20]byte
	digits := strconv.AppendInt(buf[:0], int64(n), 10)
	for range width - len(digits) {
		text = append(text, '0')
	}
	return append(text, digits...)
}
