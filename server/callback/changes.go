package callback

import (
	"context"

	"webim.js/server/api"
)

// change describes how a command changes the members of a group.
type change struct {
	command string // of the callback: AfterJoin or AfterExit
	opts    string // JoinType or ExitType

	// members returns the new or former members.
	members func(call *api.Call, response any) []string
}

// changes maps commands to the callback about the members that they change.
var changes = map[string]change{
	groupService + "apply_join_group":         {AfterJoin, "Apply", applied},
	groupService + "handle_apply_join_group":  {AfterJoin, "Apply", accepted},
	groupService + "handle_invite_join_group": {AfterJoin, "Invited", consented},
	groupService + "add_group_member":         {AfterJoin, "Invited", added},
	groupService + "delete_group_member":      {AfterExit, "Kicked", removed},
	groupService + "quit_group":               {AfterExit, "Quit", caller},
}

func applied(call *api.Call, response any) []string {
	if responseFields(response).JoinedStatus != "JoinedSuccess" {
		return nil
	}
	return caller(call, response)
}

func accepted(call *api.Call, _ any) []string {
	q, _ := read[struct {
		HandleMsg api.Text
		Applicant api.Text `json:"Applicant_Account"`
	}](call)
	if q.HandleMsg != "Agree" {
		return nil
	}
	return []string{string(q.Applicant)}
}

func consented(call *api.Call, response any) []string {
	if q, _ := read[struct{ HandleMsg api.Text }](call); q.HandleMsg != "Agree" {
		return nil
	}
	return caller(call, response)
}

func added(_ *api.Call, response any) (names []string) {
	for _, m := range responseFields(response).MemberList {
		if m.Result == 1 {
			names = append(names, m.Account)
		}
	}
	return names
}

func removed(call *api.Call, _ any) []string {
	q, _ := read[struct {
		ToDelete api.List `json:"MemberToDel_Account"`
	}](call)
	return q.ToDelete
}

// caller returns the caller, or nil for a caller without identity.
func caller(call *api.Call, _ any) []string {
	if call.Caller.Account == "" {
		return nil
	}
	return []string{call.Caller.Account}
}

// report queues a callback about the members that a command has changed.
func (w wrapper) report(c change, next api.Handler) api.Handler {
	typeField, listField := "JoinType", "NewMemberList"
	if c.command == AfterExit {
		typeField, listField = "ExitType", "ExitMemberList"
	}
	return func(ctx context.Context, call *api.Call) (any, error) {
		response, err := next(ctx, call)
		if err != nil || !w.wants(c.command) {
			return response, err
		}
		if names := c.members(call, response); len(names) > 0 {
			id := groupOf(call)
			w.enqueue(string(id), newEvent(call, c.command, map[string]any{
				"GroupId": id, "Type": w.find(ctx, id).Type, typeField: c.opts, "Operator_Account": operator(call), listField: membersOf(names),
			}))
		}
		return response, nil
	}
}
