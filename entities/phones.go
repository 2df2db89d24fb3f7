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
	digits := strconv.Itoa(phonesPerPrefix + n%phonesPerPrefix)[1:] // with leading zeros
	return "+84" + saigon.Words("mobile prefix")[n/phonesPerPrefix] + digits
}
