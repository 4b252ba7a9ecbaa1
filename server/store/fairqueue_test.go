package store

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pop pops the next entry and charges it the given time.
func pop(t *testing.T, q *FairQueue[string], took time.Duration) string {
	t.Helper()
	entry, ok := q.Pop()
	require.True(t, ok)
	q.Spend(entry, took)
	return entry.Value
}

func TestFairQueueServesLightAccountFirst(t *testing.T) {
	q := NewFairQueue[string]()
	alice, bob := OnBehalf(t.Context(), "alice"), OnBehalf(t.Context(), "bob")
	for i := range 100 {
		q.Push(alice, fmt.Sprint("long ", i))
	}
	assert.Equal(t, "long 0", pop(t, q, 10*time.Millisecond))
	for i := range 5 {
		q.Push(bob, fmt.Sprint("short ", i))
	}
	for i := range 5 {
		assert.Equal(t, fmt.Sprint("short ", i), pop(t, q, time.Millisecond))
	}
	assert.Equal(t, "long 1", pop(t, q, 10*time.Millisecond))
	q.Push(bob, "another")
	assert.Equal(t, "another", pop(t, q, time.Millisecond))
	assert.Equal(t, 98, q.Len())
}

func TestFairQueueKeepsOrderOfAccount(t *testing.T) {
	q := NewFairQueue[string]()
	q.Push(t.Context(), "a")
	q.Push(t.Context(), "b")
	first, ok := q.Pop()
	require.True(t, ok)
	q.Requeue(first)
	assert.Equal(t, "a", pop(t, q, time.Second))
	assert.Equal(t, "b", pop(t, q, time.Second))
	_, ok = q.Pop()
	assert.False(t, ok)
}

// Idle time of an account is not credited.
func TestFairQueueDoesNotCreditIdleTime(t *testing.T) {
	q := NewFairQueue[string]()
	alice, bob := OnBehalf(t.Context(), "alice"), OnBehalf(t.Context(), "bob")
	q.Push(bob, "once")
	pop(t, q, time.Millisecond)
	for range 50 {
		q.Push(alice, "alice")
		pop(t, q, 10*time.Millisecond)
	}
	for range 40 {
		q.Push(alice, "alice")
		q.Push(bob, "bob")
	}
	served := map[string]int{}
	for range 40 {
		served[pop(t, q, 10*time.Millisecond)]++
	}
	assert.InDelta(t, 20, served["bob"], 2)
}

func TestFairQueueDropsIdleAccounts(t *testing.T) {
	q := NewFairQueue[string]()
	for i := range 10 * maxIdleAccounts {
		q.Push(OnBehalf(t.Context(), fmt.Sprint(i)), "x")
		pop(t, q, time.Microsecond)
	}
	assert.LessOrEqual(t, len(q.accounts), 2*maxIdleAccounts)
}
