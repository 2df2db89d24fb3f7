package config

import (
	"net/url"
	"strings"
)

// hidden stands for a secret wherever one would be printed.
const hidden = "********"

// redactURL hides all of a URL that may be a credential: what stands before
// the last @, the query, and everything after the scheme if it does not even
// parse (redis://:password without a host).
func redactURL(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		scheme, rest = "", text
	} else {
		scheme += "://"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		return scheme + hidden + redactQuery(rest[at:])
	}
	if _, err := url.Parse(text); err != nil && found {
		return scheme + hidden
	}
	return scheme + redactQuery(rest)
}

func redactQuery(text string) string {
	before, _, found := strings.Cut(text, "?")
	if !found {
		return text
	}
	return before + "?" + hidden
}
