package deliver_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/deliver/hub"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
)

// An event lists its receivers, or names an audience that is resolved at delivery. If
// that fails, polls read the event from the store.
func TestFollowResolvesAudiences(t *testing.T) {
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "im.db"), boltstore.NoSync())
	require.NoError(t, err)
	defer s.Close()
	d, outbox := hub.New(), deliver.NewOutbox(clock.System{})
	audience := func(ev *deliver.Event) ([]string, error) {
		if ev.Audience.Version == 0 {
			return nil, errors.New("unreachable")
		}
		return []string{"alice", "bob"}, nil
	}
	require.NoError(t, deliver.Follow(t.Context(), s, d, audience))
	sub := d.Subscribe("bob", func(*deliver.Event) bool { return true })
	publish := func(ev deliver.Event) (stamp uint64) {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			stamp = tx.Stamp()
			ev.Stamp = stamp
			outbox.Publish(tx, ev, struct{}{})
			return nil
		}))
		return stamp
	}
	first := publish(deliver.Event{To: []string{"bob"}})
	second := publish(deliver.Event{Audience: &deliver.Audience{Serial: 1, Version: 1}})
	events, floor := sub.Read(0)
	require.Len(t, events, 2)
	assert.Equal(t, []uint64{first, second}, []uint64{events[0].Stamp, events[1].Stamp})
	assert.Less(t, floor, first)
	third := publish(deliver.Event{Audience: &deliver.Audience{Serial: 1}})
	events, floor = sub.Read(0)
	assert.Empty(t, events)
	assert.Equal(t, third, floor)
}
