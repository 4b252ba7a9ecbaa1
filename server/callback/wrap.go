package callback

import (
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/api"
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

// Wrap returns the table with callbacks added to the commands that cause them.
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

// before sends a callback before an action. It returns the reply, and an error if the
// call is forbidden, with the receiver's own code if that is in the vendor's range.
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

// find looks up a group. If that fails, it logs the error and returns the zero
// value.
func (w wrapper) find(ctx context.Context, id api.Text) Group {
	g, err := w.group(ctx, string(id))
	if err != nil {
		w.Log.Warn("callback group lookup failed", "group", string(id), "error", err)
	}
	return g
}
