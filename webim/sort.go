package webim

import "cmp"

// sortBy sorts list stably by key, by merging. Package slices' stable sort would add
// 1 kB to the script.
func sortBy(list []int, key func(int) float64) {
	from, to := list, make([]int, len(list))
	for width := 1; width < len(list); width *= 2 {
		for low := 0; low < len(list); low += 2 * width {
			a, b := low, min(low+width, len(list))
			middle, high := b, min(b+width, len(list))
			for i := low; i < high; i++ {
				if b == high || a < middle && !cmp.Less(key(from[b]), key(from[a])) {
					to[i] = from[a]
					a++
				} else {
					to[i] = from[b]
					b++
				}
			}
		}
		from, to = to, from
	}
	copy(list, from)
}
