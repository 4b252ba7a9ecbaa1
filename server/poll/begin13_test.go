package poll_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

// countRecords counts the records of a bucket.
func countRecords(t *testing.T, s *servertest.Server, b store.Bucket) (n int) {
	t.Helper()
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		n = 0
		for range r.Scan(b, store.Range{}) {
			n++
		}
		return nil
	}))
	return n
}

func TestUpkeepRemovesOldBeginnings(t *testing.T) {
	s := servertest.Start(t)
	s.Client13("alice").Quiet(t)
	require.Equal(t, 1, countRecords(t, s, "beginnings"))
	require.Equal(t, 1, countRecords(t, s, "sessions_seen"))
	require.NoError(t, s.IM.Upkeep(t.Context()))
	assert.Equal(t, 1, countRecords(t, s, "beginnings"))
	s.Clock.Advance(2 * time.Hour)
	require.NoError(t, s.IM.Upkeep(t.Context()))
	assert.Zero(t, countRecords(t, s, "beginnings"))
	assert.Zero(t, countRecords(t, s, "sessions_seen"))
}

func TestBeginningsPerAccountAreLimited(t *testing.T) {
	s := servertest.Start(t)
	s.SignIn(t, "bob").OK(t, "openim/sendmsg", servertest.Text("alice", "x"))
	for i := range 105 {
		s.Clock.Advance(time.Second)
		client := s.Client13("alice")
		client.Agent = fmt.Sprint("phone ", i)
		client.Poll(t)
	}
	assert.Equal(t, 100, countRecords(t, s, "beginnings"))
	assert.Equal(t, 100, countRecords(t, s, "sessions_seen"))
}
