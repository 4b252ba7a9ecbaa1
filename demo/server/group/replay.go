package group

import (
	"cmp"
	"encoding/json"
	"slices"
	"sort"

	"webim.js/demo/server/deliver"
	"webim.js/demo/server/store"
)

// Replay is the deliver.Source of group messages and tips. It costs one read
// for each group that has nothing new. The groups that the user has left are
// not among them: what was said there until then is no longer the user's.
func Replay(r store.Reader, user string, after uint64, limit int) []*deliver.Event {
	var events []*deliver.Event
	seen := newCards(r)
	for _, id := range groupsOf(r, user) {
		h := loadHead(r, id)
		if h.Stamp <= after {
			continue
		}
		grp, _ := store.Load[Group](r, groupsBucket, store.Key(id))
		m, _ := loadMember(r, id, user)
		if m.Flag == discard || grp.Type == big {
			continue
		}
		rm := &room{id: id, Group: grp, head: h}
		for _, msg := range rm.since(r, max(after, m.Since), limit) {
			data, err := json.Marshal(rm.item(msg, seen.of(msg.From)))
			if err != nil {
				r.Fail(err)
				return nil
			}
			events = append(events, &deliver.Event{
				Stamp: msg.Stamp, Kind: msg.kind(), To: []string{user}, Item: data, Group: id,
			})
		}
	}
	slices.SortFunc(events, func(a, b *deliver.Event) int { return cmp.Compare(a.Stamp, b.Stamp) })
	return events[:min(len(events), limit)]
}

// since reads the oldest messages with stamps above a stamp. Stamps rise with
// seqs, so it halves the span instead of reading it.
func (rm *room) since(r store.Reader, stamp uint64, limit int) []Message {
	first := 1 + sort.Search(int(rm.Next-1), func(i int) bool {
		m, ok := rm.loadMessage(r, uint64(i)+1)
		return ok && m.Stamp > stamp
	})
	var list []Message
	for seq := uint64(first); seq < rm.Next && len(list) < limit; seq++ {
		if m, ok := rm.loadMessage(r, seq); ok {
			list = append(list, m)
		}
	}
	return list
}
