package entities

import (
	"slices"
	"strings"

	"github.com/flashseed/flashseed/entities/saigon"
)

// person is a name and a gender.
type person struct {
	first, last string
	female      bool
}

// inOrder is a name as it is said: family name first where that is Vietnamese.
func inOrder(first, last string) string {
	if isVietnamese(last) {
		first, last = last, first
	}
	return strings.TrimSpace(first + " " + last)
}

func isVietnamese(familyName string) bool {
	return slices.Contains(saigon.Words("family name"), familyName)
}

// newPerson draws a person of a locale ("vi", "en", or for anything else those
// who live in the city) and a login role.
func newPerson(d draw, locale, role string) person {
	local, women := 90, 50
	switch role {
	case "customer":
		local = 75
	case "driver":
		local, women = 97, 10
	}
	vietnamese, female := d.chance(local), d.chance(women)
	if locale == "vi" || locale != "en" && vietnamese {
		return vietnamesePerson(d, female)
	}
	return internationalPerson(d, female)
}

// genders are how saigon's words name women (true) and men.
var genders = map[bool]string{true: "female", false: "male"}

// vietnamesePerson draws a name of two to four syllables, mostly three.
func vietnamesePerson(d draw, female bool) person {
	gender := genders[female]
	middles := saigon.Words(gender + " middle name")
	p := person{last: d.text(saigon.Words("family name")), female: female}
	syllables, middle, second, given := d.between(1, 100), d.text(middles), d.text(middles), d.text(saigon.Words(gender+" given name"))
	if second == "Thị" || second == "Văn" { // these come first
		middle, second = second, middle
	}
	parts := []string{given}
	if syllables > 8 && middle != given {
		parts = []string{middle, given}
	}
	if syllables > 80 && second != middle && second != given {
		parts = slices.Insert(parts, len(parts)-1, second)
	}
	p.first = strings.Join(parts, " ")
	return p
}

// internationalPerson draws every other first name from faker's long list, so
// that a big crowd does not meet itself at every corner.
func internationalPerson(d draw, female bool) person {
	p := person{last: d.text(saigon.Words("foreign surname")), female: female}
	generic := d.chance(50)
	switch {
	case generic && female:
		p.first = d.fake.Person().FirstNameFemale()
	case generic:
		p.first = d.fake.Person().FirstNameMale()
	default:
		p.first = d.text(saigon.Words("foreign " + genders[female] + " name"))
	}
	return p
}

// honorifics come before names of women (true) and of men.
var honorifics = map[string]bool{
	"Bà": true, "Cô": true, "Chị": true, "Dì": true, "Mợ": true, "Thím": true,
	"Ông": false, "Chú": false, "Anh": false, "Cậu": false,
}

// ownerOf draws the owner of a house: mostly a local, always where local food
// is cooked, and the one whom the house is called after ("Cơm Tấm Cô Hạnh" is a
// woman's, and Hạnh is her name).
func ownerOf(d draw, locale string, c *saigon.Cuisine, house string) person {
	if c.Local {
		locale = "vi"
	}
	owner := newPerson(d, locale, "restaurant")
	words := strings.Fields(house)
	for i, word := range words[:len(words)-1] {
		female, ok := honorifics[word]
		if !ok || !c.Local {
			continue
		}
		owner = vietnamesePerson(d, female)
		gender := genders[female]
		if given := words[i+1]; slices.Contains(saigon.Words(gender+" given name"), given) {
			owner.first = d.text(saigon.Words(gender+" middle name")) + " " + given
		}
	}
	return owner
}

// languageOf is the language of an author: the locale's, else
// Vietnamese for so many keys of a hundred.
func languageOf(locale string, key uint64, percent uint64) string {
	switch {
	case locale == "vi", locale != "en" && mix(key)%100 < percent:
		return "vi"
	}
	return "en"
}
