package group

import (
	"iter"
	"slices"
	"sort"

	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

// Source is the deliver.Source of group messages and tips. It costs one read
// for each group that has nothing new. Groups that the user has left are not
// included: their earlier messages are no longer available to the user.
var Source = deliver.Source{
	Needs:  func(user string, _ uint64) []store.Need { return []store.Need{joinedNeed(user)} },
	Events: replay,
}

func replay(r store.Reader, user string, after uint64, batch *deliver.Batch) {
	ids := groupsOf(r, user)
	wantGroups(r, user, ids...)
	type news struct {
		*groupTx
		after uint64
	}
	var list []news
	var needs []store.Need
	for _, id := range ids {
		h := loadConversation(r, id)
		if h.Stamp <= after {
			continue
		}
		grp, _ := store.Load[Group](r, groupsBucket, store.Key(id))
		m, _ := loadMember(r, id, user)
		if m.Flag == discard || grp.Type == big {
			continue
		}
		gtx := &groupTx{id: id, Group: grp, conversation: h}
		list = append(list, news{gtx, max(after, m.Since)})
		needs = append(needs, store.WantRange(messagesBucket, gtx.latest(), fewMessages))
	}
	r.Want(needs...)
	missed := make([][]Message, len(list))
	for i, n := range list {
		missed[i] = n.since(r, n.after, batch, max(leastBytes, replayBytes/len(list)))
	}
	seen := newCards(r)
	seen.want(slices.Concat(missed...))
	for i, n := range list {
		for _, msg := range missed[i] {
			data, err := plainjson.Marshal(n.item(msg, seen.of(msg.From)))
			if err != nil {
				r.Fail(err)
				return
			}
			more := batch.Add(&deliver.Event{
				Stamp: msg.Stamp, Kind: msg.kind(), To: []string{user}, Item: data, Group: n.id,
			})
			if !more {
				break
			}
		}
	}
}

const (
	// replayBytes bounds the messages of all groups that a replay holds in
	// memory before the oldest are selected; leastBytes is the minimum per group.
	replayBytes = 4 << 20
	leastBytes  = 16 << 10
)

// fewMessages is the limit of the first read of a group's messages, enough for most
// groups.
const fewMessages = 15

// latest returns the range of a group's messages, latest first.
func (gtx *groupTx) latest() store.Range { return store.Prefix(gtx.Serial).Backwards() }

// since returns the oldest messages with stamps above the given one, limited by
// the batch and by the number of bytes. If there are few, it reads backwards
// from the latest. Otherwise it finds the first by binary search, as stamps
// increase with seqs.
func (gtx *groupTx) since(r store.Reader, stamp uint64, batch *deliver.Batch, bytes int) (list []Message) {
	few := min(fewMessages, batch.Limit())
	for k, v := range r.Scan(messagesBucket, gtx.latest()) {
		m := decodeMessage(r, k, v)
		if m.Stamp <= stamp {
			break
		}
		if list = append(list, m); len(list) > few {
			break
		}
	}
	if len(list) <= few {
		slices.Reverse(list)
		return takeFitting(slices.Values(list), batch, bytes)
	}
	first := 1 + sort.Search(int(list[len(list)-1].Seq-1), func(i int) bool {
		m, ok := gtx.loadMessage(r, uint64(i)+1)
		return ok && m.Stamp > stamp
	})
	span := store.Prefix(gtx.Serial)
	span.From = store.Key(gtx.Serial, uint64(first))
	r.Want(store.WantRange(messagesBucket, span, batch.Limit()))
	return takeFitting(func(yield func(Message) bool) {
		for k, v := range r.Scan(messagesBucket, span) {
			if !yield(decodeMessage(r, k, v)) {
				return
			}
		}
	}, batch, bytes)
}

// takeFitting returns the first messages that fit, and ends the batch before the others.
func takeFitting(messages iter.Seq[Message], batch *deliver.Batch, bytes int) (list []Message) {
	for m := range messages {
		if bytes -= len(m.Body); len(list) == batch.Limit() || bytes < 0 && len(list) > 0 {
			batch.End(m.Stamp)
			break
		}
		list = append(list, m)
	}
	return list
}
