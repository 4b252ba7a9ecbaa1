package webim

import (
	"cmp"
	"slices"
)

// sortBy sorts list stably by key. It is the program's only instance of a sorting
// function, because each further one costs the script some kilobytes.
func sortBy(list []int, key func(int) float64) {
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
}
