package group

import (
	"context"

	"webim.js/server/store"
)

// A request that concerns hundreds of members takes several transactions. What
// cannot be repeated is recorded as a task with the first one: if its process
// dies or loses the database, the upkeep of any process finishes it.

// tasksBucket holds stamp → task.
const tasksBucket store.Bucket = "group_tasks"

// task is what is left to do for a group. One of Coming and Notice is set.
type task struct {
	Group  string
	Serial uint64 // a later group of that id is another one
	By     string // the account whose request it is

	Coming []named `json:",omitempty"` // first members to take in

	Notice *notice `json:",omitempty"` // for all members
	After  string  `json:",omitempty"` // the last member that has it
}

// begin records a task and returns its key.
func (g *Groups) begin(tx store.Tx, rm *room, t task) (key uint64) {
	key = tx.Stamp()
	t.Group, t.Serial, t.By = rm.id, rm.Serial, rm.me
	store.Save(tx, tasksBucket, store.Key(key), t)
	return key
}

// finish does what is left of a task.
func (g *Groups) finish(ctx context.Context, key uint64) error {
	for more := true; more; {
		err := g.Store.Update(ctx, func(tx store.Tx) (err error) {
			more, err = g.step(tx, key)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// step does as much of a task as fits in one transaction. A task whose group is
// gone is over.
func (g *Groups) step(tx store.Tx, key uint64) (more bool, err error) {
	t, ok := store.Load[task](tx, tasksBucket, store.Key(key))
	if !ok {
		return false, nil // another process has finished it
	}
	rm := g.at(tx, t.Group)
	rm.me = t.By
	switch {
	case rm.Serial != t.Serial || rm.Closing:
	case t.Notice != nil:
		members := someAccounts(tx, membersBucket, rm.id, t.After, atOnce)
		g.notify(tx, rm, *t.Notice, members...)
		if more = len(members) == atOnce; more {
			t.After = members[atOnce-1]
		}
	default:
		some := t.Coming[:min(len(t.Coming), atOnce)]
		t.Coming = t.Coming[len(some):]
		tx.Want(g.comingNeeds(rm, "", some)...)
		if err := g.takeIn(tx, rm, some); err != nil {
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

// finishTasks does what is left of all tasks. One whose request is still at work
// may be among them: each transaction takes the next members.
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
			err = g.finish(ctx, key)
		}
	}
	return err
}
