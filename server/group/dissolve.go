package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// A group of ten thousand is not dissolved in one transaction, which all other
// messages would wait for. The first closes it: for everybody it is gone, but
// its id is not free yet. The others notify and remove the members, some in each;
// the last removes the group. When its process dies or loses the database
// meanwhile, the upkeep of any process goes on with it, and so does another
// destroy_group.

// closingBucket holds group → the notice that tells its members.
const closingBucket store.Bucket = "group_closing"

// atOnce is how many members or applicants one transaction tells or lets go.
const atOnce = 100

// destroy dissolves a group. Its messages are deleted by Upkeep. Members who
// have not polled yet learn that it is gone, but not what was said last.
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
		rm, err := g.enter(tx, call, id)
		if err == nil {
			err = rm.may(dissolve)
		}
		if err != nil {
			return err
		}
		body := notice{ReportType: noticeDissolved, Operator: rm.me}
		if rm.Type == big {
			g.notifyWatchers(tx, rm, body)
		}
		rm.Closing, members = true, rm.Members
		rm.save(tx)
		store.Save(tx, closingBucket, store.Key(rm.id), body)
		return nil
	})
	if err != nil {
		return nil, err
	}
	call.SpendNames(members)
	return nil, g.dissolve(context.WithoutCancel(ctx), id)
}

// mayFinish reports whether a group is being dissolved and the caller could
// dissolve it before: the membership that says so may be gone already.
func (g *Groups) mayFinish(r store.Reader, caller, id string) bool {
	if !validID(id) {
		return false
	}
	rec, ok := store.Load[Group](r, groupsBucket, store.Key(id))
	return ok && rec.Closing && (g.isAppAdmin(caller) || caller != "" && caller == rec.Owner)
}

// dissolve does what is left to do for a group that is closed.
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
	rm := g.at(tx, id)
	if members := someAccounts(tx, membersBucket, id, "", atOnce); len(members) > 0 {
		g.notify(tx, rm, body, members...)
		for _, account := range members {
			removeMember(tx, id, account)
		}
		return true
	}
	if applicants := someAccounts(tx, requestsBucket, id, "", atOnce); len(applicants) > 0 {
		for _, applicant := range applicants {
			q, _ := store.Load[request](tx, requestsBucket, store.Key(id, applicant))
			rm.close(tx, q, applicant, false, "")
			tx.Delete(requestsBucket, store.Key(id, applicant))
		}
		return true
	}
	if dropMutes(tx, rm.Serial, atOnce) {
		return true
	}
	tx.Delete(closingBucket, store.Key(id))
	tx.Delete(groupsBucket, store.Key(id))
	tx.Delete(headsBucket, store.Key(id))
	if rm.Type == big {
		ringNotes.Announce(tx, ringNote{Serial: rm.Serial, Retire: true})
	} else {
		tx.Put(trashBucket, store.Key(rm.Serial), nil)
	}
	return false
}
