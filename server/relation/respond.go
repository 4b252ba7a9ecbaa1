package relation

import (
	"context"
	"fmt"

	"webim.js/server/api"
)

// Error codes of friend_response.
const (
	codeResponseAction     = 30601
	codeResponseLength     = 30602
	codeResponseNumber     = 30603
	codeNotAsked           = 30614
	codeResponseListFull   = 30615
	codeResponseGroupsFull = 30616 // the sender's friend groups are full
	codeResponseAlready    = 30617
	codeSendersListFull    = 30630
)

// The values of ResponseAction.
const (
	agree       = "Response_Action_Agree"       // adds the caller to the sender's friends
	agreeAndAdd = "Response_Action_AgreeAndAdd" // also adds the sender to the caller's friends
	reject      = "Response_Action_Reject"
)

// responseItem is the response to one request.
type responseItem struct {
	To             api.Text `json:"To_Account"`
	ResponseAction string
	Remark         api.Text
}

// respond accepts or rejects friend requests.
func (f *Relations) respond(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ ResponseFriendItem []responseItem }
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if err := checkSize("ResponseFriendItem", req.ResponseFriendItem, codeResponseNumber); err != nil {
		return nil, err
	}
	for _, it := range req.ResponseFriendItem {
		if it.To == "" {
			return nil, api.Missing("To_Account")
		}
	}
	return run(ctx, f, call, req.ResponseFriendItem, func(it responseItem) string { return string(it.To) }, respondOne)
}

func respondOne(e *editTx, it responseItem) outcome {
	me, sender, action := e.me, string(it.To), it.ResponseAction
	if action != agree && action != agreeAndAdd && action != reject {
		return outcome{codeResponseAction, "invalid ResponseAction"}
	}
	if len(it.Remark) > maxRemark {
		return outcome{codeResponseLength, fmt.Sprintf("Remark is longer than %d bytes", maxRemark)}
	}
	p, requested := e.pendency(me, comeIn, sender)
	_, theirs := e.friend(sender, me)
	_, mine := e.friend(me, sender)
	if !requested {
		if theirs && action != reject {
			return outcome{codeResponseAlready, "already a friend"}
		}
		return notListed(e, sender, codeNotAsked, "no request from the user")
	}
	if action == reject {
		e.removePendingBoth(sender, me)
		return done
	}
	switch {
	case Blocked(e, me, sender) || Blocked(e, sender, me):
		// Blocking has also removed the request from the list of the blocking user.
		return outcome{codeNotAsked, "the request is no longer valid"}
	case !theirs && e.listsOf(sender).Friends.Size >= maxFriends:
		return outcome{codeSendersListFull, "the sender's friend list is full"}
	case !theirs && !groupFits(e, sender, p.Group):
		return outcome{codeResponseGroupsFull, "the sender's friend group limit is reached"}
	case !mine && action == agreeAndAdd && e.listsOf(me).Friends.Size >= maxFriends:
		return outcome{codeResponseListFull, "your friend list is full"}
	}
	e.befriend(sender, me, friend{Remark: p.Remark, Group: p.Group, Source: p.Source, Wording: p.Wording})
	if mine || action == agreeAndAdd {
		e.befriend(me, sender, friend{Remark: string(it.Remark), Source: p.Source, Wording: p.Wording})
		e.removePendingBoth(me, sender)
	}
	e.removePendingBoth(sender, me)
	return done
}
