package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// A group of ten thousand members is not dissolved in one transaction, because
// all other writes would wait for it. The first transaction closes the group: it
// no longer exists for clients, but its id is not free yet. The following ones
// notify and remove the members in batches, and the last one removes the group.
// If the process exits or the database connection is lost in between, the Upkeep
// of any process continues, and so does a repeated destroy_group.

// closingBucket holds group → the notice that is sent to its members.
const closingBucket store.Bucket = "group_closing"

// batchSize is the number of members or applicants that one transaction
// notifies, adds or removes.
const batchSize = 100

// destroy dissolves a group. Upkeep deletes its messages. Members that have not
// polled yet receive the notice, but not the last messages.
func (g *Groups) destroy(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	id := string(req.GroupID)
	members := 0
	err := g.Store.Update(ctx, func(tx store.Tx) error {
		wantGroups(tx, call.Caller.Account, id)
		if g.mayFinish(tx, call.Caller.Account, id) {
			return nil
		}
		gtx, err := g.enter(tx, call, id)
		if err == nil {
			err = gtx.may(dissolve)
		}
		if err != nil {
			return err
		}
		body := notice{ReportType: noticeDissolved, Operator: gtx.me}
		if gtx.Type == big {
			g.notifyWatchers(tx, gtx, body)
		}
		gtx.Closing, members = true, gtx.Members
		gtx.save(tx)
		store.Save(tx, closingBucket, store.Key(gtx.id), body)
		return nil
	})
	if err != nil {
		return nil, err
	}
	call.SpendNames(members)
	return nil, g.dissolve(context.WithoutCancel(ctx), id)
}

// mayFinish reports whether the group is being dissolved and the caller had the
// right to dissolve it. The membership that grants the right may already be
// removed.
func (g *Groups) mayFinish(r store.Reader, caller, id string) bool {
	if !isValidID(id) {
		return false
	}
	rec, ok := store.Load[Group](r, groupsBucket, store.Key(id))
	return ok && rec.Closing && (g.isAppAdmin(caller) || caller != "" && caller == rec.Owner)
}

// dissolve completes the dissolution of a closed group.
func (g *Groups) dissolve(ctx context.Context, id string) error {
	for more := true; more; {
		err := g.Store.Update(ctx, func(tx store.Tx) error {
			more = g.dissolveSome(tx, id)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *Groups) dissolveSome(tx store.Tx, id string) (more bool) {
	body, ok := store.Load[notice](tx, closingBucket, store.Key(id))
	if !ok {
		return false
	}
	gtx := g.load(tx, id)
	if members := someAccounts(tx, membersBucket, id, "", batchSize); len(members) > 0 {
		g.notify(tx, gtx, body, members...)
		for _, account := range members {
			removeMember(tx, id, account)
		}
		return true
	}
	if applicants := someAccounts(tx, requestsBucket, id, "", batchSize); len(applicants) > 0 {
		for _, applicant := range applicants {
			q, _ := store.Load[request](tx, requestsBucket, store.Key(id, applicant))
			gtx.close(tx, q, applicant, false, "")
			tx.Delete(requestsBucket, store.Key(id, applicant))
		}
		return true
	}
	if dropMutes(tx, gtx.Serial, batchSize) {
		return true
	}
	tx.Delete(closingBucket, store.Key(id))
	tx.Delete(groupsBucket, store.Key(id))
	tx.Delete(conversationsBucket, store.Key(id))
	if gtx.Type == big {
		ringNotes.Announce(tx, ringNote{Serial: gtx.Serial, Retire: true})
	} else {
		tx.Put(trashBucket, store.Key(gtx.Serial), nil)
	}
	return false
}
