package media

import "slices"

// byteRange is a range of bytes, From inclusive, To exclusive.
type byteRange struct{ From, To int64 }

// byteRanges is a sorted list of ranges that neither touch nor overlap. The zero value
// is empty.
type byteRanges []byteRange

// add returns s with n added.
func (s byteRanges) add(n byteRange) byteRanges {
	if n.From >= n.To {
		return s
	}
	// The spans from i up to j touch n and are merged into it.
	i := 0
	for i < len(s) && s[i].To < n.From {
		i++
	}
	j := i
	for j < len(s) && s[j].From <= n.To {
		n.From, n.To = min(n.From, s[j].From), max(n.To, s[j].To)
		j++
	}
	return slices.Concat(s[:i], byteRanges{n}, s[j:])
}

// has reports whether s contains all of n.
func (s byteRanges) has(n byteRange) bool {
	if n.From >= n.To {
		return true
	}
	for _, h := range s {
		if h.From <= n.From && n.To <= h.To {
			return true
		}
	}
	return false
}

// missing returns the first offset that is not contained.
func (s byteRanges) missing() int64 {
	if len(s) == 0 || s[0].From > 0 {
		return 0
	}
	return s[0].To
}
