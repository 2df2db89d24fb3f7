package entities

import "strings"

// fold writes a text in lower case without accents, and everything that is
// neither letter nor digit as one space, with a space at either end, as hasWords
// wants it.
func fold(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte(' ')
	space := true
	for _, r := range strings.ToLower(text) {
		r = bare(r)
		switch {
		case r == 0: // an accent that stands for itself
			continue
		case r != ' ':
			b.WriteRune(r)
		case !space:
			b.WriteByte(' ')
		}
		space = r == ' '
	}
	if !space {
		b.WriteByte(' ')
	}
	return b.String()
}

// hasWords reports whether a folded text holds the words, as whole ones.
func hasWords(folded, words string) bool {
	return strings.Contains(folded, " "+words+" ")
}

// bare is a lower-case letter without its accents, ' ' for what is no letter
// or digit, 0 for a combining accent.
func bare(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return r
	case r >= 0x300 && r <= 0x36f:
		return 0
	case r < 0x80:
		return ' '
	case r == 'đ':
		return 'd'
	}
	const letters = "aeiouy"
	for i, accented := range [...]string{
		"àáảãạăằắẳẵặâầấẩẫậäåā", "èéẻẽẹêềếểễệëē", "ìíỉĩịîïī",
		"òóỏõọôồốổỗộơờớởỡợöøō", "ùúủũụưừứửữựûüū", "ỳýỷỹỵÿ",
	} {
		if strings.ContainsRune(accented, r) {
			return rune(letters[i])
		}
	}
	return ' '
}
