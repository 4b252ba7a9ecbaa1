package media

import "slices"

// span is a range of bytes, From inclusive, To exclusive.
type span struct{ From, To int64 }

// spans are ranges that are sorted and neither touch nor overlap. The zero
// value holds nothing.
type spans []span

// add returns the spans with one more.
func (s spans) add(n span) spans {
	if n.From >= n.To {
		return s
	}
	// Those from i up to j touch the new one and become part of it.
	i := 0
	for i < len(s) && s[i].To < n.From {
		i++
	}
	j := i
	for j < len(s) && s[j].From <= n.To {
		n.From, n.To = min(n.From, s[j].From), max(n.To, s[j].To)
		j++
	}
	return slices.Concat(s[:i], spans{n}, s[j:])
}

// has tells whether every byte of a range is there.
func (s spans) has(n span) bool {
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

// missing is the first byte that is not there.
func (s spans) missing() int64 {
	if len(s) == 0 || s[0].From > 0 {
		return 0
	}
	return s[0].To
}
