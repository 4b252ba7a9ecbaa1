package group_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDirectoryFollowsChanges(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	found := func() float64 {
		n, _ := alice.OK(t, svc("search_group"), M{"Content": "ROOM"}).At("TotalRecord").(float64)
		return n
	}
	create(t, alice, "Public", nil, M{"GroupId": "early", "Name": "Room 1"})
	assert.Equal(t, 1.0, found())
	create(t, alice, "AVChatRoom", nil, M{"GroupId": "live", "Name": "room 2"})
	create(t, alice, "Private", nil, M{"GroupId": "secret", "Name": "room 3"})
	assert.Equal(t, 2.0, found())
	alice.OK(t, svc("modify_group_base_info"), M{"GroupId": "early", "Name": "hall"})
	assert.Equal(t, 1.0, found())
	alice.OK(t, svc("destroy_group"), M{"GroupId": "live"})
	assert.Equal(t, 0.0, found())
	s.Restart(t)
	assert.Equal(t, 0.0, found())
	alice.OK(t, svc("modify_group_base_info"), M{"GroupId": "early", "Name": "room again"})
	assert.Equal(t, 1.0, found())
}
