package relation

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// Error codes of the blacklist commands.
const (
	codeBlockNumber   = 31301
	codeBlackFull     = 31306
	codeListed        = 31307
	codeUnblockNumber = 31501
	codeNotListed     = 31503
	codeBlackNumber   = 31601
)

// block adds users to the caller's blacklist.
func (f *Relations) block(ctx context.Context, call *api.Call) (any, error) {
	return f.blackList(ctx, call, codeBlockNumber, func(e *editTx, to string) outcome {
		switch {
		case !account.Exists(e, to):
			return outcome{codeNoAccount, "no such user"}
		case to == e.me:
			return outcome{codeBadRequest, "cannot block yourself"}
		case Blocked(e, to, e.me):
			return outcome{codeListed, "already on the blacklist"}
		case e.listsOf(e.me).Black.Size >= maxBlack:
			return outcome{codeBlackFull, "the blacklist is full"}
		}
		e.block(e.me, to)
		return done
	})
}

// unblock removes users from the caller's blacklist.
func (f *Relations) unblock(ctx context.Context, call *api.Call) (any, error) {
	return f.blackList(ctx, call, codeUnblockNumber, func(e *editTx, to string) outcome {
		if !Blocked(e, to, e.me) {
			return notListed(e, to, codeNotListed, "not on the blacklist")
		}
		e.unblock(e.me, to)
		return done
	})
}

// blackList implements block and unblock.
func (f *Relations) blackList(ctx context.Context, call *api.Call, badNumber int,
	do func(e *editTx, to string) outcome) (any, error) {
	var req struct {
		To api.List `json:"To_Account"`
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if err := checkSize("To_Account", req.To, badNumber); err != nil {
		return nil, err
	}
	return runAccounts(ctx, f, call, req.To, do)
}

// blackItem is a blocked user. The documents and the clients have different names
// for its two fields, so both are sent.
type blackItem struct {
	To        string `json:"To_Account"`
	AddTime   int64  `json:"AddBlackTimeStamp"`
	Black     string `json:"Black_Account"`
	BlackTime int64  `json:"BlackTimeStamp"`
}

// getBlocked returns a page of the caller's blacklist.
func (f *Relations) getBlocked(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		StartIndex   api.Int
		MaxLimited   *api.Int
		LastSequence api.Int
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	limit := pageSize(req.MaxLimited)
	if limit < 1 || req.StartIndex < 0 || req.LastSequence < 0 {
		return nil, api.Errorf(codeBlackNumber, "StartIndex, MaxLimited or LastSequence is out of range")
	}
	type response struct {
		BlackListItem   []blackItem
		StartIndex      int
		CurrentSequence int
	}
	var a response
	err := f.Store.View(ctx, func(r store.Reader) error {
		r.Want(
			store.WantKey(listsBucket, store.Key(call.Caller.Account)),
			store.WantRange(blackBucket, store.Prefix(call.Caller.Account), 0),
		)
		a = response{BlackListItem: []blackItem{}, CurrentSequence: loadLists(r, call.Caller.Account).Black.Seq}
		if req.StartIndex == 0 && int(req.LastSequence) == a.CurrentSequence {
			return nil // the caller has this version; only checked on the first page
		}
		at := 0
		for other, entry := range entries[blackEntry](r, blackBucket, call.Caller.Account) {
			if len(a.BlackListItem) == limit {
				a.StartIndex = at
				break
			}
			if at++; at > int(req.StartIndex) {
				a.BlackListItem = append(a.BlackListItem, blackItem{other, entry.Added, other, entry.Added})
			}
		}
		return nil
	})
	return a, err
}

// pageSize returns the requested page size, or defaultPage if there is none.
// The caller has to reject values below 1.
func pageSize(requested *api.Int) int {
	if requested == nil {
		return defaultPage
	}
	return int(min(*requested, maxFriends))
}
