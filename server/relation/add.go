package relation

import (
	"context"
	"fmt"
	"regexp"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Error codes of friend_add.
const (
	codeAddSource      = 30501
	codeAddLength      = 30502
	codeAddNumber      = 30503
	codeIBlocked       = 30515
	codeDenied         = 30516
	codePendenciesFull = 30517
	codeGroupsFull     = 30518
	codeListFull       = 30519
	codeAlready        = 30520
	codeNoProfile      = 30521 // no such user
	codeBlocksMe       = 30525
	codeTheirListFull  = 30535
	codeWaits          = 30539 // waits for the other user's consent
)

// sourcePattern is the form of AddSource. The spelling Unknow is the SDK's.
var sourcePattern = regexp.MustCompile(`^AddSource_Type_[A-Za-z]{1,8}$`)

// addItem is one user to add as a friend.
type addItem struct {
	To         api.Text `json:"To_Account"`
	AddSource  api.Text
	Remark     api.Text
	AddWording api.Text
	GroupName  api.Text
}

// add adds users that allow it as friends and sends a request to users that
// require confirmation.
func (f *Relations) add(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		AddFriendItem []addItem
		forceOptions
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if err := checkSize("AddFriendItem", req.AddFriendItem, codeAddNumber); err != nil {
		return nil, err
	}
	for _, it := range req.AddFriendItem {
		if it.To == "" {
			return nil, api.Missing("To_Account")
		}
	}
	do := addOne
	if call.Caller.BackEnd {
		if err := req.check(); err != nil {
			return nil, err
		}
		do = req.add
	}
	return run(ctx, f, call, req.AddFriendItem, func(it addItem) string { return string(it.To) }, do)
}

func (it addItem) check() outcome {
	switch {
	case !sourcePattern.MatchString(string(it.AddSource)):
		return outcome{codeAddSource, "AddSource must be AddSource_Type_ and 1 to 8 letters"}
	case len(it.Remark) > maxRemark:
		return outcome{codeAddLength, fmt.Sprintf("Remark is longer than %d bytes", maxRemark)}
	case len(it.AddWording) > maxWording:
		return outcome{codeAddLength, fmt.Sprintf("AddWording is longer than %d bytes", maxWording)}
	case len(it.GroupName) > maxGroupName:
		return outcome{codeAddLength, fmt.Sprintf("GroupName is longer than %d bytes", maxGroupName)}
	}
	return done
}

func addOne(e *editTx, it addItem) outcome {
	me, to, group := e.me, string(it.To), string(it.GroupName)
	if o := it.check(); o != done {
		return o
	}
	if !account.Exists(e, to) {
		return outcome{codeNoProfile, "no such user"}
	}
	_, mine := e.friend(me, to)
	_, theirs := e.friend(to, me)
	allow := profile.Load(e, to).Text(profile.TagAllowType)
	switch {
	case to == me:
		return outcome{codeBadRequest, "cannot add yourself as a friend"}
	case mine:
		return outcome{codeAlready, "already a friend"}
	case Blocked(e, to, me):
		return outcome{codeIBlocked, "the user is on your blacklist"}
	case Blocked(e, me, to):
		return outcome{codeBlocksMe, "you are on the user's blacklist"}
	case allow == profile.DenyAny:
		return outcome{codeDenied, "the user does not accept friend requests"}
	case e.listsOf(me).Friends.Size >= maxFriends:
		return outcome{codeListFull, "your friend list is full"}
	case !theirs && e.listsOf(to).Friends.Size >= maxFriends:
		return outcome{codeTheirListFull, "the user's friend list is full"}
	case !groupFits(e, me, group):
		return outcome{codeGroupsFull, "friend group limit reached"}
	}
	if allow == profile.AllowAny {
		f := friend{Source: string(it.AddSource), Wording: string(it.AddWording)}
		e.befriend(to, me, f)
		f.Remark, f.Group = string(it.Remark), group
		e.befriend(me, to, f)
		e.removePendingBoth(me, to)
		e.removePendingBoth(to, me)
		return done
	}
	if isFull(e, me, sendOut, to) || isFull(e, to, comeIn, me) {
		return outcome{codePendenciesFull, "pending request limit reached"}
	}
	e.storeRequest(me, to, pendency{
		Source: string(it.AddSource), Wording: string(it.AddWording),
		Remark: string(it.Remark), Group: group,
	})
	return outcome{codeWaits, "waiting for the user's consent"}
}

// isFull reports whether a list of pendencies is full and has none of other, which
// would be replaced.
func isFull(e *editTx, user string, s side, other string) bool {
	if e.listsOf(user).Pending[s].Size < maxPendencies {
		return false
	}
	return e.Get(pendingBucket[s], store.Key(user, other)) == nil
}
