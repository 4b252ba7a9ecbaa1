package pgstore

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
)

// This process may commit while it reads the log.
func TestCheckIgnoresStaleRead(t *testing.T) {
	f := newFollower(4, 1, 1<<20, slog.New(slog.DiscardHandler))
	f.advance(&row{number: 5, batch: []byte("five")})
	here := f.logPosition()
	f.advance(&row{number: 6, batch: []byte("six")})
	at := func(batch string) *row { return &row{number: 5, batch: []byte(batch)} }
	assert.NoError(t, here.check(head{number: 5}, at("five")))
	assert.NoError(t, here.check(head{number: 5}, nil), "a truncated log must not be an error")
	assert.ErrorIs(t, here.check(head{number: 4}, nil), errHistoryLost)
	assert.ErrorIs(t, here.check(head{number: 7}, at("another")), errHistoryLost)
}

// The record of a commit without a response may be in a truncated part of the log.
func TestOutcomeUnknownAfterTruncation(t *testing.T) {
	f := newFollower(4, 1, 1<<20, slog.New(slog.DiscardHandler))
	b := &batch{id: []byte("ours")}
	f.skipTo(5, 1)
	f.expect(b)
	number, err := f.numberOf(b)
	assert.NoError(t, err)
	assert.Zero(t, number, "a batch that is not in the log must have no number")
	f.skipTo(9, 1)
	_, err = f.numberOf(b)
	assert.ErrorIs(t, err, errBehind)

	f.expect(b)
	f.advance(&row{number: 10, batch: b.id})
	f.skipTo(20, 1)
	number, err = f.numberOf(b)
	assert.NoError(t, err)
	assert.EqualValues(t, 10, number)
}
