package relation

import (
	"webim.js/server/account"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// editTx is one transaction on relations on behalf of one user. It keeps the
// versions and sizes of all lists consistent with their entries, and collects
// the notices, so that a batch sends each user one notice of a kind. finish
// writes the versions and sends the notices.
type editTx struct {
	store.Tx
	me      string
	now     int64 // Unix seconds
	lists   map[string]*lists
	notices []*notice
	needs   []store.Need
}

func newEditTx(tx store.Tx, me string, now int64) *editTx {
	return &editTx{Tx: tx, me: me, now: now, lists: map[string]*lists{}}
}

// need adds everything that the edit may read of the user and other to needs.
func (e *editTx) need(other string) {
	e.needs = append(e.needs, account.Need(other))
	for _, pair := range [][2]string{{e.me, other}, {other, e.me}} {
		user, key := pair[0], store.Key(pair[0], pair[1])
		e.needs = append(e.needs,
			profile.Need(user), store.WantKey(listsBucket, store.Key(user)),
			store.WantKey(friendsBucket, key), store.WantKey(blackBucket, key),
			store.WantKey(pendingBucket[comeIn], key), store.WantKey(pendingBucket[sendOut], key))
	}
}

// listsOf returns the versions and sizes of a user's lists.
func (e *editTx) listsOf(user string) *lists {
	l, ok := e.lists[user]
	if !ok {
		loaded := loadLists(e, user)
		l = &loaded
		e.lists[user] = l
	}
	return l
}

func (e *editTx) friend(user, other string) (friend, bool) {
	return store.Load[friend](e, friendsBucket, store.Key(user, other))
}

// befriend adds other to user's friend list. An existing entry stays, with the
// new remark if there is one.
func (e *editTx) befriend(user, other string, f friend) {
	old, found := e.friend(user, other)
	if found {
		if f.Remark == "" || f.Remark == old.Remark {
			return
		}
		old.Remark, old.Changed = f.Remark, e.now
		store.Save(e, friendsBucket, store.Key(user, other), old)
		e.listsOf(user).Friends.changed()
		e.addNotice(user, friendDataChanged)
		return
	}
	f.Added, f.Changed = e.now, e.now
	store.Save(e, friendsBucket, store.Key(user, other), f)
	e.Put(friendOfBucket, store.Key(other, user), nil)
	e.listsOf(user).Friends.added()
	e.addNotice(user, friendsAdded, other)
}

// unfriend removes other from user's friend list and reports whether it was
// there.
func (e *editTx) unfriend(user, other string) bool {
	if _, found := e.friend(user, other); !found {
		return false
	}
	e.Delete(friendsBucket, store.Key(user, other))
	e.Delete(friendOfBucket, store.Key(other, user))
	e.listsOf(user).Friends.removed(e.now)
	e.addNotice(user, friendsRemoved, other)
	return true
}

func (e *editTx) pendency(user string, s side, other string) (pendency, bool) {
	return store.Load[pendency](e, pendingBucket[s], store.Key(user, other))
}

// storeRequest stores a request with both users. A repeated request replaces the first.
func (e *editTx) storeRequest(from, to string, p pendency) {
	p.Time = e.now
	e.putPendency(from, sendOut, to, p)
	e.putPendency(to, comeIn, from, p)
	e.addNotice(to, pendencyAdded, requestNotice{
		From: from, Nick: profile.CardOf(e, from).Nick, AddSource: p.Source, AddWording: p.Wording,
	})
}

func (e *editTx) putPendency(user string, s side, other string, p pendency) {
	if _, found := e.pendency(user, s, other); found {
		e.listsOf(user).Pending[s].changed()
	} else {
		e.listsOf(user).Pending[s].added()
	}
	store.Save(e, pendingBucket[s], store.Key(user, other), p)
}

// removePending removes a request from one user's list and reports whether it
// was there.
func (e *editTx) removePending(user string, s side, other string) bool {
	if _, found := e.pendency(user, s, other); !found {
		return false
	}
	e.Delete(pendingBucket[s], store.Key(user, other))
	e.listsOf(user).Pending[s].removed(e.now)
	e.addNotice(user, pendencyRemoved, other)
	return true
}

// removePendingBoth removes a request from the lists of both users.
func (e *editTx) removePendingBoth(from, to string) {
	e.removePending(to, comeIn, from)
	e.removePending(from, sendOut, to)
}

// block adds other to user's blacklist. It removes other from user's friends
// and pending requests.
func (e *editTx) block(user, other string) {
	store.Save(e, blackBucket, store.Key(user, other), blackEntry{e.now})
	e.listsOf(user).Black.added()
	e.addNotice(user, blackAdded, other)
	e.unfriend(user, other)
	e.removePending(user, comeIn, other)
	e.removePending(user, sendOut, other)
}

// unblock removes other from user's blacklist.
func (e *editTx) unblock(user, other string) {
	e.Delete(blackBucket, store.Key(user, other))
	e.listsOf(user).Black.removed(e.now)
	e.addNotice(user, blackRemoved, other)
}
