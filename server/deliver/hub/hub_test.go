package hub_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/deliver"
	"webim.js/server/deliver/delivertest"
	"webim.js/server/deliver/hub"
)

func TestHub(t *testing.T) {
	delivertest.Run(t, func(*testing.T) deliver.Delivery { return hub.New() })
}

func TestStats(t *testing.T) {
	h := hub.New()
	all := func(*deliver.Event) bool { return true }
	one, two := h.Subscribe("alice", all), h.Subscribe("bob", all)
	h.Publish(&deliver.Event{Stamp: 1, To: []string{"alice", "bob", "carol"}})
	h.Publish(&deliver.Event{Stamp: 2, To: []string{"bob"}})
	subscriptions, held := h.Stats()
	assert.Equal(t, 2, subscriptions)
	assert.Equal(t, 3, held)
	two.Forget(1)
	one.Close()
	subscriptions, held = h.Stats()
	assert.Equal(t, 1, subscriptions)
	assert.Equal(t, 1, held)
}
