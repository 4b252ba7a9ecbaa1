package pgstore

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A look at the log takes its time, in which this process commits.
func TestALookThatIsOvertakenHasNotGoneBack(t *testing.T) {
	f := newFollower(4, 1, 1<<20, slog.New(slog.DiscardHandler))
	f.advance(&row{number: 5, batch: []byte("five")})
	here := f.place()
	f.advance(&row{number: 6, batch: []byte("six")})
	at := func(batch string) *row { return &row{number: 5, batch: []byte(batch)} }
	assert.NoError(t, here.check(head{number: 5}, at("five")))
	assert.NoError(t, here.check(head{number: 5}, nil), "the log has been cut off")
	assert.ErrorIs(t, here.check(head{number: 4}, nil), errWentBack)
	assert.ErrorIs(t, here.check(head{number: 7}, at("another")), errWentBack)
}
