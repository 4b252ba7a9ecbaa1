package group

import (
	"context"

	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// modify changes a group's profile as far as the request names fields, and
// tells the members what is new.
func (g *Groups) modify(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		edit
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		need := editTexts
		if req.namesRest() {
			need = editRest
		}
		if err := rm.may(need); err != nil {
			return err
		}
		news, err := req.apply(&rm.Group, rm.rules)
		if err != nil || news == nil {
			return err
		}
		rm.touch()
		rm.save(tx)
		g.tell(tx, rm, tip{OpType: tipGroupChange, NewInfo: news})
		return nil
	})
}

// changeOwner hands a group over to another member. The old owner stays, as
// an ordinary member.
func (g *Groups) changeOwner(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID  api.Text `json:"GroupId"`
		NewOwner api.Text `json:"NewOwner_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	next := string(req.NewOwner)
	if next == "" {
		return nil, missing("NewOwner_Account")
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		if err := rm.may(transfer); err != nil {
			return err
		}
		if !isMember(tx, rm.id, next) || next == rm.Owner {
			return api.Errorf(codeParameter, "the new owner must be another member of the group")
		}
		rm.demote(next)
		rm.Owner = next
		rm.touch()
		rm.save(tx)
		rm.unmute(tx, next)
		g.tell(tx, rm, tip{OpType: tipGroupChange, NewInfo: map[string]any{"Owner_Account": next}})
		return nil
	})
}

// destroy dissolves a group. Its messages are deleted little by little, by
// what is posted elsewhere later (sweepTrash). Members who have not polled yet
// learn that it is gone, but not what was said last.
func (g *Groups) destroy(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		if err := rm.may(dissolve); err != nil {
			return err
		}
		// First, while there are members to tell.
		g.notifyAll(tx, rm, notice{ReportType: noticeDissolved, Operator: rm.me})
		for _, account := range membersOf(tx, rm.id) {
			removeMember(tx, rm.id, account)
		}
		for _, applicant := range accounts(tx, openBucket, rm.id) {
			q, _ := store.Load[request](tx, requestsBucket, store.Key(rm.id, applicant))
			rm.close(tx, q, applicant, false, "")
		}
		for _, applicant := range accounts(tx, requestsBucket, rm.id) {
			tx.Delete(requestsBucket, store.Key(rm.id, applicant))
		}
		tx.Delete(groupsBucket, store.Key(rm.id))
		tx.Delete(headsBucket, store.Key(rm.id))
		if rm.Type != big {
			tx.Put(trashBucket, store.Key(rm.Serial), nil)
			return nil
		}
		ringNotes.Announce(tx, ringNote{Serial: rm.Serial, Retire: true})
		return nil
	})
}
