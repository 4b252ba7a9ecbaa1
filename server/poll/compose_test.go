package poll

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/deliver"
)

func TestComposeKeepsGroupOrder(t *testing.T) {
	type e struct {
		kind  deliver.Kind
		group string
	}
	message, tip, other := e{deliver.GroupMessage, "g"}, e{deliver.GroupTip, "g"}, e{deliver.GroupMessage, "h"}
	for name, c := range map[string]struct {
		events []e
		want   [][]uint64 // stamps by entry
	}{
		"one kind":                       {[]e{message, message}, [][]uint64{{1, 2}}},
		"tip at the end":                 {[]e{message, message, tip}, [][]uint64{{1, 2}, {3}}},
		"tip between messages":           {[]e{message, tip, message, tip}, [][]uint64{{1}, {2}, {3}, {4}}},
		"tip of another group":           {[]e{tip, other, other, message}, [][]uint64{{1}, {2, 3, 4}}},
		"another group continues":        {[]e{other, tip, other}, [][]uint64{{1, 3}, {2}}},
		"two groups continue":            {[]e{other, tip, other, message}, [][]uint64{{1, 3}, {2}, {4}}},
		"messages and notices alternate": {[]e{{9, ""}, {10, ""}, {9, ""}, {5, ""}, {10, ""}}, [][]uint64{{1, 3}, {2, 5}, {4}}},
	} {
		var events []*deliver.Event
		for i, ev := range c.events {
			events = append(events, &deliver.Event{Stamp: uint64(i + 1), Kind: ev.kind, Group: ev.group})
		}
		var got [][]uint64
		for _, entry := range compose(events) {
			var stamps []uint64
			for _, item := range entry.items {
				stamps = append(stamps, item.Stamp)
				assert.Equal(t, entry.kind, item.Kind)
			}
			got = append(got, stamps)
		}
		assert.Equal(t, c.want, got, name)
	}
}

func TestResponseIsJSON(t *testing.T) {
	a := response{
		notify: 12,
		entries: compose([]*deliver.Event{
			{Stamp: 7, Kind: deliver.Message, Item: json.RawMessage(`{"A":1}`)},
			{Stamp: 8, Kind: deliver.FriendNotice, Item: json.RawMessage(`{}`)},
			{Stamp: 9, Kind: deliver.Message, Item: json.RawMessage(`{"A":2}`)},
		}),
	}
	data := a.AppendJSON(nil)
	require.True(t, json.Valid(data), "%s", data)
	assert.JSONEq(t, `{"EventArray":[
		{"Event":1,"NotifySeq":12},
		{"Event":9,"C2cMsgArray":[{"NoticeSeq":9,"A":1},{"NoticeSeq":9,"A":2}]},
		{"Event":7,"FriendListMod":[{"NoticeSeq":9}]}
	]}`, string(data))
	assert.JSONEq(t, `{"EventArray":[{"Event":1,"NotifySeq":3}]}`, string((&response{notify: 3}).AppendJSON(nil)))
}

func TestHoldEndsBeforeTimeout(t *testing.T) {
	for requested, seconds := range map[int64]float64{0: 55, -1: 55, 1: 1, 10: 10, 30: 25, 60: 55, 90: 55, 1 << 60: 55} {
		r := request{Timeout: api.Int(requested)}
		assert.InDelta(t, seconds, r.hold(0).Seconds(), 0, "timeout %d s", requested)
	}
	for requested, seconds := range map[int64]float64{10: 10, 30: 23.75, 60: 52.25} {
		r := request{Timeout: api.Int(requested)}
		assert.InDelta(t, seconds, r.hold(1).Seconds(), 1e-6, "timeout %d s, earliest end", requested)
	}
}
