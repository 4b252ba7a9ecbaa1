package group

import (
	"cmp"
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// pendencyReadBucket holds account → Unix seconds: the time up to which the
// account has seen its pendencies.
const pendencyReadBucket store.Bucket = "group_pendency_read"

// The kinds of pendencies.
const (
	application = 0
	invitation  = 1
)

// pendency is a request in a response.
type pendency struct {
	Group          string `json:"GroupId"`
	GroupName      string
	From           string `json:"From_Account"`
	To             string `json:"To_Account"`
	AddTime        int64
	PendencyType   int
	Handled        int // 0 or 1
	HandleResult   int // 0 if rejected, 1 if agreed
	ApplyInviteMsg string
	ApprovalMsg    string
	UserDefined    string `json:"UserDefinedField"`
	Authentication string
	MsgKey         uint64
}

func (gtx *groupTx) pendency(q request, kind int) pendency {
	return pendency{
		Group: gtx.id, GroupName: gtx.Name, From: q.From, To: q.To, AddTime: q.Time, PendencyType: kind,
		Handled: flag(q.Handled), HandleResult: flag(q.Agreed),
		ApplyInviteMsg: q.Text, ApprovalMsg: q.Answer, UserDefined: q.UserDefined,
		Authentication: q.Auth, MsgKey: q.Key,
	}
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// pendencies returns the requests that an account has to decide on, or had to,
// newest first.
func (g *Groups) pendencies(r store.Reader, account string) []pendency {
	var list []pendency
	joined := groupsOf(r, account)
	wantGroups(r, account, joined...)
	var led []*groupTx
	var needs []store.Need
	for _, id := range joined {
		gtx := g.load(r, id)
		if gtx.roleOf(r, account) >= max(admin, gtx.rules.needs[handleRequests]) {
			led = append(led, gtx)
			needs = append(needs, store.WantRange(requestsBucket, store.Prefix(id), 0))
		}
	}
	r.Want(append(needs, store.WantRange(invitationsBucket, store.Prefix(account), 0))...)
	invited := accounts(r, invitationsBucket, account)
	wantGroups(r, account, invited...)
	g.wantSenders(r, account, led)
	for _, gtx := range led {
		for _, v := range r.Scan(requestsBucket, store.Prefix(gtx.id)) {
			if q := store.Decode[request](r, v); !g.blocked(r, q.From, account) {
				list = append(list, gtx.pendency(q, application))
			}
		}
	}
	for _, id := range invited {
		if q, gtx := g.invitation(r, account, id); gtx != nil && !g.blocked(r, q.From, account) {
			list = append(list, gtx.pendency(q, invitation))
		}
	}
	slices.SortStableFunc(list, func(a, b pendency) int { return cmp.Compare(b.AddTime, a.AddTime) })
	return list
}

// wantSenders prefetches whether the senders of pending requests are on the
// account's blacklist.
func (g *Groups) wantSenders(r store.Reader, account string, led []*groupTx) {
	if g.BlockedNeed == nil {
		return
	}
	var needs []store.Need
	for _, gtx := range led {
		for _, v := range r.Scan(requestsBucket, store.Prefix(gtx.id)) {
			needs = append(needs, g.BlockedNeed(store.Decode[request](r, v).From, account))
		}
	}
	for _, v := range r.Scan(invitationsBucket, store.Prefix(account)) {
		needs = append(needs, g.BlockedNeed(store.Decode[request](r, v).From, account))
	}
	r.Want(needs...)
}

// maxPendencies is the maximum and default number of requests in a response.
const maxPendencies = 100

// getPendency returns the requests that the caller decides on, from StartTime
// backwards.
func (g *Groups) getPendency(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		StartTime api.Int // Unix seconds; 0 means now
		Limit     *api.Int
		Handle    api.Text `json:"Handle_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	me := call.Caller.Account
	if req.Handle != "" && string(req.Handle) != me {
		return nil, api.Errorf(codeForbidden, "Handle_Account must be the caller")
	}
	if req.StartTime < 0 || req.Limit != nil && *req.Limit < 0 {
		return nil, api.Errorf(codeParameter, "StartTime and Limit must be at least 0")
	}
	limit := maxPendencies
	if req.Limit != nil {
		limit = int(min(*req.Limit, maxPendencies))
	}
	var response struct {
		UnreadCount   int
		NextStartTime int64 // 0 means no more
		ReportTime    int64
		PendencyList  []pendency
	}
	err := g.Store.View(ctx, func(r store.Reader) error {
		response.UnreadCount, response.NextStartTime, response.PendencyList = 0, 0, []pendency{}
		response.ReportTime, _ = store.Load[int64](r, pendencyReadBucket, store.Key(me))
		for _, p := range g.pendencies(r, me) {
			if p.AddTime > response.ReportTime && p.Handled == 0 {
				response.UnreadCount++
			}
			if req.StartTime > 0 && p.AddTime > int64(req.StartTime) || response.NextStartTime > 0 {
				continue
			}
			n := len(response.PendencyList)
			// Pages end between two seconds, since the next one starts at a time.
			if n >= limit && (n == 0 || response.PendencyList[n-1].AddTime > p.AddTime) {
				response.NextStartTime = p.AddTime
				continue
			}
			response.PendencyList = append(response.PendencyList, p)
		}
		return nil
	})
	return response, err
}

// reportPendency stores the time up to which the caller has seen its
// pendencies.
func (g *Groups) reportPendency(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		ReportTime *api.Int // Unix seconds
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	switch {
	case req.ReportTime == nil:
		return nil, missing("ReportTime")
	case *req.ReportTime < 0:
		return nil, api.Errorf(codeParameter, "ReportTime must be at least 0")
	}
	key := store.Key(call.Caller.Account)
	return nil, g.Store.Update(ctx, func(tx store.Tx) error {
		have, _ := store.Load[int64](tx, pendencyReadBucket, key)
		// A client's clock may be ahead: later requests are not seen yet.
		if t := min(int64(*req.ReportTime), call.Unix()); t > have {
			store.Save(tx, pendencyReadBucket, key, t)
		}
		return nil
	})
}
