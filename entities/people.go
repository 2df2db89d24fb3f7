package entities

import "github.com/flashseed/flashseed/entities/saigon"

// person is somebody with a name.
type person struct {
	first, last string
	vietnamese  bool
	female      bool
}

// full is the name as it is said: family name first in Vietnamese.
func (p person) full() string {
	if p.vietnamese {
		return p.last + " " + p.first
	}
	return p.first + " " + p.last
}

// newPerson draws a person of a locale: "vi", "en", or for anything else a
// crowd that is Vietnamese in three of four.
func newPerson(d draw, locale string) person {
	vietnamese := d.chance(75)
	switch locale {
	case "vi":
		vietnamese = true
	case "en":
		vietnamese = false
	}
	female := d.chance(50)
	if vietnamese {
		return vietnamesePerson(d, female)
	}
	return internationalPerson(d, female)
}

func vietnamesePerson(d draw, female bool) person {
	gender := "male"
	if female {
		gender = "female"
	}
	p := person{last: d.text(saigon.Words("family name")), vietnamese: true, female: female}
	second, third := d.text(saigon.Words(gender+" middle name")), d.text(saigon.Words(gender+" given name"))
	if second == third {
		p.first = third
		return p
	}
	p.first = second + " " + third
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
	case female:
		p.first = d.text(saigon.Words("foreign female name"))
	default:
		p.first = d.text(saigon.Words("foreign male name"))
	}
	return p
}
