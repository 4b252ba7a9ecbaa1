package deliver

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An event that travels arrives byte for byte: polls answer its item as it is.
func TestEventsTravel(t *testing.T) {
	for _, ev := range []Event{
		{Stamp: 1<<53 - 1, Kind: GroupTip, To: []string{"alice", "小明"}, Item: []byte("{\"Text\":\"<b>\\u2028 &\",\n \"N\":1.50}"), Group: "@TGS#1", ExceptSession: "one"},
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
