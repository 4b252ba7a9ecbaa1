package blob

import (
	"cmp"
	"slices"
)

// Piece is a slice of a part, for engines that cannot write into the middle of a
// file.
type Piece struct{ Offset, Length int64 }

// Pieces sorts the slices of a part and drops those that add nothing. It returns
// the pieces before the first gap.
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
