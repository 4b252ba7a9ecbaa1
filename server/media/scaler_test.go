package media

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestScalerBoundsAccountTime(t *testing.T) {
	const accountTime = 6 * time.Second
	s := newScaler(accountTime / accountPictures)
	began := time.Unix(1500000000, 0)
	assert.Equal(t, accountTime, s.left("alice", began))
	s.spend("alice", began, began.Add(accountTime))
	assert.LessOrEqual(t, s.left("alice", began.Add(accountTime)), time.Duration(0))
	assert.Equal(t, accountTime, s.left("bob", began))
	assert.InDelta(t, time.Second, s.left("alice", began.Add(accountTime+10*time.Second)), float64(time.Millisecond))
	assert.Equal(t, accountTime, s.left("alice", began.Add(time.Hour)))
	for i := range 2 * maxTrackedAccounts {
		s.spend(fmt.Sprint(i), began, began.Add(time.Millisecond))
		began = began.Add(20 * time.Millisecond)
	}
	assert.LessOrEqual(t, len(s.spent), maxTrackedAccounts)
}

func TestScalerWaitEndsWithRequest(t *testing.T) {
	s := newScaler(3 * time.Second)
	s.queue <- struct{}{} // take the only slot
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	done, err := s.run(ctx, "alice", func(context.Context) error { return nil })
	assert.False(t, done)
	assert.ErrorIs(t, err, context.Canceled)
}
