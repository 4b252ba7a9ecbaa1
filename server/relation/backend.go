package relation

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// The commands that only back ends have, as the vendor's documents "导入好友",
// "校验好友" and "校验黑名单" describe them.

// maxChecked is how many accounts one check may name.
const maxChecked = 1000

// importItem is one friend of another server.
type importItem struct {
	To         api.Text `json:"To_Account"`
	Remark     api.Text
	GroupName  api.List
	AddSource  api.Text
	AddWording api.Text
	AddTime    api.Int // Unix seconds
}

// importFriends puts friends into a user's list, whatever anybody allows. It
// changes the user's own list alone.
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

func importFriend(e *edit, it importItem) outcome {
	add := addItem{To: it.To, AddSource: it.AddSource, Remark: it.Remark, AddWording: it.AddWording}
	if len(it.GroupName) > 0 { // an entry has one group here
		add.GroupName = api.Text(it.GroupName[0])
	}
	if o := add.check(); o != done {
		return o
	}
	if o := e.forced(e.me, add); o != done {
		return o
	}
	if at := int64(it.AddTime); at > 0 && at < e.now {
		entry, _ := e.friend(e.me, string(it.To))
		entry.Added = at
		store.Save(e, friendsBucket, store.Key(e.me, string(it.To)), entry)
	}
	return done
}

// forced puts a friend into a user's list on an administrator's word.
func (e *edit) forced(user string, it addItem) outcome {
	to := string(it.To)
	switch {
	case !account.Exists(e, to):
		return outcome{codeNoProfile, "no such user"}
	case to == user:
		return outcome{codeBadRequest, "nobody is their own friend"}
	case e.of(user).Friends.Size >= maxFriends:
		return outcome{codeListFull, "the friend list is full"}
	case !groupFits(e, user, string(it.GroupName)):
		return outcome{codeGroupsFull, "too many friend groups"}
	}
	e.befriend(user, to, friend{
		Remark: string(it.Remark), Group: string(it.GroupName), Source: string(it.AddSource), Wording: string(it.AddWording),
	})
	e.settleBoth(user, to)
	e.settleBoth(to, user)
	return done
}

// The values of AddType.
const (
	addBoth   = "Add_Type_Both"
	addSingle = "Add_Type_Single"
)

// force is what an administrator may say of a friend_add besides.
type force struct {
	AddType       string
	ForceAddFlags api.Int
}

func (f force) check() error {
	if f.AddType != "" && f.AddType != addBoth && f.AddType != addSingle {
		return api.Errorf(codeBadRequest, "AddType must be %s or %s", addBoth, addSingle)
	}
	return nil
}

// add is addOne for an administrator who forces it, or wants one side alone.
func (f force) add(e *edit, it addItem) outcome {
	if f.ForceAddFlags != 1 {
		return addOne(e, it)
	}
	if o := it.check(); o != done {
		return o
	}
	if _, mine := e.friend(e.me, string(it.To)); mine {
		return outcome{codeAlready, "already a friend"}
	}
	if o := e.forced(e.me, it); o != done || f.AddType == addSingle {
		return o
	}
	return e.forced(string(it.To), addItem{To: api.Text(e.me), AddSource: it.AddSource, AddWording: it.AddWording})
}

// checked is how two users stand to each other.
type checked struct {
	To         string `json:"To_Account"`
	Relation   string
	ResultCode int
	ResultInfo string
}

// checkOf is what friend_check and black_list_check have in common: a prefix of
// their values, the value for neither, and which of the two lists the other.
type checkOf struct {
	prefix, neither string
	lists           func(r store.Reader, user, other string) bool
}

// relate reads how a user and some others stand to each other.
func (c checkOf) relate(ctx context.Context, s store.Store, call *api.Call) (list []checked, invalid []string, err error) {
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

// check tells who of some users is whose friend.
func (f *Relations) check(ctx context.Context, call *api.Call) (any, error) {
	list, invalid, err := checkOf{"CheckResult_Type_", "NoRelation", func(r store.Reader, user, other string) bool {
		return r.Get(friendsBucket, store.Key(user, other)) != nil
	}}.relate(ctx, f.Store, call)
	return struct {
		InfoItem []checked
		Invalid  []string `json:"Invalid_Account,omitempty"`
	}{list, invalid}, err
}

// checkBlack tells who of some users has whom on the black list.
func (f *Relations) checkBlack(ctx context.Context, call *api.Call) (any, error) {
	list, invalid, err := checkOf{"BlackCheckResult_Type_", "NO", func(r store.Reader, user, other string) bool {
		return Blocked(r, other, user)
	}}.relate(ctx, f.Store, call)
	return struct {
		BlackListCheckItem []checked
		Invalid            []string `json:"Invalid_Account,omitempty"`
	}{list, invalid}, err
}
