package relation

import (
	"context"

	"webim.js/server/api"
)

// Codes of friend_response.
const (
	codeResponseAction     = 30601
	codeResponseLength     = 30602
	codeResponseNumber     = 30603
	codeNotAsked           = 30614
	codeResponseListFull   = 30615
	codeResponseGroupsFull = 30616 // the asker's
	codeResponseAlready    = 30617
	codeAskersListFull     = 30630
)

// The ways to respond.
const (
	agree       = "Response_Action_Agree"       // the asker gets me as a friend
	agreeAndAdd = "Response_Action_AgreeAndAdd" // and I the asker
	reject      = "Response_Action_Reject"
)

// responseItem is the answer to one who has asked.
type responseItem struct {
	To             api.Text `json:"To_Account"`
	ResponseAction string
	Remark         api.Text
}

// respond answers requests to become friends.
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

func respondOne(e *edit, it responseItem) outcome {
	me, asker, action := e.me, string(it.To), it.ResponseAction
	if action != agree && action != agreeAndAdd && action != reject {
		return outcome{codeResponseAction, "no such ResponseAction"}
	}
	if len(it.Remark) > maxRemark {
		return outcome{codeResponseLength, "Remark is too long"}
	}
	p, asked := e.pendency(me, comeIn, asker)
	_, theirs := e.friend(asker, me)
	_, mine := e.friend(me, asker)
	if !asked {
		if theirs && action != reject {
			return outcome{codeResponseAlready, "already a friend"}
		}
		return absent(e, asker, codeNotAsked, "the user has not asked")
	}
	if action == reject {
		e.settleBoth(asker, me)
		return done
	}
	switch {
	case Blocked(e, me, asker) || Blocked(e, asker, me):
		// The one who listed the other has dropped the request, too.
		return outcome{codeNotAsked, "the request does not stand any more"}
	case !theirs && e.of(asker).Friends.Size >= maxFriends:
		return outcome{codeAskersListFull, "the asker's friend list is full"}
	case !theirs && !groupFits(e, asker, p.Group):
		return outcome{codeResponseGroupsFull, "the asker has too many friend groups"}
	case !mine && action == agreeAndAdd && e.of(me).Friends.Size >= maxFriends:
		return outcome{codeResponseListFull, "your friend list is full"}
	}
	e.befriend(asker, me, friend{Remark: p.Remark, Group: p.Group, Source: p.Source, Wording: p.Wording})
	if mine || action == agreeAndAdd {
		e.befriend(me, asker, friend{Remark: string(it.Remark), Source: p.Source, Wording: p.Wording})
		e.settleBoth(me, asker)
	}
	e.settleBoth(asker, me)
	return done
}
