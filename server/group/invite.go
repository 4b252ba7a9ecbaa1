package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// invite stores an invitation and notifies the invitee.
func (g *Groups) invite(tx store.Tx, rm *room, invitee string) {
	key := store.Key(invitee, rm.id)
	earlier, known := store.Load[request](tx, invitationsBucket, key)
	q := renew(tx, earlier, known && earlier.Serial == rm.Serial, rm.now)
	q.Serial, q.From, q.To = rm.Serial, rm.me, invitee
	store.Save(tx, invitationsBucket, key, q)
	g.notifyItem(tx, q.item(rm, invitee, noticeInvited), "")
}

// invitation returns an account's invitation to a group, and the group. The
// group is nil if there is no invitation or the group was dissolved since.
func (g *Groups) invitation(r store.Reader, invitee, id string) (request, *room) {
	q, ok := store.Load[request](r, invitationsBucket, store.Key(invitee, id))
	if !ok {
		return q, nil
	}
	rm := g.at(r, id)
	if rm.Serial != q.Serial {
		return q, nil
	}
	return q, rm
}

// closeInvitation stores the outcome of an invitation.
func closeInvitation(tx store.Tx, id, invitee string, q request, agreed bool, answer string) {
	q.Handled, q.Agreed, q.Answer, q.By = true, agreed, answer, invitee
	store.Save(tx, invitationsBucket, store.Key(invitee, id), q)
	tx.Delete(hiddenBucket, store.Key(invitee, q.Notice))
}

// handleInvitation accepts or declines an invitation.
func (g *Groups) handleInvitation(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		verdict
		Inviter api.Text `json:"Inviter_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	agree, err := req.check()
	if err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		q, of := g.invitation(tx, rm.me, rm.id)
		if err := req.concerns(q, of != nil && string(req.Inviter) == q.From); err != nil {
			return err
		}
		closeInvitation(tx, rm.id, rm.me, q, agree, string(req.ApprovalMsg))
		if !agree {
			return nil
		}
		if !rm.hasRoom(1) {
			return errFull
		}
		g.admit(tx, rm, rm.me)
		rm.save(tx)
		rm.me = q.From // the tip names the inviter
		g.postMemberTip(tx, rm, tipJoin, []string{call.Caller.Account})
		return nil
	})
}
