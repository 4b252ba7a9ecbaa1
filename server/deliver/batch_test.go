package deliver

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// addEvents adds n events of a given size with the stamps from, from+step, and so on.
func addEvents(b *Batch, from, step, n, bytes int) {
	for i := range n {
		if !b.Add(&Event{Stamp: uint64(from + i*step), Item: make([]byte, bytes)}) {
			return
		}
	}
}

func stamps(events []*Event) (list []int) {
	for _, ev := range events {
		list = append(list, int(ev.Stamp))
	}
	return list
}

func TestBatchHoldsOldestEvents(t *testing.T) {
	b := NewBatch(4)
	addEvents(b, 100, 1, 50, 10)
	addEvents(b, 2, 2, 50, 10)
	addEvents(b, 1, 2, 50, 10)
	events, whole := b.Events()
	assert.Equal(t, []int{1, 2, 3, 4}, stamps(events))
	assert.False(t, whole)

	b = NewBatch(4)
	addEvents(b, 5, 1, 2, 10)
	addEvents(b, 1, 1, 2, 10)
	events, whole = b.Events()
	assert.Equal(t, []int{1, 2, 5, 6}, stamps(events))
	assert.True(t, whole)
}

func TestBatchLimitsBytes(t *testing.T) {
	b := NewBatch(500)
	for source := range 10 {
		addEvents(b, 1+source, 10, 1000, MaxBytes/5)
		assert.LessOrEqual(t, b.bytes, 3*MaxBytes)
	}
	events, whole := b.Events()
	assert.Equal(t, []int{1, 2, 3, 4, 5}, stamps(events))
	assert.False(t, whole)

	b = NewBatch(500)
	addEvents(b, 1, 1, 3, 2*MaxBytes)
	events, whole = b.Events()
	assert.Equal(t, []int{1}, stamps(events), "an event above the limit must be returned alone")
	assert.False(t, whole)
}

func TestBatchEndsBeforeStamp(t *testing.T) {
	b := NewBatch(500)
	addEvents(b, 10, 1, 3, 1)
	b.End(12)
	addEvents(b, 9, 1, 10, 1)
	events, whole := b.Events()
	assert.Equal(t, []int{9, 10, 10, 11, 11}, stamps(events))
	assert.False(t, whole)
}
