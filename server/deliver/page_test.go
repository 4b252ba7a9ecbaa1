package deliver

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// offer adds n events of a given size with the stamps from, from+step, and so on.
func offer(p *Page, from, step, n, bytes int) {
	for i := range n {
		if !p.Add(&Event{Stamp: uint64(from + i*step), Item: make([]byte, bytes)}) {
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

func TestPageHoldsOldestEvents(t *testing.T) {
	p := NewPage(4)
	offer(p, 100, 1, 50, 10)
	offer(p, 2, 2, 50, 10)
	offer(p, 1, 2, 50, 10)
	events, whole := p.Events()
	assert.Equal(t, []int{1, 2, 3, 4}, stamps(events))
	assert.False(t, whole)

	p = NewPage(4)
	offer(p, 5, 1, 2, 10)
	offer(p, 1, 1, 2, 10)
	events, whole = p.Events()
	assert.Equal(t, []int{1, 2, 5, 6}, stamps(events))
	assert.True(t, whole)
}

func TestPageCountsBytes(t *testing.T) {
	p := NewPage(500)
	for source := range 10 {
		offer(p, 1+source, 10, 1000, MaxBytes/5)
		assert.LessOrEqual(t, p.bytes, 3*MaxBytes)
	}
	events, whole := p.Events()
	assert.Equal(t, []int{1, 2, 3, 4, 5}, stamps(events))
	assert.False(t, whole)

	p = NewPage(500)
	offer(p, 1, 1, 3, 2*MaxBytes)
	events, whole = p.Events()
	assert.Equal(t, []int{1}, stamps(events), "an event above the limit must be returned alone")
	assert.False(t, whole)
}

func TestPageEndsBeforeStamp(t *testing.T) {
	p := NewPage(500)
	offer(p, 10, 1, 3, 1)
	p.End(12)
	offer(p, 9, 1, 10, 1)
	events, whole := p.Events()
	assert.Equal(t, []int{9, 10, 10, 11, 11}, stamps(events))
	assert.False(t, whole)
}
