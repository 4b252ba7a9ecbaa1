package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// modify changes the profile fields that the request sets, and posts a tip with
// the changes.
func (g *Groups) modify(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		profileEdit
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	req.longTexts = call.Caller.BackEnd
	if err := req.check(); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		need := editTexts
		if req.editsRest() {
			need = editRest
		}
		if err := gtx.may(need); err != nil {
			return err
		}
		changes, err := req.apply(&gtx.Group, gtx.rules)
		if err != nil || changes == nil {
			return err
		}
		gtx.touch()
		gtx.save(tx)
		g.markUsed(tx, gtx.Group)
		g.postTip(tx, gtx, tip{OpType: tipGroupChange, NewInfo: changes})
		return nil
	})
}

// changeOwner transfers a group to another member. The previous owner becomes
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
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		if err := gtx.may(transfer); err != nil {
			return err
		}
		if !isMember(tx, gtx.id, next) || next == gtx.Owner {
			return api.Errorf(codeParameter, "the new owner must be another member of the group")
		}
		gtx.demote(next)
		gtx.Owner = next
		gtx.touch()
		gtx.save(tx)
		gtx.unmute(tx, next)
		g.postTip(tx, gtx, tip{OpType: tipGroupChange, NewInfo: map[string]any{"Owner_Account": next}})
		return nil
	})
}
