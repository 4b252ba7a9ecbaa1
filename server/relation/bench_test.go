package relation_test

import (
	"testing"

	"webim.js/server/relation"
	"webim.js/server/servertest"
)

// BenchmarkLongestList requests the maximum number of friends, with a profile field of
// each.
func BenchmarkLongestList(b *testing.B) {
	s := servertest.Start(b)
	alice := s.Client13("alice")
	alice.OK(b, "sns/friend_get_all", commands["friend_get_all"])
	fillList(b, s, "alice", "friends", relation.MaxFriends)
	body := M{"TimeStamp": 0, "StartIndex": 0, "GetCount": relation.MaxFriends, "LastStandardSequence": 0, "TagList": []string{nick, remark}}
	for b.Loop() {
		alice.OK(b, "sns/friend_get_all", body)
	}
}

// BenchmarkProfileChange changes a profile that the maximum number of friends is
// notified of.
func BenchmarkProfileChange(b *testing.B) {
	s := servertest.Start(b)
	alice := s.Client13("alice")
	alice.OK(b, "sns/friend_get_all", commands["friend_get_all"])
	fillList(b, s, "alice", "watchers", relation.MaxFriends)
	kinds := []string{"NeedConfirm", "AllowAny"}
	for i := 0; b.Loop(); i++ {
		setAllowType(b, alice, kinds[i%2])
	}
}
