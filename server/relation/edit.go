package relation

import (
	"webim.js/server/account"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// edit is one transaction on relations, on behalf of one user. It keeps the
// versions and sizes of all lists in step with their entries, and gathers the
// notices, so that a batch tells each user once. finish writes and sends them.
type edit struct {
	store.Tx
	me      string
	now     int64 // Unix seconds
	lists   map[string]*lists
	notices []*notice
	needs   []store.Need
}

func newEdit(tx store.Tx, me string, now int64) *edit {
	return &edit{Tx: tx, me: me, now: now, lists: map[string]*lists{}}
}

// mayMeet asks ahead for all that an edit may read of the user and another.
func (e *edit) mayMeet(other string) {
	e.needs = append(e.needs, account.Need(other))
	for _, pair := range [][2]string{{e.me, other}, {other, e.me}} {
		user, key := pair[0], store.Key(pair[0], pair[1])
		e.needs = append(e.needs,
			profile.Need(user), store.WantKey(listsBucket, store.Key(user)),
			store.WantKey(friendsBucket, key), store.WantKey(blackBucket, key),
			store.WantKey(pendingBucket[comeIn], key), store.WantKey(pendingBucket[sendOut], key))
	}
}

// of is what is known of a user's lists.
func (e *edit) of(user string) *lists {
	l, ok := e.lists[user]
	if !ok {
		loaded := loadLists(e, user)
		l = &loaded
		e.lists[user] = l
	}
	return l
}

func (e *edit) friend(user, other string) (friend, bool) {
	return store.Load[friend](e, friendsBucket, store.Key(user, other))
}

// befriend puts other into user's friend list. Who is there already stays,
// with a new remark if there is one.
func (e *edit) befriend(user, other string, f friend) {
	old, there := e.friend(user, other)
	if there {
		if f.Remark == "" || f.Remark == old.Remark {
			return
		}
		old.Remark, old.Changed = f.Remark, e.now
		store.Save(e, friendsBucket, store.Key(user, other), old)
		e.of(user).Friends.changed()
		e.note(user, friendDataChanged)
		return
	}
	f.Added, f.Changed = e.now, e.now
	store.Save(e, friendsBucket, store.Key(user, other), f)
	e.Put(friendOfBucket, store.Key(other, user), nil)
	e.of(user).Friends.added()
	e.note(user, friendsAdded, other)
}

// unfriend takes other out of user's friend list, if there.
func (e *edit) unfriend(user, other string) bool {
	if _, there := e.friend(user, other); !there {
		return false
	}
	e.Delete(friendsBucket, store.Key(user, other))
	e.Delete(friendOfBucket, store.Key(other, user))
	e.of(user).Friends.removed(e.now)
	e.note(user, friendsRemoved, other)
	return true
}

func (e *edit) pendency(user string, s side, other string) (pendency, bool) {
	return store.Load[pendency](e, pendingBucket[s], store.Key(user, other))
}

// ask stores a request with both users. One that is repeated takes the place
// of the first.
func (e *edit) ask(from, to string, p pendency) {
	p.Time = e.now
	e.putPendency(from, sendOut, to, p)
	e.putPendency(to, comeIn, from, p)
	e.note(to, pendencyAdded, askedNotice{
		From: from, Nick: profile.CardOf(e, from).Nick, AddSource: p.Source, AddWording: p.Wording,
	})
}

func (e *edit) putPendency(user string, s side, other string, p pendency) {
	if _, there := e.pendency(user, s, other); there {
		e.of(user).Pending[s].changed()
	} else {
		e.of(user).Pending[s].added()
	}
	store.Save(e, pendingBucket[s], store.Key(user, other), p)
}

// settle removes a request from one user's list, if it is there.
func (e *edit) settle(user string, s side, other string) bool {
	if _, there := e.pendency(user, s, other); !there {
		return false
	}
	e.Delete(pendingBucket[s], store.Key(user, other))
	e.of(user).Pending[s].removed(e.now)
	e.note(user, pendencyRemoved, other)
	return true
}

// settleBoth removes a request from both lists.
func (e *edit) settleBoth(from, to string) {
	e.settle(to, comeIn, from)
	e.settle(from, sendOut, to)
}

// block puts other on user's black list. They are no friends to the user any
// more, and there is nothing to answer.
func (e *edit) block(user, other string) {
	store.Save(e, blackBucket, store.Key(user, other), blackEntry{e.now})
	e.of(user).Black.added()
	e.note(user, blackAdded, other)
	e.unfriend(user, other)
	e.settle(user, comeIn, other)
	e.settle(user, sendOut, other)
}

// unblock takes other off user's black list.
func (e *edit) unblock(user, other string) {
	e.Delete(blackBucket, store.Key(user, other))
	e.of(user).Black.removed(e.now)
	e.note(user, blackRemoved, other)
}
