package config

import "strings"

// DidYouMean is a hint with the candidate that name was most likely meant to
// be, or otherwise where none is near: more than a third of the letters differ.
// Case, dashes and underscores do not count as differences.
func DidYouMean(name string, candidates []string, otherwise string) string {
	name = folded(name)
	limit := max(2, len(name)/3) + 1
	for _, candidate := range candidates {
		if d := distance(name, folded(candidate)); d < limit {
			otherwise, limit = "did you mean "+candidate+"?", d
		}
	}
	return otherwise
}

func folded(name string) string {
	if len(name) > longestValue {
		name = name[:longestValue]
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(name), "_", ""), "-", "")
}

// distance counts the insertions, deletions and replacements from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
