package relation

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// Commands for back ends only, as described in the vendor's documents "导入好友",
// "校验好友" and "校验黑名单".

// maxChecked is the maximum number of accounts in one check.
const maxChecked = 1000

// importItem is one friend on another server.
type importItem struct {
	To         api.Text `json:"To_Account"`
	Remark     api.Text
	GroupName  api.List
	AddSource  api.Text
	AddWording api.Text
	AddTime    api.Int // Unix seconds
}

// importFriends adds friends to a user's list, regardless of their AllowType.
// The lists of the friends do not change.
func (f *Relations) importFriends(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ AddFriendItem []importItem }
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if err := checkSize("AddFriendItem", req.AddFriendItem, codeAddNumber); err != nil {
		return nil, err
	}
	return run(ctx, f, call, req.AddFriendItem, func(it importItem) string { return string(it.To) }, importFriend)
}

func importFriend(e *editTx, it importItem) outcome {
	add := addItem{To: it.To, AddSource: it.AddSource, Remark: it.Remark, AddWording: it.AddWording}
	if len(it.GroupName) > 0 { // this server supports one group per entry
		add.GroupName = api.Text(it.GroupName[0])
	}
	if o := add.check(); o != done {
		return o
	}
	if o := e.forceAdd(e.me, add); o != done {
		return o
	}
	if at := int64(it.AddTime); at > 0 && at < e.now {
		entry, _ := e.friend(e.me, string(it.To))
		entry.Added = at
		store.Save(e, friendsBucket, store.Key(e.me, string(it.To)), entry)
	}
	return done
}

// forceAdd adds a friend to a user's list without consent, on behalf of an
// administrator.
func (e *editTx) forceAdd(user string, it addItem) outcome {
	to := string(it.To)
	switch {
	case !account.Exists(e, to):
		return outcome{codeNoProfile, "no such user"}
	case to == user:
		return outcome{codeBadRequest, "cannot add a user as their own friend"}
	case e.listsOf(user).Friends.Size >= maxFriends:
		return outcome{codeListFull, "the friend list is full"}
	case !groupFits(e, user, string(it.GroupName)):
		return outcome{codeGroupsFull, "friend group limit reached"}
	}
	e.befriend(user, to, friend{
		Remark: string(it.Remark), Group: string(it.GroupName), Source: string(it.AddSource), Wording: string(it.AddWording),
	})
	e.removePendingBoth(user, to)
	e.removePendingBoth(to, user)
	return done
}

// The values of AddType.
const (
	addBoth   = "Add_Type_Both"
	addSingle = "Add_Type_Single"
)

// forceOptions holds the fields of friend_add that only administrators may set.
type forceOptions struct {
	AddType       string
	ForceAddFlags api.Int
}

func (f forceOptions) check() error {
	if f.AddType != "" && f.AddType != addBoth && f.AddType != addSingle {
		return api.Errorf(codeBadRequest, "AddType must be %s or %s", addBoth, addSingle)
	}
	return nil
}

// add is addOne with the options of an administrator: without consent, or on
// one side only.
func (f forceOptions) add(e *editTx, it addItem) outcome {
	if f.ForceAddFlags != 1 {
		return addOne(e, it)
	}
	if o := it.check(); o != done {
		return o
	}
	if _, mine := e.friend(e.me, string(it.To)); mine {
		return outcome{codeAlready, "already a friend"}
	}
	if o := e.forceAdd(e.me, it); o != done || f.AddType == addSingle {
		return o
	}
	return e.forceAdd(string(it.To), addItem{To: api.Text(e.me), AddSource: it.AddSource, AddWording: it.AddWording})
}

// checked is the relation between two users in a response.
type checked struct {
	To         string `json:"To_Account"`
	Relation   string
	ResultCode int
	ResultInfo string
}

// checkKind defines friend_check or black_list_check: the prefix of the values,
// the value for no relation, and the bucket of the list: user, other → entry.
type checkKind struct {
	prefix, neither string
	bucket          store.Bucket
}

// lists reports whether user has other on the list.
func (c checkKind) lists(r store.Reader, user, other string) bool {
	return r.Get(c.bucket, store.Key(user, other)) != nil
}

// relate returns the relations between the caller and the requested users.
func (c checkKind) relate(ctx context.Context, s store.Store, call *api.Call) (list []checked, invalid []string, err error) {
	var req struct {
		To        api.List `json:"To_Account"`
		CheckType string
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, nil, err
	}
	both := req.CheckType == c.prefix+"Both"
	switch {
	case req.To == nil:
		return nil, nil, api.Missing("To_Account")
	case len(req.To) == 0 || len(req.To) > maxChecked:
		return nil, nil, api.Errorf(codeBadRequest, "To_Account must list 1 to %d entries", maxChecked)
	case !both && req.CheckType != c.prefix+"Singal" && req.CheckType != c.prefix+"Single":
		return nil, nil, api.Errorf(codeBadRequest, "CheckType must be %sBoth or %sSingal", c.prefix, c.prefix)
	}
	me := call.Caller.Account
	err = s.View(ctx, func(r store.Reader) error {
		list, invalid = []checked{}, nil
		var needs []store.Need
		for _, to := range req.To {
			needs = append(needs, account.Need(to), store.WantKey(c.bucket, store.Key(me, to)), store.WantKey(c.bucket, store.Key(to, me)))
		}
		r.Want(needs...)
		for _, to := range req.To {
			item := checked{To: to, Relation: c.prefix + c.neither}
			if !account.Exists(r, to) {
				item.ResultCode, item.ResultInfo = codeNoAccount, "no such user"
				list, invalid = append(list, item), append(invalid, to)
				continue
			}
			mine, theirs := c.lists(r, me, to), both && c.lists(r, to, me)
			switch {
			case mine && theirs:
				item.Relation = c.prefix + "BothWay"
			case mine:
				item.Relation = c.prefix + "AWithB"
			case theirs:
				item.Relation = c.prefix + "BWithA"
			}
			list = append(list, item)
		}
		return nil
	})
	return list, invalid, err
}

// check returns which users have each other as friends.
func (f *Relations) check(ctx context.Context, call *api.Call) (any, error) {
	list, invalid, err := checkKind{"CheckResult_Type_", "NoRelation", friendsBucket}.relate(ctx, f.Store, call)
	return struct {
		InfoItem []checked
		Invalid  []string `json:"Invalid_Account,omitempty"`
	}{list, invalid}, err
}

// checkBlack returns which users have each other on the blacklist.
func (f *Relations) checkBlack(ctx context.Context, call *api.Call) (any, error) {
	list, invalid, err := checkKind{"BlackCheckResult_Type_", "NO", blackBucket}.relate(ctx, f.Store, call)
	return struct {
		BlackListCheckItem []checked
		Invalid            []string `json:"Invalid_Account,omitempty"`
	}{list, invalid}, err
}
