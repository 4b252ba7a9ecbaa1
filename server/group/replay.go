package group

import (
	"cmp"
	"encoding/json"
	"slices"
	"sort"

	"webim.js/server/deliver"
	"webim.js/server/store"
)

// Source is the deliver.Source of group messages and tips. It costs one read
// for each group that has nothing new. The groups that the user has left are
// not among them: what was said there until then is no longer the user's.
var Source = deliver.Source{
	Needs:  func(user string, _ uint64) []store.Need { return []store.Need{joinedNeed(user)} },
	Events: replay,
}

func replay(r store.Reader, user string, after uint64, limit int) []*deliver.Event {
	ids := groupsOf(r, user)
	wantGroups(r, user, ids...)
	type news struct {
		*room
		after uint64
	}
	var list []news
	var needs []store.Need
	for _, id := range ids {
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
		list = append(list, news{rm, max(after, m.Since)})
		needs = append(needs, store.WantRange(messagesBucket, rm.latest(), fewMessages))
	}
	r.Want(needs...)
	missed := make([][]Message, len(list))
	for i, n := range list {
		missed[i] = n.since(r, n.after, limit)
	}
	seen := newCards(r)
	seen.want(slices.Concat(missed...))
	var events []*deliver.Event
	for i, n := range list {
		for _, msg := range missed[i] {
			data, err := json.Marshal(n.item(msg, seen.of(msg.From)))
			if err != nil {
				r.Fail(err)
				return nil
			}
			events = append(events, &deliver.Event{
				Stamp: msg.Stamp, Kind: msg.kind(), To: []string{user}, Item: data, Group: n.id,
			})
		}
	}
	slices.SortFunc(events, func(a, b *deliver.Event) int { return cmp.Compare(a.Stamp, b.Stamp) })
	return events[:min(len(events), limit)]
}

// fewMessages are as many as most groups have to replay.
const fewMessages = 15

// latest are a group's messages from the latest on.
func (rm *room) latest() store.Range { return store.Prefix(rm.Serial).Backwards() }

// since reads the oldest messages with stamps above a stamp: from the latest
// back when they are few. Stamps rise with seqs, so otherwise it halves the span
// instead of reading it.
func (rm *room) since(r store.Reader, stamp uint64, limit int) (list []Message) {
	for k, v := range r.Scan(messagesBucket, rm.latest()) {
		m := decodeMessage(r, k, v)
		if m.Stamp <= stamp {
			break
		}
		if list = append(list, m); len(list) > min(fewMessages, limit) {
			break
		}
	}
	if len(list) <= min(fewMessages, limit) {
		slices.Reverse(list)
		return list
	}
	first := 1 + sort.Search(int(list[len(list)-1].Seq-1), func(i int) bool {
		m, ok := rm.loadMessage(r, uint64(i)+1)
		return ok && m.Stamp > stamp
	})
	span := store.Prefix(rm.Serial)
	span.From = store.Key(rm.Serial, uint64(first))
	r.Want(store.WantRange(messagesBucket, span, limit))
	list = nil
	for k, v := range r.Scan(messagesBucket, span) {
		if len(list) == limit {
			break
		}
		list = append(list, decodeMessage(r, k, v))
	}
	return list
}
