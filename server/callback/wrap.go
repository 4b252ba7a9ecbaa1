package callback

import (
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/api"
	"webim.js/server/message"
)

// Error codes of actions that the receiver forbids.
const (
	codeMessageForbidden = 20006
	codeGroupForbidden   = 10016
)

// Group holds the fields of a group that callbacks report.
type Group struct{ Type, Name, Owner string }

// wrapper adds callbacks to commands.
type wrapper struct {
	*Callbacks
	group func(ctx context.Context, id string) (Group, error)
}

const groupService = "group_open_http_svc/"

// Wrap returns the table with callbacks added to the commands that have some.
// group looks up a group; it returns the zero value if the group does not
// exist.
func (b *Callbacks) Wrap(t api.Table, group func(ctx context.Context, id string) (Group, error)) api.Table {
	w := wrapper{b, group}
	wrapped := api.Table{}
	for name, c := range t {
		if change, ok := changes[name]; ok {
			c.Handler = w.report(change, c.Handler)
		}
		switch name {
		case "openim/sendmsg":
			c.Handler = w.message(c.Handler)
		case groupService + "send_group_msg":
			c.Handler = w.groupMessage(c.Handler)
		case groupService + "create_group":
			c.Handler = w.createGroup(c.Handler)
		case groupService + "apply_join_group":
			c.Handler = w.apply(c.Handler)
		case groupService + "add_group_member":
			c.Handler = w.invite(c.Handler)
		case groupService + "destroy_group":
			c.Handler = w.destroy(c.Handler)
		}
		wrapped[name] = c
	}
	return wrapped
}

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

