package group_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/group"
	"webim.js/server/store"
)

func TestChatsReturnLastMessages(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	id := create(t, alice, "Public", []string{"bob"}, M{"FaceUrl": "http://f", "ApplyJoinOption": "FreeAccess"})
	create(t, alice, "Public", []string{"bob"}) // without messages
	sendText(t, alice, create(t, alice, "AVChatRoom", []string{"bob"}), "kept nowhere")
	alice.OK(t, svc("modify_group_member_info"), M{"GroupId": id, "Member_Account": "alice", "NameCard": "A"})
	sendText(t, bob, id, "first")
	sendText(t, alice, id, "last words")
	apply(t, s.Client13("carol"), id)
	chats := func(user string) (list []group.Chat) {
		require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
			list = group.Chats(r, user)
			return nil
		}))
		return list
	}
	got := chats("bob")
	require.Len(t, got, 1)
	assert.NotZero(t, got[0].Stamp)
	assert.EqualValues(t, 2, got[0].Last.Seq, "the last message must be returned, not the later tip")
	assert.Equal(t, "alice", got[0].Last.From)
	got[0].Stamp, got[0].Last = 0, group.Message{}
	want := group.Chat{Group: id, Name: "Public group", FaceURL: "http://f", NameCard: "A", Preview: "last words", Read: 1, Unread: 2}
	want.Card.Nick = "林小夏"
	assert.Equal(t, want, got[0])
	assert.Empty(t, chats("carol"), "messages before joining must be hidden")
}
