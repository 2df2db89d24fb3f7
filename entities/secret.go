package entities

import "strings"

// isSecretWord reports whether a word marks the name that it stands in as that
// of a secret. Some are two words that are also written together.
func isSecretWord(word []byte) bool {
	switch string(word) {
	case "password", "passwords", "passwd", "pwd", "passphrase", "hash", "salt", "secret", "secrets", "jwt", "otp", "pin", "cvv",
		"token", "tokens", "accesstoken", "refreshtoken", "resettoken",
		"apikey", "privatekey", "verificationcode", "resetcode":
		return true
	}
	return false
}

// IsSecret reports whether values of that name are secrets, as of
// password_hash, apiKey and OTPSecret, but not of hashtag, pinned and shipping.
// numbers is true where a number of that name is none: total_tokens counts.
func IsSecret(name string) (secret, numbers bool) {
	if strings.Contains(name, "ſ") || strings.Contains(name, "\u212a") { // two letters that fold to ASCII
		name = strings.NewReplacer("ſ", "s", "\u212a", "K").Replace(name)
	}
	letters := make([]byte, 0, 64)
	last, start := 0, 0 // where the last word and this one begin
	for i := 0; i <= len(name); i++ {
		ended := i == len(name) || !isLetter(name[i])
		if len(letters) > start && (ended || beginsWord(name, i)) {
			word := letters[start:]
			if isSecretWord(word) || isSecretWord(letters[last:]) {
				secret, numbers = true, strings.Contains(string(word), "token")
				if !numbers {
					return true, false
				}
			}
			last, start = start, len(letters)
		}
		if !ended {
			letters = append(letters, name[i]|0x20)
		}
	}
	return secret, numbers
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// beginsWord reports whether a letter begins a word behind another letter: the
// K of apiKey and the S of OTPSecret.
func beginsWord(name string, i int) bool {
	if !isUpper(name[i]) || i == 0 {
		return false
	}
	return !isUpper(name[i-1]) || i+1 < len(name) && isLetter(name[i+1]) && !isUpper(name[i+1])
}
