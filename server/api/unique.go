package api

import "slices"

// Unique returns the different elements of a list in their order, so that a response
// does not grow with repetitions in the request.
func Unique(list []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}
