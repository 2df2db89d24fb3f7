package backend

import "strings"

// maskNamed hides the values that a text gives to secret names, as in
// "password=abc" or {"password":"abc"}.
func maskNamed(text string) string {
	var out strings.Builder
	for {
		start, end := namedSecret(text)
		if start < 0 {
			break
		}
		out.WriteString(text[:start])
		out.WriteString("***")
		text = text[end:]
	}
	if out.Len() == 0 {
		return text
	}
	return out.String() + text
}

// namedSecret returns where the first value behind a secret name begins and
// ends, -1 if there is none.
func namedSecret(text string) (start, end int) {
	for i := 0; i < len(text); {
		n := wordLength(text[i:])
		if n == 0 {
			i++
			continue
		}
		name := text[i : i+n]
		i += n
		if !isSecretName(name) {
			continue
		}
		if start, end, ok := valueBehind(text, i); ok {
			return start, end
		}
	}
	return -1, -1
}

func wordLength(text string) int {
	n := 0
	for n < len(text) {
		c := text[n] | 0x20
		if (c < 'a' || c > 'z') && text[n] != '_' && text[n] != '-' {
			break
		}
		n++
	}
	return n
}

// valueBehind finds the value that follows a name: quotes, a colon or an
// equals sign, then a quoted text or one word.
func valueBehind(text string, i int) (start, end int, ok bool) {
	i = skipAny(text, i, `"'\ `)
	if i >= len(text) || text[i] != ':' && text[i] != '=' {
		return 0, 0, false
	}
	i = skipAny(text, i+1, `\ `)
	stop := " ,;}&"
	if i < len(text) && (text[i] == '"' || text[i] == '\'') {
		stop = text[i : i+1]
		i++
	}
	n := strings.IndexAny(text[i:], stop)
	if n < 0 {
		n = len(text) - i
	}
	return i, i + n, n > 0
}

func skipAny(text string, i int, set string) int {
	for i < len(text) && strings.IndexByte(set, text[i]) >= 0 {
		i++
	}
	return i
}
