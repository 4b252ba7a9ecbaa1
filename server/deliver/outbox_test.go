package deliver

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/clock/clocktest"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
)

// Notices of users who never return are deleted.
func TestPruneDeletesExpiredNotices(t *testing.T) {
	s, err := boltstore.Open(filepath.Join(t.TempDir(), "im.db"))
	require.NoError(t, err)
	defer s.Close()
	c := clocktest.New(1500000000)
	outbox := NewOutbox(c)
	send := func(to ...string) {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			outbox.Notify(tx, Event{Kind: FriendNotice, To: to}, struct{}{})
			return nil
		}))
	}
	prune := func() int {
		n, err := Prune(t.Context(), s, c.Now())
		require.NoError(t, err)
		return n
	}
	var many []string
	for i := range 501 {
		many = append(many, fmt.Sprint(i))
	}
	send(many...)
	c.Advance(noticeLifetime*time.Second - time.Second)
	send("a", "0")
	assert.Zero(t, prune())
	c.Advance(time.Second)
	assert.Equal(t, len(many), prune())
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		assert.Len(t, noticesOf(r, "0"), 1)
		assert.Len(t, noticesOf(r, "a"), 1)
		assert.Empty(t, noticesOf(r, "7"))
		return nil
	}))
	c.Advance(noticeLifetime * time.Second)
	assert.Equal(t, 2, prune())
}

// Polls return items as stored, so they must be encoded byte for byte.
func TestEventEncodingKeepsBytes(t *testing.T) {
	for _, ev := range []Event{
		{Stamp: 1<<53 - 1, Kind: GroupTip, To: []string{"alice", "小明"}, Item: []byte("{\"Text\":\"<b>\\u2028 &\",\n \"N\":1.50}"), Group: "@TGS#1", ExceptSession: "one"},
		{Stamp: 3, Kind: GroupMessage, Group: "g", Audience: &Audience{Serial: 1, Version: 2}, Item: []byte(`{}`)},
		{Stamp: 2, Kind: Message, To: []string{"bob"}, Item: []byte(`{}`)},
	} {
		data, err := encodeEvent(&ev)
		require.NoError(t, err)
		got, err := decodeEvent(data)
		require.NoError(t, err)
		assert.Equal(t, ev, *got)
	}
	_, err := decodeEvent([]byte(`{"Stamp":1}`))
	assert.Error(t, err)
}

// noticesOf returns the notices of an account.
func noticesOf(r store.Reader, account string) []*Event {
	events, _ := Replay([]Source{Notices}, r, account, 0, 10)
	return events
}
