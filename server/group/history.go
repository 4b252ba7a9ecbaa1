package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// historyPage is the maximum number of messages in a response. Clients that
// fill a gap request its whole size and check IsFinished for more.
const historyPage = 20

// history returns messages and tips from a seq downwards.
func (g *Groups) history(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID   api.Text `json:"GroupId"`
		ReqMsgSeq api.Int
		Number    *api.Int `json:"ReqMsgNumber"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if req.ReqMsgSeq < 0 || req.Number != nil && *req.Number < 0 {
		return nil, api.Errorf(codeParameter, "ReqMsgSeq and ReqMsgNumber must be at least 0")
	}
	n := historyPage
	if req.Number != nil {
		n = int(min(*req.Number, historyPage))
	}
	response := struct {
		GroupID    string `json:"GroupId"`
		IsFinished int
		RspMsgList []Item
	}{GroupID: string(req.GroupID)}
	err := g.view(ctx, call, req.GroupID, ordinary, func(r store.Reader, gtx *groupTx) error {
		response.IsFinished, response.RspMsgList = 0, []Item{}
		last := gtx.Next - 1
		if req.ReqMsgSeq > 0 {
			last = min(last, uint64(req.ReqMsgSeq))
		}
		first := gtx.readableFrom(r)
		page := gtx.messagesBetween(r, max(first, last+1-min(last, uint64(n))), last)
		seen := newCards(r)
		seen.want(page)
		size := 0
		for ; last >= first && len(response.RspMsgList) < n; last-- {
			// Missing messages are represented by placeholders.
			if i := len(page) - 1; i >= 0 && page[i].Seq == last {
				if size += len(page[i].Body); size > api.MaxResponse && len(response.RspMsgList) > 0 {
					break
				}
				response.RspMsgList = append(response.RspMsgList, gtx.item(page[i], seen.of(page[i].From)))
				page = page[:i]
			} else {
				response.RspMsgList = append(response.RspMsgList, gtx.placeholder(last))
			}
		}
		if last < first {
			response.IsFinished = 1
		}
		return nil
	})
	return response, err
}

// messagesBetween returns the existing messages from first to last, inclusive.
func (gtx *groupTx) messagesBetween(r store.Reader, first, last uint64) (list []Message) {
	var needs []store.Need
	for seq := first; seq <= last; seq++ {
		needs = append(needs, store.WantKey(messagesBucket, store.Key(gtx.Serial, seq)))
	}
	r.Want(needs...)
	for seq := first; seq <= last; seq++ {
		if m, ok := gtx.loadMessage(r, seq); ok {
			list = append(list, m)
		}
	}
	return list
}

// readableFrom returns the first seq that the caller may read. Only some types
// of groups show members messages sent before they joined. Big groups have no
// history.
func (gtx *groupTx) readableFrom(r store.Reader) uint64 {
	if gtx.Type == big {
		return gtx.Next
	}
	if m, ok := loadMember(r, gtx.id, gtx.me); ok && !gtx.backEnd {
		return m.From
	}
	return 1 // an app admin who is not a member
}

// markRead stores how far the caller has read and notifies the caller's other
// clients.
func (g *Groups) markRead(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		Seq     *api.Int `json:"MsgReadedSeq"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	switch {
	case req.Seq == nil:
		return nil, missing("MsgReadedSeq")
	case *req.Seq < 0:
		return nil, api.Errorf(codeParameter, "MsgReadedSeq must be at least 0")
	}
	return nil, g.change(ctx, call, req.GroupID, ordinary, func(tx store.Tx, gtx *groupTx) error {
		m, ok := loadMember(tx, gtx.id, gtx.me)
		if !ok {
			return errNotMember
		}
		// A report beyond the last seq must not mark future messages as read.
		upTo := min(uint64(*req.Seq), gtx.Next-1)
		if upTo <= m.Read || gtx.Type == big {
			return nil
		}
		m.Read = upTo
		gtx.saveMember(tx, gtx.me, m)
		g.notifyElsewhere(tx, gtx, call.Caller.Session, notice{
			ReportType: noticeRead, Operator: gtx.me, GroupReadInfo: []readPos{{gtx.id, upTo}},
		})
		return nil
	})
}
