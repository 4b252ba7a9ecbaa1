package c2c

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
)

func TestDecodeHeaderOmitsBody(t *testing.T) {
	for _, name := range []string{"alice", `a,"Body":`, "小明"} {
		msg := Message{From: name, To: "bob", Seq: 1, Random: 1 << 53, Time: 1500000000, Body: json.RawMessage(`[{"Body":"x"}]`)}
		data, err := json.Marshal(msg)
		require.NoError(t, err)
		header := decodeHeader(nil, store.Key("a", "b", uint64(7)), append([]byte{}, data...))
		assert.Equal(t, messageHeader{Stamp: 7, From: name, To: "bob", Seq: 1, Random: 1 << 53, Time: 1500000000, size: len(data)}, header)
	}
}