// member is an account in a list. Clients may send only the id.
type member struct {
	Account api.Text `json:"Member_Account"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *member) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return m.Account.UnmarshalJSON(data)
	}
	type plain member
	return json.Unmarshal(data, (*plain)(m))
}

func membersOf(names []string) []member {
	list := []member{}
	for _, name := range names {
		list = append(list, member{api.Text(name)})
	}
	return list
}

// read decodes a call's body. It returns false if the command will reject the body, so
// T must only have fields that the command decodes as well: an invalid field that the
// command ignores would otherwise bypass the receiver.
func read[T any](call *api.Call) (q T, ok bool) {
	return q, json.Unmarshal(call.Body, &q) == nil
}

func groupOf(call *api.Call) api.Text {
	q, _ := read[struct {
		GroupID api.Text `json:"GroupId"`
	}](call)
	return q.GroupID
}

// forbids reports whether a back end has disabled a callback for its call.
func forbids(call *api.Call, control string) bool {
	if !call.Caller.BackEnd {
		return false
	}
	q, _ := read[struct {
		Control []string `json:"ForbidCallbackControl"`
	}](call)
	return slices.Contains(q.Control, control)
}

// newEvent returns an event about a call.
func newEvent(call *api.Call, command string, fields map[string]any) event {
	platform := "Web"
	if call.Caller.BackEnd {
		platform = "RESTAPI"
	}
	fields["CallbackCommand"] = command
	return event{command, call.RemoteHost, platform, fields}
}

func operator(call *api.Call) string {
	if call.Caller.BackEnd {
		return call.Caller.Operator
	}
	return call.Caller.Account
}

// set replaces one field of a call's body.
func set(call *api.Call, field string, value any) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(call.Body, &fields); err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	fields[field] = text
	call.Body, err = json.Marshal(fields)
	return err
}

// before asks the receiver. It returns the reply, and an error if the call is
// forbidden, with the receiver's own code if that is in the vendor's range.
func (w wrapper) before(ctx context.Context, e event) (reply, error) {
	if !w.wants(e.command) {
		return reply{}, nil
	}
	code, from, to := codeGroupForbidden, 10100, 10200
	if e.command == BeforeMessage {
		code, from, to = codeMessageForbidden, 120001, 130000
	}
	r, ok := w.request(ctx, e)
	switch {
	case !ok && w.Forbid:
		return r, api.Errorf(code, "no response from the site's back end")
	case !ok || r.ErrorCode == 0:
		return r, nil
	case r.ErrorCode >= from && r.ErrorCode <= to:
		code = r.ErrorCode
	}
	if r.ErrorInfo == "" {
		r.ErrorInfo = "forbidden by the site's back end"
	}
	return r, &api.Error{Code: code, Info: r.ErrorInfo}
}

// dropMessage is the receiver's code for a message to be dropped without an error.
const dropMessage = 2

// replace replaces msgBody, the message of the call, with the receiver's body, if it
// has one. It must be a valid message.
func replace(call *api.Call, msgBody *json.RawMessage, body json.RawMessage, code int) error {
	if body == nil || string(body) == "null" {
		return nil
	}
	if _, err := message.Parse(body, code); err != nil {
		return err
	}
	*msgBody = body
	return set(call, "MsgBody", body)
}

// responseFields returns the fields of a command's response that callbacks report.
func responseFields(response any) (fields struct {
	MsgTime      int64
	MsgSeq       uint64
	MsgKey       string
	JoinedStatus string
	MemberList   []struct {
		Account string `json:"Member_Account"`
		Result  int
	}
}) {
	if text, err := json.Marshal(response); err == nil {
		_ = json.Unmarshal(text, &fields) // missing fields stay empty
	}
	return fields
}

func (w wrapper) message(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read[struct {
			To        api.Text `json:"To_Account"`
			MsgSeq    api.Int
			MsgRandom api.Int
			MsgBody   json.RawMessage
		}](call)
		if _, err := message.Parse(q.MsgBody, 0); !ok || err != nil {
			return next(ctx, call)
		}
		fields := func() map[string]any {
			return map[string]any{
				"From_Account": call.Caller.Account, "To_Account": q.To, "MsgSeq": q.MsgSeq, "MsgRandom": q.MsgRandom,
				"MsgTime": call.Unix(), "MsgBody": q.MsgBody, "OnlineOnlyFlag": 0,
			}
		}
		if !forbids(call, "ForbidBeforeSendMsgCallback") {
			r, err := w.before(ctx, newEvent(call, BeforeMessage, fields()))
			switch {
			case err != nil && r.ErrorCode == dropMessage:
				return map[string]any{"MsgTime": call.Unix(), "MsgKey": ""}, nil
			case err != nil:
				return nil, err
			}
			if err := replace(call, &q.MsgBody, r.MsgBody, codeMessageForbidden); err != nil {
				return nil, err
			}
		}
		response, err := next(ctx, call)
		if err == nil && !forbids(call, "ForbidAfterSendMsgCallback") {
			after, done := fields(), responseFields(response)
			after["MsgTime"], after["MsgKey"], after["SendMsgResult"], after["ErrorInfo"] = done.MsgTime, done.MsgKey, 0, "send msg succeed"
			w.enqueue(string(q.To), newEvent(call, AfterMessage, after))
		}
		return response, err
	}
}

// find looks up a group. If that fails, it logs the error and returns the zero
// value.
func (w wrapper) find(ctx context.Context, id api.Text) Group {
	g, err := w.group(ctx, string(id))
	if err != nil {
		w.Log.Warn("callback group lookup failed", "error", err)
	}
	return g
}

func (w wrapper) groupMessage(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read[struct {
			GroupID api.Text `json:"GroupId"`
			Random  api.Int
			MsgBody json.RawMessage
		}](call)
		if _, err := message.Parse(q.MsgBody, 0); !ok || err != nil {
			return next(ctx, call)
		}
		kind := w.find(ctx, q.GroupID).Type
		if kind == "" { // no such group
			return next(ctx, call)
		}
		fields := func() map[string]any {
			return map[string]any{
				"GroupId": q.GroupID, "Type": kind, "From_Account": call.Caller.Account, "Operator_Account": operator(call),
				"Random": q.Random, "MsgBody": q.MsgBody, "OnlineOnlyFlag": 0,
			}
		}
		if !forbids(call, "ForbidBeforeSendMsgCallback") {
			r, err := w.before(ctx, newEvent(call, BeforeGroupMessage, fields()))
			switch {
			case err != nil && r.ErrorCode == dropMessage:
				return map[string]any{"MsgSeq": 0, "MsgTime": call.Unix()}, nil
			case err != nil:
				return nil, err
			}
			if err := replace(call, &q.MsgBody, r.MsgBody, codeGroupForbidden); err != nil {
				return nil, err
			}
		}
		response, err := next(ctx, call)
		if err == nil && !forbids(call, "ForbidAfterSendMsgCallback") {
			after, done := fields(), responseFields(response)
			after["MsgSeq"], after["MsgTime"] = done.MsgSeq, done.MsgTime
			w.enqueue(string(q.GroupID), newEvent(call, AfterGroupMessage, after))
		}
		return response, err
	}
}

func (w wrapper) createGroup(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		if q, ok := read[struct {
			Type    api.Text
			Name    api.Text
			Owner   api.Text `json:"Owner_Account"`
			Members []member `json:"MemberList"`
		}](call); ok {
			if q.Members == nil {
				q.Members = []member{}
			}
			if q.Owner == "" && !call.Caller.BackEnd {
				q.Owner = api.Text(call.Caller.Account)
			}
			if _, err := w.before(ctx, newEvent(call, BeforeCreateGroup, map[string]any{
				"Operator_Account": operator(call), "Owner_Account": q.Owner, "Type": q.Type, "Name": q.Name, "MemberList": q.Members,
			})); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) apply(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		if id := groupOf(call); id != "" && call.Caller.Account != "" && w.wants(BeforeJoin) {
			if _, err := w.before(ctx, newEvent(call, BeforeJoin, map[string]any{
				"GroupId": id, "Type": w.find(ctx, id).Type, "Requestor_Account": call.Caller.Account,
			})); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) invite(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read[struct {
			GroupID api.Text `json:"GroupId"`
			Members []member `json:"MemberList"`
		}](call)
		if !ok || !w.wants(BeforeInvite) {
			return next(ctx, call)
		}
		r, err := w.before(ctx, newEvent(call, BeforeInvite, map[string]any{
			"GroupId": q.GroupID, "Type": w.find(ctx, q.GroupID).Type, "Operator_Account": operator(call), "DestinationMembers": q.Members,
		}))
		if err != nil {
			return nil, err
		}
		if len(r.Refused) > 0 {
			left := slices.DeleteFunc(slices.Clone(q.Members), func(m member) bool { return slices.Contains(r.Refused, m.Account) })
			if len(left) == 0 {
				return nil, api.Errorf(codeGroupForbidden, "forbidden by the site's back end")
			}
			if err := set(call, "MemberList", left); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) destroy(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		id := groupOf(call)
		g := w.find(ctx, id)
		response, err := next(ctx, call)
		if err == nil {
			w.enqueue(string(id), newEvent(call, AfterDestroy, map[string]any{
				"GroupId": id, "Type": g.Type, "Owner_Account": g.Owner, "Name": g.Name, "MemberList": []member{},
			}))
		}
		return response, err
	}
}
