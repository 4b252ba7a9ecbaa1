package relation

import (
	"slices"

	"webim.js/server/deliver"
	"webim.js/server/store"
)

// pushType is the kind of a friend notice (event 7).
type pushType int

const (
	friendsAdded      pushType = 1
	friendsRemoved    pushType = 2
	pendencyAdded     pushType = 3
	pendencyRemoved   pushType = 4
	blackAdded        pushType = 5
	blackRemoved      pushType = 6
	pendencyReported  pushType = 7 // without a list, like friendDataChanged
	friendDataChanged pushType = 8
)

// noticeLists maps each kind to the field of its list, spelled as clients
// expect.
var noticeLists = map[pushType]string{
	friendsAdded:    "FriendAdd_Account",
	friendsRemoved:  "FriendDel_Account",
	pendencyAdded:   "PendencyAdd",
	pendencyRemoved: "FrienPencydDel_Account",
	blackAdded:      "BlackListAdd_Account",
	blackRemoved:    "BlackListDel_Account",
}

// requestNotice is an entry of PendencyAdd.
type requestNotice struct {
	From       string `json:"PendencyAdd_Account"`
	Nick       string `json:"ProfileImNic"`
	AddSource  string
	AddWording string
}

// notice is one item for all clients of one user.
type notice struct {
	user string
	kind pushType
	list []any // accounts or requestNotices
}

// addNotice adds entries to the notice of a kind for a user.
func (e *editTx) addNotice(user string, kind pushType, about ...any) {
	same := func(n *notice) bool { return n.user == user && n.kind == kind }
	i := slices.IndexFunc(e.notices, same)
	if i < 0 {
		i = len(e.notices)
		e.notices = append(e.notices, &notice{user: user, kind: kind})
	}
	e.notices[i].list = append(e.notices[i].list, about...)
}

// finish writes the versions of the changed lists and sends the notices.
func (e *editTx) finish(outbox *deliver.Outbox) {
	for user, l := range e.lists {
		if *l != loadLists(e, user) {
			store.Save(e, listsBucket, store.Key(user), l)
		}
	}
	for _, n := range e.notices {
		outbox.Notify(e, deliver.Event{Kind: deliver.FriendNotice, To: []string{n.user}}, n.item())
	}
}

func (n *notice) item() map[string]any {
	item := map[string]any{"PushType": n.kind}
	if name, ok := noticeLists[n.kind]; ok {
		item[name] = n.list
	}
	return item
}
