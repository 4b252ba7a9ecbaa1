package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// invite stores an invitation and notifies the invitee.
func (g *Groups) invite(tx store.Tx, gtx *groupTx, invitee string) {
	key := store.Key(invitee, gtx.id)
	earlier, known := store.Load[request](tx, invitationsBucket, key)
	q := renew(tx, earlier, known && earlier.Serial == gtx.Serial, gtx.now)
	q.Serial, q.From, q.To = gtx.Serial, gtx.me, invitee
	store.Save(tx, invitationsBucket, key, q)
	g.notifyItem(tx, q.item(gtx, invitee, noticeInvited), "")
}

// invitation returns an account's invitation to a group, and the group. The
// group is nil if there is no invitation or the group was dissolved since.
func (g *Groups) invitation(r store.Reader, invitee, id string) (request, *groupTx) {
	q, ok := store.Load[request](r, invitationsBucket, store.Key(invitee, id))
	if !ok {
		return q, nil
	}
	gtx := g.load(r, id)
	if gtx.Serial != q.Serial {
		return q, nil
	}
	return q, gtx
}

// closeInvitation stores the outcome of an invitation.
func closeInvitation(tx store.Tx, id, invitee string, q request, agreed bool, response string) {
	q.Handled, q.Agreed, q.Answer, q.By = true, agreed, response, invitee
	store.Save(tx, invitationsBucket, store.Key(invitee, id), q)
	tx.Delete(hiddenBucket, store.Key(invitee, q.Notice))
}

// handleInvitation accepts or declines an invitation.
func (g *Groups) handleInvitation(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		decision
		Inviter api.Text `json:"Inviter_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	agree, err := req.check()
	if err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		q, of := g.invitation(tx, gtx.me, gtx.id)
		if err := req.concerns(q, of != nil && string(req.Inviter) == q.From); err != nil {
			return err
		}
		closeInvitation(tx, gtx.id, gtx.me, q, agree, string(req.ApprovalMsg))
		if !agree {
			return nil
		}
		if !gtx.hasCapacity(1) {
			return errFull
		}
		g.admit(tx, gtx, gtx.me)
		gtx.save(tx)
		gtx.me = q.From // the tip names the inviter
		g.postMemberTip(tx, gtx, tipJoin, []string{call.Caller.Account})
		return nil
	})
}
