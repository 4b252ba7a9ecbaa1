package relation

import (
	"cmp"
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Error codes of the pendency commands.
const (
	codePendencyParameter     = 31001
	codePendencyDeleteNumber  = 31801
	codePendencyDeleteType    = 31802
	codePendencyDeleteMissing = 31804
)

var sides = map[string]side{
	"Pendency_Type_ComeIn":  comeIn,
	"Pendency_Type_SendOut": sendOut,
}

// pendencyItem is a pendency on the wire.
type pendencyItem struct {
	To         string `json:"To_Account"`
	AddTime    int64
	AddSource  string
	AddWording string
	Nick       string
}

// getPendencies returns a page of the received or sent requests, oldest first.
func (f *Relations) getPendencies(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		PendencyType string
		StartTime    api.Int
		MaxLimited   *api.Int
		LastSequence api.Int
	}
	if err := call.Decode(&req, codePendencyParameter); err != nil {
		return nil, err
	}
	side, ok := sides[req.PendencyType]
	limit := pageSize(req.MaxLimited)
	if !ok || limit < 1 || req.StartTime < 0 || req.LastSequence < 0 {
		return nil, api.Errorf(codePendencyParameter, "PendencyType, StartTime, MaxLimited or LastSequence is out of range")
	}
	type response struct {
		PendencyItem        []pendencyItem
		StartTime           int64
		UnreadPendencyCount int // of received requests, for both types
		CurrentSequence     int
	}
	var a response
	user := call.Caller.Account
	err := f.Store.View(ctx, func(r store.Reader) error {
		r.Want(
			store.WantKey(listsBucket, store.Key(user)),
			store.WantRange(pendingBucket[comeIn], store.Prefix(user), 0), store.WantRange(pendingBucket[side], store.Prefix(user), 0),
		)
		a = response{
			PendencyItem:        []pendencyItem{},
			UnreadPendencyCount: countUnread(r, user),
			CurrentSequence:     loadLists(r, user).Pending[side].Seq,
		}
		if req.StartTime == 0 && int(req.LastSequence) == a.CurrentSequence {
			return nil // the caller has this version
		}
		a.PendencyItem, a.StartTime = page(since(r, user, side, int64(req.StartTime)), limit)
		needs := make([]store.Need, len(a.PendencyItem))
		for i, it := range a.PendencyItem {
			needs[i] = profile.Need(it.To)
		}
		r.Want(needs...)
		for i := range a.PendencyItem {
			a.PendencyItem[i].Nick = profile.CardOf(r, a.PendencyItem[i].To).Nick
		}
		var err error
		a.PendencyItem, a.StartTime, err = cutToSize(a.PendencyItem, a.StartTime)
		return err
	})
	return a, err
}

func countUnread(r store.Reader, user string) (n int) {
	for _, p := range entries[pendency](r, pendingBucket[comeIn], user) {
		if !p.Read {
			n++
		}
	}
	return n
}

// since returns the pendencies at or after a time, oldest first.
func since(r store.Reader, user string, s side, start int64) []pendencyItem {
	items := []pendencyItem{}
	for other, p := range entries[pendency](r, pendingBucket[s], user) {
		if p.Time >= start {
			items = append(items, pendencyItem{To: other, AddTime: p.Time, AddSource: p.Source, AddWording: p.Wording})
		}
	}
	slices.SortStableFunc(items, func(a, b pendencyItem) int { return cmp.Compare(a.AddTime, b.AddTime) })
	return items
}

// page returns the first items and the time at which the next page starts, or 0
// if there is none. Items of the same second stay on one page, even if it exceeds
// the limit, since pages start at a time.
func page(items []pendencyItem, limit int) ([]pendencyItem, int64) {
	for limit < len(items) && items[limit].AddTime == items[limit-1].AddTime {
		limit++
	}
	if limit >= len(items) {
		return items, 0
	}
	return items[:limit], items[limit].AddTime
}

// cutToSize ends a page before the second in which it becomes too large, but not before
// the first second is complete.
func cutToSize(items []pendencyItem, next int64) ([]pendencyItem, int64, error) {
	var size api.ListSize
	second := 0 // index of the first item of the current second
	for i, it := range items {
		if it.AddTime != items[second].AddTime {
			second = i
		}
		_, fits, err := size.Add(it)
		if err != nil {
			return nil, 0, err
		}
		if !fits && second > 0 {
			return items[:second], items[second].AddTime, nil
		}
	}
	return items, next, nil
}

// readBatch is the maximum number of pendencies that one transaction marks.
const readBatch = 200

// reportPendencies marks received requests up to a time as read.
func (f *Relations) reportPendencies(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ LatestPendencyTimeStamp *api.Int }
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if req.LatestPendencyTimeStamp == nil {
		return nil, api.Missing("LatestPendencyTimeStamp")
	}
	user, upTo := call.Caller.Account, int64(*req.LatestPendencyTimeStamp)
	changed := 0
	for more := true; more; {
		var read map[string]pendency
		err := f.Store.Update(ctx, func(tx store.Tx) error {
			read = map[string]pendency{}
			for other, p := range entries[pendency](tx, pendingBucket[comeIn], user) {
				if p.Read || p.Time > upTo {
					continue
				}
				p.Read = true
				if read[other] = p; len(read) == readBatch {
					break
				}
			}
			for other, p := range read {
				store.Save(tx, pendingBucket[comeIn], store.Key(user, other), p)
			}
			if len(read) == readBatch || changed+len(read) == 0 {
				return nil // more to come, or nothing has changed
			}
			f.Outbox.Notify(tx, deliver.Event{
				Kind: deliver.FriendNotice, To: []string{user}, ExceptSession: call.Caller.Session,
			}, (&notice{kind: pendencyReported}).item())
			return nil
		})
		if err != nil {
			return nil, err
		}
		changed += len(read)
		more = len(read) == readBatch
	}
	return nil, nil
}

// deletePendencies removes requests from the caller's list. The other user's
// list is unchanged: a request that was sent can still be accepted.
func (f *Relations) deletePendencies(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		PendencyType string
		To           api.List `json:"To_Account"`
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	side, ok := sides[req.PendencyType]
	if !ok {
		return nil, api.Errorf(codePendencyDeleteType, "invalid PendencyType")
	}
	if err := checkSize("To_Account", req.To, codePendencyDeleteNumber); err != nil {
		return nil, err
	}
	return runAccounts(ctx, f, call, req.To, func(e *editTx, to string) outcome {
		if !e.removePending(e.me, side, to) {
			return notListed(e, to, codePendencyDeleteMissing, "no such request")
		}
		return done
	})
}
