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
	around := map[string]func(api.Handler) api.Handler{
		"openim/sendmsg":                          w.message,
		groupService + "send_group_msg":           w.groupMessage,
		groupService + "create_group":             w.createGroup,
		groupService + "apply_join_group":         w.apply,
		groupService + "handle_apply_join_group":  w.admitted("Applicant_Account", "Apply"),
		groupService + "handle_invite_join_group": w.admitted("", "Invited"),
		groupService + "add_group_member":         w.invite,
		groupService + "delete_group_member":      w.removed,
		groupService + "quit_group":               w.quit,
		groupService + "destroy_group":            w.destroy,
	}
	wrapped := api.Table{}
	for name, c := range t {
		if wrap := around[name]; wrap != nil {
			c.Handler = wrap(c.Handler)
		}
		wrapped[name] = c
	}
	return wrapped
}

// request holds the fields of the commands' bodies that callbacks report.
type request struct {
	GroupID   api.Text `json:"GroupId"`
	To        api.Text `json:"To_Account"`
	MsgSeq    api.Int
	MsgRandom api.Int
	Random    api.Int
	MsgBody   json.RawMessage
	Type      api.Text
	Name      api.Text
	Owner     api.Text `json:"Owner_Account"`
	Members   []member `json:"MemberList"`
	ToDelete  api.List `json:"MemberToDel_Account"`
	HandleMsg api.Text

	// Only for administrators.
	Control []string `json:"ForbidCallbackControl"`
}

// member is an account in a list. Pages may send only the id.
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

// read decodes a call's body. It returns false if the command will reject it.
func read(call *api.Call) (q request, ok bool) {
	return q, json.Unmarshal(call.Body, &q) == nil
}

func (q request) forbids(call *api.Call, control string) bool {
	return call.Caller.BackEnd && slices.Contains(q.Control, control)
}

