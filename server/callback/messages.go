package callback

import (
	"context"
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/message"
)

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
