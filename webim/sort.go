package webim

import (
	"cmp"
	"slices"
)

// sortBy sorts stably by a key. It is the only instance of a sorting function in
// the program: each further one costs the script some kilobytes.
func sortBy(list []int, key func(int) float64) {
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
}