// about returns an event about a call.
func about(call *api.Call, command string, fields map[string]any) event {
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
// forbidden: with code, or with the receiver's own code if that is between from
// and to.
func (w wrapper) before(ctx context.Context, e event, code, from, to int) (reply, error) {
	if !w.wants(e.command) {
		return reply{}, nil
	}
	r, ok := w.ask(ctx, e)
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

// drops is the receiver's code for a message to be dropped without an error.
const drops = 2

// replace replaces the message of the call with the receiver's MsgBody, if it
// has one. It must be a valid message.
func replace(call *api.Call, q *request, body json.RawMessage, code int) error {
	if body == nil || string(body) == "null" {
		return nil
	}
	if _, err := message.Parse(body, code); err != nil {
		return err
	}
	q.MsgBody = body
	return set(call, "MsgBody", body)
}

// answered returns the fields of a command's response that callbacks report.
func answered(answer any) (fields struct {
	MsgTime      int64
	MsgSeq       uint64
	MsgKey       string
	JoinedStatus string
	MemberList   []struct {
		Account string `json:"Member_Account"`
		Result  int
	}
}) {
	if text, err := json.Marshal(answer); err == nil {
		_ = json.Unmarshal(text, &fields) // missing fields stay empty
	}
	return fields
}

func (w wrapper) message(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read(call)
		if _, err := message.Parse(q.MsgBody, 0); !ok || err != nil {
			return next(ctx, call)
		}
		fields := func() map[string]any {
			return map[string]any{
				"From_Account": call.Caller.Account, "To_Account": q.To, "MsgSeq": q.MsgSeq, "MsgRandom": q.MsgRandom,
				"MsgTime": call.Unix(), "MsgBody": q.MsgBody, "OnlineOnlyFlag": 0,
			}
		}
		if !q.forbids(call, "ForbidBeforeSendMsgCallback") {
			r, err := w.before(ctx, about(call, BeforeMessage, fields()), codeMessageForbidden, 120001, 130000)
			switch {
			case err != nil && r.ErrorCode == drops:
				return map[string]any{"MsgTime": call.Unix(), "MsgKey": ""}, nil
			case err != nil:
				return nil, err
			}
			if err := replace(call, &q, r.MsgBody, codeMessageForbidden); err != nil {
				return nil, err
			}
		}
		answer, err := next(ctx, call)
		if err == nil && !q.forbids(call, "ForbidAfterSendMsgCallback") {
			after, done := fields(), answered(answer)
			after["MsgTime"], after["MsgKey"], after["SendMsgResult"], after["ErrorInfo"] = done.MsgTime, done.MsgKey, 0, "send msg succeed"
			w.enqueue(string(q.To), about(call, AfterMessage, after))
		}
		return answer, err
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
		q, ok := read(call)
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
		if !q.forbids(call, "ForbidBeforeSendMsgCallback") {
			r, err := w.before(ctx, about(call, BeforeGroupMessage, fields()), codeGroupForbidden, 10100, 10200)
			switch {
			case err != nil && r.ErrorCode == drops:
				return map[string]any{"MsgSeq": 0, "MsgTime": call.Unix()}, nil
			case err != nil:
				return nil, err
			}
			if err := replace(call, &q, r.MsgBody, codeGroupForbidden); err != nil {
				return nil, err
			}
		}
		answer, err := next(ctx, call)
		if err == nil && !q.forbids(call, "ForbidAfterSendMsgCallback") {
			after, done := fields(), answered(answer)
			after["MsgSeq"], after["MsgTime"] = done.MsgSeq, done.MsgTime
			w.enqueue(string(q.GroupID), about(call, AfterGroupMessage, after))
		}
		return answer, err
	}
}

func (w wrapper) createGroup(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		if q, ok := read(call); ok {
			if q.Members == nil {
				q.Members = []member{}
			}
			if q.Owner == "" && !call.Caller.BackEnd {
				q.Owner = api.Text(call.Caller.Account)
			}
			if _, err := w.before(ctx, about(call, BeforeCreateGroup, map[string]any{
				"Operator_Account": operator(call), "Owner_Account": q.Owner, "Type": q.Type, "Name": q.Name, "MemberList": q.Members,
			}), codeGroupForbidden, 10100, 10200); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

// joined queues a callback about new members.
func (w wrapper) joined(ctx context.Context, call *api.Call, id api.Text, how string, names []string) {
	if len(names) == 0 || !w.wants(AfterJoin) {
		return
	}
	w.enqueue(string(id), about(call, AfterJoin, map[string]any{
		"GroupId": id, "Type": w.find(ctx, id).Type, "JoinType": how, "Operator_Account": operator(call), "NewMemberList": membersOf(names),
	}))
}

func (w wrapper) apply(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read(call)
		if ok && call.Caller.Account != "" {
			if _, err := w.before(ctx, about(call, BeforeJoin, map[string]any{
				"GroupId": q.GroupID, "Type": w.find(ctx, q.GroupID).Type, "Requestor_Account": call.Caller.Account,
			}), codeGroupForbidden, 10100, 10200); err != nil {
				return nil, err
			}
		}
		answer, err := next(ctx, call)
		if err == nil && call.Caller.Account != "" && answered(answer).JoinedStatus == "JoinedSuccess" {
			w.joined(ctx, call, q.GroupID, "Apply", []string{call.Caller.Account})
		}
		return answer, err
	}
}

// admitted adds AfterJoin to the commands that accept a request. The new member
// is named by field, or is the caller if field is "".
func (w wrapper) admitted(field, how string) func(api.Handler) api.Handler {
	return func(next api.Handler) api.Handler {
		return func(ctx context.Context, call *api.Call) (any, error) {
			q, _ := read(call)
			answer, err := next(ctx, call)
			if err != nil || q.HandleMsg != "Agree" {
				return answer, err
			}
			name := call.Caller.Account
			if field != "" {
				var fields map[string]json.RawMessage
				var applicant api.Text
				if json.Unmarshal(call.Body, &fields) == nil && fields[field] != nil {
					_ = applicant.UnmarshalJSON(fields[field]) // valid: the command has decoded it
				}
				name = string(applicant)
			}
			w.joined(ctx, call, q.GroupID, how, []string{name})
			return answer, nil
		}
	}
}

func (w wrapper) invite(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read(call)
		if ok && w.wants(BeforeInvite) {
			r, err := w.before(ctx, about(call, BeforeInvite, map[string]any{
				"GroupId": q.GroupID, "Type": w.find(ctx, q.GroupID).Type, "Operator_Account": operator(call), "DestinationMembers": q.Members,
			}), codeGroupForbidden, 10100, 10200)
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
		}
		answer, err := next(ctx, call)
		if err == nil {
			var names []string
			for _, m := range answered(answer).MemberList {
				if m.Result == 1 {
					names = append(names, m.Account)
				}
			}
			w.joined(ctx, call, q.GroupID, "Invited", names)
		}
		return answer, err
	}
}

// left queues a callback about members that left.
func (w wrapper) left(ctx context.Context, call *api.Call, id api.Text, how string, names []string) {
	if len(names) == 0 || !w.wants(AfterExit) {
		return
	}
	w.enqueue(string(id), about(call, AfterExit, map[string]any{
		"GroupId": id, "Type": w.find(ctx, id).Type, "ExitType": how, "Operator_Account": operator(call), "ExitMemberList": membersOf(names),
	}))
}

func (w wrapper) removed(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, _ := read(call)
		answer, err := next(ctx, call)
		if err == nil {
			w.left(ctx, call, q.GroupID, "Kicked", q.ToDelete)
		}
		return answer, err
	}
}

func (w wrapper) quit(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, _ := read(call)
		answer, err := next(ctx, call)
		if err == nil && call.Caller.Account != "" {
			w.left(ctx, call, q.GroupID, "Quit", []string{call.Caller.Account})
		}
		return answer, err
	}
}

func (w wrapper) destroy(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, _ := read(call)
		g := w.find(ctx, q.GroupID)
		answer, err := next(ctx, call)
		if err == nil {
			w.enqueue(string(q.GroupID), about(call, AfterDestroy, map[string]any{
				"GroupId": q.GroupID, "Type": g.Type, "Owner_Account": g.Owner, "Name": g.Name, "MemberList": []member{},
			}))
		}
		return answer, err
	}
}
