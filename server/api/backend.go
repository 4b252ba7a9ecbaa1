package api

import (
	"context"
	"encoding/json"
	"slices"
)

// The REST API has the paths and the command table of the pages. What is
// different is who calls: a site's back end, with the UserSig of an
// administrator of the application and none of the parameters that every page
// sends. It is described in the vendor's document "REST API 简介".

// isBackEnd tells a back end's call from those of an administrator's pages:
// 1.7 sends v or a2, 1.3 sends apn.
func isBackEnd(call *Call) bool {
	q := call.Query
	return q.Get("usersig") != "" && q.Get("v") == "" && q.Get("a2") == "" && !q.Has("apn")
}

// admitBackEnd marks a back end's call, and refuses the commands that are for
// back ends alone to everybody else.
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

// actFor makes a back end's call that of the user whom it names.
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
	there, err := e.Exists(ctx, user)
	if err != nil {
		return err
	}
	if !there {
		return Errorf(codesOf(call.Service).noAccount, "From_Account: no such account: %.64s", user)
	}
	call.Caller.Account = user
	return nil
}
