package group

import (
	"context"

	"webim.js/server/store"
)

// A request that affects hundreds of members takes several transactions. If it
// cannot be repeated by the client, the first transaction stores a task: if the
// process exits or the database connection is lost, the Upkeep of any process
// completes it.

// tasksBucket holds stamp → task.
const tasksBucket store.Bucket = "group_tasks"

// task is the remaining work of a request. Either Coming or Notice is set.
type task struct {
	Group  string
	Serial uint64 // distinguishes the group from a later one with the same id
	By     string // the account that made the request

	Coming []named `json:",omitempty"` // first members to add

	Notice *notice `json:",omitempty"` // for all members
	After  string  `json:",omitempty"` // the last member notified
}

// storeTask stores a task and returns its key.
func (g *Groups) storeTask(tx store.Tx, gtx *groupTx, t task) (key uint64) {
	key = tx.Stamp()
	t.Group, t.Serial, t.By = gtx.id, gtx.Serial, gtx.me
	store.Save(tx, tasksBucket, store.Key(key), t)
	return key
}

// finishTask completes a task.
func (g *Groups) finishTask(ctx context.Context, key uint64) error {
	for more := true; more; {
		err := g.Store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = g.runStep(tx, key)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// runStep performs one transaction of a task. A task whose group was dissolved is
// dropped.
func (g *Groups) runStep(tx store.Tx, key uint64) (more bool, err error) {
	t, ok := store.Load[task](tx, tasksBucket, store.Key(key))
	if !ok {
		return false, nil // completed by another process
	}
	gtx := g.load(tx, t.Group)
	gtx.me = t.By
	switch {
	case gtx.Serial != t.Serial || gtx.Closing:
	case t.Notice != nil:
		members := someAccounts(tx, membersBucket, gtx.id, t.After, batchSize)
		g.notify(tx, gtx, *t.Notice, members...)
		if more = len(members) == batchSize; more {
			t.After = members[batchSize-1]
		}
	default:
		some := t.Coming[:min(len(t.Coming), batchSize)]
		t.Coming = t.Coming[len(some):]
		tx.Want(g.admitNeeds(gtx, "", some)...)
		if err := g.addFirst(tx, gtx, some); err != nil {
			return false, err
		}
		more = len(t.Coming) > 0
	}
	if more {
		store.Save(tx, tasksBucket, store.Key(key), t)
	} else {
		tx.Delete(tasksBucket, store.Key(key))
	}
	return more, nil
}

// finishTasks completes all tasks. A task may still be processed by its
// request; that is safe, because each transaction takes the next members.
func (g *Groups) finishTasks(ctx context.Context) error {
	var keys []uint64
	err := g.Store.View(ctx, func(r store.Reader) error {
		keys = nil
		for k := range r.Scan(tasksBucket, store.Range{}) {
			key, _, _ := store.CutUint64(k)
			keys = append(keys, key)
		}
		return nil
	})
	for _, key := range keys {
		if err == nil {
			err = g.finishTask(ctx, key)
		}
	}
	return err
}
