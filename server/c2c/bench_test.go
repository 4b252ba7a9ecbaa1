package c2c_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

// BenchmarkHistory reads pages from the middle of histories. The cost must not depend
// on the length.
func BenchmarkHistory(b *testing.B) {
	for _, length := range []int{1_000, 1_000_000} {
		b.Run(fmt.Sprint(length), func(b *testing.B) {
			s := servertest.Start(b)
			alice := s.SignIn(b, "alice")
			for written := 0; written < length; {
				require.NoError(b, s.Store.Update(b.Context(), func(tx store.Tx) error {
					for range min(20_000, length) {
						written++
						store.Save(tx, "c2c_messages", store.Key("alice", "bob", tx.Stamp()), M{
							"From": "bob", "To": "alice", "Seq": written, "Random": written,
							"Time": servertest.Epoch + written/100, "Body": servertest.TextBody("a message of average length"),
						})
					}
					return nil
				}))
			}
			middle := M{"Peer_Account": "bob", "MaxCnt": 15, "LastMsgTime": servertest.Epoch + length/200, "MsgKey": ""}
			require.Len(b, texts(alice.OK(b, "openim/getroammsg", middle)), 15)
			for b.Loop() {
				alice.Call(b, "openim/getroammsg", middle)
			}
		})
	}
}

// BenchmarkSend sends concurrently, so senders share flushes.
func BenchmarkSend(b *testing.B) {
	s := servertest.Start(b)
	alice := s.SignIn(b, "alice")
	var n atomic.Int64
	b.SetParallelism(50)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			alice.Call(b, "openim/sendmsg", M{"To_Account": "bob", "MsgSeq": i, "MsgRandom": i, "MsgBody": servertest.TextBody("hi")})
		}
	})
}
