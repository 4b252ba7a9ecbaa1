package blob

import (
	"cmp"
	"slices"
)

// Piece is a slice of a part as engines keep it that cannot write into the
// middle of something.
type Piece struct{ Offset, Length int64 }

// Pieces puts slices in order that together make up a part, without those that
// add nothing. Who left a gap gets what lies before it.
func Pieces(all []Piece) (pieces []Piece) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Piece) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	var end int64
	for _, p := range all {
		switch {
		case p.Offset > end:
			return pieces
		case p.Offset+p.Length > end:
			pieces = append(pieces, p)
			end = p.Offset + p.Length
		}
	}
	return pieces
}
