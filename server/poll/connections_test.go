package poll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/servertest"
)

func TestConnectionsListInstances(t *testing.T) {
	s := servertest.Start(t)
	s.SignIn(t, "bob")
	began := s.Clock.Now()
	s.Clock.Advance(time.Second)
	alice, alice13 := s.SignIn(t, "alice"), s.Client13("alice")
	waiting, waiting13 := alice.StartPoll(t), alice13.StartPoll(t)
	s.Clock.AwaitTimers(2)

	list := s.IM.Polls.Connections()
	require.Len(t, list, 3)
	assert.Equal(t, "alice", list[0].Account)
	assert.Equal(t, api.Dialect17, list[0].Dialect)
	assert.Equal(t, "1.7.2", list[0].Version)
	assert.Equal(t, 1, list[0].Waiting)
	assert.Equal(t, api.Dialect13, list[1].Dialect)
	assert.Equal(t, "bob", list[2].Account)
	assert.Equal(t, began, list[2].Since)
	assert.Zero(t, list[2].Waiting)

	require.NoError(t, s.IM.Polls.Disconnect(t.Context(), "alice"))
	waiting.Response(t)
	waiting13.Response(t)
	assert.Len(t, s.IM.Polls.Connections(), 1)
}
