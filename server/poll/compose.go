package poll

import (
	"strconv"

	"webim.js/server/deliver"
)

// lists maps each kind of event to the name of its array in a response.
var lists = map[deliver.Kind]string{
	deliver.GroupMessage:  "GroupMsgArray",
	deliver.GroupTip:      "GroupTips",
	deliver.GroupNotice:   "GroupTips",
	deliver.FriendNotice:  "FriendListMod",
	deliver.ProfileNotice: "ProfileDataMod",
	deliver.Message:       "C2cMsgArray",
	deliver.MessageNotice: "C2cNotifyMsgArray",
}

// entry is one element of a response's EventArray: items of one kind.
type entry struct {
	kind  deliver.Kind
	items []*deliver.Event
}

// response is a poll's response. It implements api.Appender, since its items are encoded
// JSON that polls share.
type response struct {
	entries []entry
	notify  uint64 // for 1.3: event 1 with this NotifySeq; 0 means none
}

func (a *response) empty() bool { return len(a.entries) == 0 && a.notify == 0 }

// compose groups events into entries by kind, except that the messages and tips of a
// group keep their order. A client that received all messages before all tips would
// treat the jumps in the sequence numbers as gaps and fetch them.
func compose(events []*deliver.Event) []entry {
	var (
		entries []entry
		last    = map[deliver.Kind]int{} // each kind's latest entry
		group   = map[string]int{}       // each group's latest entry
	)
	for _, ev := range events {
		at, ok := last[ev.Kind]
		if !ok || ev.Group != "" && group[ev.Group] > at {
			entries = append(entries, entry{kind: ev.Kind})
			at = len(entries) - 1
			last[ev.Kind] = at
		}
		entries[at].items = append(entries[at].items, ev)
		if ev.Group != "" {
			group[ev.Group] = at
		}
	}
	return entries
}

// AppendJSON implements api.Appender. All items have the highest NoticeSeq of the
// response: 1.7 uses the first item's as its cookie (events 9 and 10) and would
// otherwise receive the rest twice.
func (a *response) AppendJSON(dst []byte) []byte {
	var top uint64
	for _, e := range a.entries {
		top = max(top, e.items[len(e.items)-1].Stamp)
	}
	notice := strconv.AppendUint([]byte(`"NoticeSeq":`), top, 10)
	dst = append(dst, `{"EventArray":[`...)
	if a.notify > 0 {
		dst = append(dst, `{"Event":1,"NotifySeq":`...)
		dst = strconv.AppendUint(dst, a.notify, 10)
		dst = append(dst, '}', ',')
	}
	for _, e := range a.entries {
		dst = append(dst, `{"Event":`...)
		dst = strconv.AppendInt(dst, int64(e.kind), 10)
		dst = append(dst, `,"`...)
		dst = append(dst, lists[e.kind]...)
		dst = append(dst, `":[`...)
		for _, ev := range e.items {
			dst = append(dst, '{')
			dst = append(dst, notice...)
			if len(ev.Item) > len("{}") {
				dst = append(dst, ',')
			}
			dst = append(dst, ev.Item[1:]...)
			dst = append(dst, ',')
		}
		dst[len(dst)-1] = ']'
		dst = append(dst, '}', ',')
	}
	dst[len(dst)-1] = ']'
	return append(dst, '}')
}
