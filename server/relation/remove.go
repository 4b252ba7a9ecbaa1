package relation

import (
	"context"

	"webim.js/server/api"
)

// Error codes of friend_delete.
const (
	codeDeleteNumber = 31701
	codeDeleteType   = 31702
	codeNotFriend    = 31704
)

// The values of DeleteType.
const (
	deleteSingle = "Delete_Type_Single" // removes friends from the caller's list
	deleteBoth   = "Delete_Type_Both"   // also removes the caller from their lists
)

// remove removes users from the caller's friend list.
func (f *Relations) remove(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To         api.List `json:"To_Account"`
		DeleteType string
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if req.DeleteType != deleteSingle && req.DeleteType != deleteBoth {
		return nil, api.Errorf(codeDeleteType, "DeleteType must be %s or %s", deleteSingle, deleteBoth)
	}
	if err := checkSize("To_Account", req.To, codeDeleteNumber); err != nil {
		return nil, err
	}
	return runAccounts(ctx, f, call, req.To, func(e *editTx, to string) outcome {
		if !e.unfriend(e.me, to) {
			return notListed(e, to, codeNotFriend, "not a friend")
		}
		if req.DeleteType == deleteBoth {
			e.unfriend(to, e.me)
		}
		return done
	})
}
