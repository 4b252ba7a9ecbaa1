package pgproxy

import (
	"encoding/binary"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
)

func message(kind byte, body string) []byte {
	m := binary.BigEndian.AppendUint32([]byte{kind}, uint32(4+len(body)))
	return append(m, body...)
}

// Notifications must be found at any split of the stream, and no other data may be
// lost.
func TestSplitterFindsNotifications(t *testing.T) {
	var stream, want []byte
	for range 20 {
		stream = append(append(stream, message('D', "a row")...), message('A', "a notification")...)
		want = append(want, message('D', "a row")...)
	}
	for size := 1; size < 40; size++ {
		s := splitter{failures: failures{lost: 1, failed: &atomic.Int64{}}}
		var got []byte
		for rest := stream; len(rest) > 0; {
			n := min(size, len(rest))
			got = append(got, s.pass(rest[:n])...)
			rest = rest[n:]
		}
		assert.Equal(t, want, got)
		assert.EqualValues(t, 20, s.failed.Load())
	}
}
