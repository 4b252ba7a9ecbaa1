package api

import (
	"context"
	"encoding/json"
	"slices"
)

// The REST API shares the paths and the command table with the SDK. It is called by
// a site's back end, with the UserSig of an administrator of the application and
// without the parameters that every client sends. The vendor's document is
// "REST API 简介".

// isBackEnd reports whether a call is a back end's and not one of an administrator's
// clients: 1.7 sends v or a2, 1.3 sends apn.
func isBackEnd(call *Call) bool {
	q := call.Query
	return q.Get("usersig") != "" && q.Get("v") == "" && q.Get("a2") == "" && !q.Has("apn")
}

// admitBackEnd marks a call of a back end, and refuses commands of the REST API to
// other callers.
func (e *Edge) admitBackEnd(call *Call, command Command) error {
	c := &call.Caller
	if isBackEnd(call) && c.Account != "" && slices.Contains(e.Admins, c.Account) {
		c.BackEnd, c.Operator, c.Dialect = true, c.Account, Dialect17
	}
	if command.Access == BackEnds && !c.BackEnd {
		return Errorf(codesOf(call.Service).notAdmin, "the command is for administrators of the application (-admins)")
	}
	return nil
}

// actFor replaces the caller of a back end's call with the user in its From_Account.
func (e *Edge) actFor(ctx context.Context, call *Call) error {
	var claim struct {
		From Text `json:"From_Account"`
	}
	if err := json.Unmarshal(call.Body, &claim); err != nil {
		return Errorf(codesOf(call.Service).notSelf, "From_Account is not an account")
	}
	user := string(claim.From)
	if user == "" || user == call.Caller.Account {
		return nil
	}
	exists, err := e.Exists(ctx, user)
	if err != nil {
		return err
	}
	if !exists {
		return Errorf(codesOf(call.Service).noAccount, "From_Account: no such account: %.64s", user)
	}
	call.Caller.Account = user
	return nil
}
