package api

import "slices"

// Unique returns the distinct elements of a list in their order, so that duplicates
// in a request do not make the response longer.
func Unique(list []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}
