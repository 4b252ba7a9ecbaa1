package hub_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/deliver"
	"webim.js/server/deliver/delivertest"
	"webim.js/server/deliver/hub"
)

func TestHubImplementsDelivery(t *testing.T) {
	delivertest.Run(t, func(*testing.T) deliver.Delivery { return hub.New() })
}

func TestStatsCountSubscriptionsAndEvents(t *testing.T) {
	h := hub.New()
	all := func(*deliver.Event) bool { return true }
	one, two := h.Subscribe("alice", all), h.Subscribe("bob", all)
	h.Publish(&deliver.Event{Stamp: 1, To: []string{"alice", "bob", "carol"}})
	h.Publish(&deliver.Event{Stamp: 2, To: []string{"bob"}})
	subscriptions, held := h.Stats()
	assert.Equal(t, 2, subscriptions)
	assert.Equal(t, 3, held)
	two.Ack(1)
	one.Close()
	subscriptions, held = h.Stats()
	assert.Equal(t, 1, subscriptions)
	assert.Equal(t, 1, held)
}

func TestSubscriptionCountsBytes(t *testing.T) {
	h := hub.NewBounded(hub.Bounds{Held: 1000, HeldBytes: 1000})
	sub := h.Subscribe("alice", func(*deliver.Event) bool { return true })
	for stamp := range uint64(50) {
		h.Publish(&deliver.Event{Stamp: stamp + 1, To: []string{"alice"}, Item: make([]byte, 300)})
		events, floor := sub.Read(0)
		assert.LessOrEqual(t, len(events), 3)
		assert.Equal(t, stamp+1, floor+uint64(len(events)))
	}
	h.Publish(&deliver.Event{Stamp: 51, To: []string{"alice"}, Item: make([]byte, 3000)})
	events, _ := sub.Read(0)
	assert.Len(t, events, 1)
}
