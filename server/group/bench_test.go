package group_test

import (
	"fmt"
	"testing"
	"time"

	"webim.js/server/deliver"
	"webim.js/server/servertest"
)

// createLargeGroup creates a group whose members all have a subscription.
func createLargeGroup(b *testing.B, s *servertest.Server, size int) string {
	alice := s.SignIn(b, "alice")
	id := create(b, alice, "ChatRoom", nil)
	var names []string
	for i := range size - 1 {
		name := fmt.Sprintf("member%04d", i)
		s.Client13(name).OK(b, svc("apply_join_group"), M{"GroupId": id})
		names = append(names, name)
	}
	for _, name := range append(names, "alice") {
		b.Cleanup(s.Delivery.Subscribe(name, func(*deliver.Event) bool { return true }).Close)
	}
	return id
}

// BenchmarkSend sends messages. Each costs one record, regardless of the number of
// members, and concurrent senders share flushes.
func BenchmarkSend(b *testing.B) {
	for _, size := range []int{2, 100, 1000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := servertest.Start(b)
			id := createLargeGroup(b, s, size)
			b.SetParallelism(50)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				alice := s.Client13("alice")
				for pb.Next() {
					alice.Call(b, svc("send_group_msg"), M{"GroupId": id, "Random": marks.Add(1), "MsgBody": servertest.TextBody("hi")})
				}
			})
		})
	}
}

// BenchmarkHistory reads a page. The cost must not depend on its position.
func BenchmarkHistory(b *testing.B) {
	s := servertest.Start(b)
	alice := s.SignIn(b, "alice")
	id := create(b, alice, "ChatRoom", nil)
	for range 2000 {
		sendText(b, alice, id, "a message of average length")
	}
	s.Clock.Advance(time.Second)
	for b.Loop() {
		alice.Call(b, svc("group_msg_get"), M{"GroupId": id, "ReqMsgSeq": 1000, "ReqMsgNumber": 20})
	}
}
