package blob

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPiecesDropOverlapsAndGaps(t *testing.T) {
	for _, c := range []struct {
		all, want []Piece
	}{
		{nil, nil},
		{[]Piece{{3, 3}, {0, 3}}, []Piece{{0, 3}, {3, 3}}},
		{[]Piece{{0, 3}, {0, 5}, {2, 2}, {4, 4}}, []Piece{{0, 5}, {4, 4}}},
		{[]Piece{{0, 3}, {5, 3}}, []Piece{{0, 3}}},
		{[]Piece{{1, 3}}, nil},
	} {
		assert.Equal(t, c.want, Pieces(c.all))
	}
}
