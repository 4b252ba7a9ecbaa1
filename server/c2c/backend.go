package c2c

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/message"
	"webim.js/server/sent"
	"webim.js/server/store"
)

// Commands for back ends only, as described in the vendor's documents
// "批量发单聊消息" and "查询单聊消息".

// Error codes of these commands.
const (
	codeNoReceiver   = 90003 // To_Account is missing
	codeNoSender     = 90008 // From_Account is missing or does not exist
	codeTooMany      = 90011 // too many receivers
	codeUnregistered = 90012 // the receiver does not exist
)

// backEndFields are the fields of a message that only back ends may set.
// OfflinePushInfo and MsgLifeTime are accepted and ignored.
type backEndFields struct {
	SyncOtherMachine api.Int // 2: the sender does not get the message
}

func (f backEndFields) options(call *api.Call) sendOptions {
	c := call.Caller
	return sendOptions{client13: c.Dialect == api.Dialect13, backEnd: c.BackEnd, oneSided: c.BackEnd && f.SyncOtherMachine == 2}
}

// maxReceivers is the maximum number of receivers of one batchsendmsg.
const maxReceivers = 500

// receiverBatch is the maximum number of receivers in one transaction.
const receiverBatch = 50

// failure reports a receiver that did not get the message.
type failure struct {
	To   string `json:"To_Account"`
	Code int    `json:"ErrorCode"`
}

// sendMany sends one message to several accounts, each in its own conversation.
func (m *Messages) sendMany(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To        api.List `json:"To_Account"`
		MsgSeq    api.Int
		MsgRandom *api.Int
		MsgBody   json.RawMessage
		backEndFields
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	if req.MsgRandom == nil {
		made := api.Int(rand.Uint32())
		req.MsgRandom = &made
	}
	switch {
	case len(req.To) == 0:
		return nil, api.Errorf(codeNoReceiver, "To_Account is missing")
	case len(req.To) > maxReceivers:
		return nil, api.Errorf(codeTooMany, "To_Account names more than %d accounts", maxReceivers)
	case !isExact(req.MsgSeq) || !isExact(*req.MsgRandom):
		return nil, api.Errorf(codeBadPacket, "MsgSeq and MsgRandom must be 0 to 2^53")
	}
	body, err := message.Parse(req.MsgBody, codeBadPacket)
	if err != nil {
		return nil, err
	}
	var response struct {
		ErrorList []failure `json:",omitempty"`
	}
	for some := range slices.Chunk(req.To, receiverBatch) {
		var failed []failure
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			failed = nil
			opts := req.options(call)
			var needs []store.Need
			messages := make([]Message, len(some))
			for i, to := range some {
				messages[i] = Message{
					From: call.Caller.Account, To: to, Seq: int64(req.MsgSeq), Random: int64(*req.MsgRandom), Time: call.Unix(), Body: body,
				}
				needs = append(needs, m.needs(messages[i], sent.Windows(call.Unix()), opts.client13)...)
			}
			tx.Want(needs...)
			for _, msg := range messages {
				if !account.Exists(tx, msg.To) {
					failed = append(failed, failure{msg.To, codeUnregistered})
					continue
				}
				if _, err := m.store(tx, msg, opts); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		response.ErrorList = append(response.ErrorList, failed...)
		ctx = context.WithoutCancel(ctx) // complete all batches
	}
	return response, nil
}

// adminPage is the maximum number of messages in a response to
// admin_getroammsg.
const adminPage = 100

// adminItem is a message as returned to back ends.
type adminItem struct {
	Item
	MsgFlagBits int
	MsgKey      string
}

// adminHistory returns the messages of a conversation in a span of time, latest
// first, including those that either user has deleted.
func (m *Messages) adminHistory(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		MaxCnt           api.Int
		MinTime, MaxTime api.Int
		LastMsgKey       api.Text
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	one, err := accountField(call, codeNoSender, "From_Account", "Operator_Account")
	if err != nil {
		return nil, err
	}
	other, err := accountField(call, codeNoReceiver, "To_Account", "Peer_Account")
	if err != nil {
		return nil, err
	}
	before, err := parseStamp("LastMsgKey", req.LastMsgKey)
	switch {
	case err != nil:
		return nil, err
	case req.MaxCnt < 1 || req.MinTime < 0 || req.MaxTime < req.MinTime:
		return nil, api.Errorf(codeBadPacket, "MaxCnt must be positive and MaxTime at least MinTime")
	}
	limit := int(min(req.MaxCnt, adminPage))
	var response struct {
		Complete    int
		MsgCnt      int
		LastMsgTime int64
		LastMsgKey  string
		MsgList     []adminItem
	}
	err = m.Store.View(ctx, func(r store.Reader) error {
		response.Complete, response.MsgList = 1, []adminItem{}
		r.Want(account.Need(one), account.Need(other), store.WantRange(messagesBucket, messagesOf(one, other).Backwards(), 1))
		if !account.Exists(r, one) || !account.Exists(r, other) {
			return api.Errorf(codeNoSender, "no such account")
		}
		before := before
		if before == 0 {
			before = firstAfter(r, one, other, int64(req.MaxTime))
		}
		span := messagesOf(one, other).Backwards()
		if before > 0 {
			span = span.Before(messageKey(one, other, before))
		}
		seen := cards{r: r}
		for k, v := range r.Scan(messagesBucket, span) {
			msg := decodeMessage(r, k, v)
			if msg.Time < int64(req.MinTime) {
				break
			}
			if len(response.MsgList) == limit {
				response.Complete = 0
				break
			}
			response.LastMsgTime, response.LastMsgKey = msg.Time, formatStamp(msg.Stamp)
			response.MsgList = append(response.MsgList, adminItem{seen.item(msg), 0, response.LastMsgKey})
		}
		slices.Reverse(response.MsgList)
		response.MsgCnt = len(response.MsgList)
		return nil
	})
	return response, err
}

// accountField returns the first of several request fields that holds an account:
// versions of the API differ in its name.
func accountField(call *api.Call, code int, names ...string) (string, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(call.Body, &fields); err != nil {
		return "", api.Errorf(code, "%v", err)
	}
	for _, name := range names {
		var account api.Text
		if raw := fields[name]; raw != nil && account.UnmarshalJSON(raw) == nil && account != "" {
			return string(account), nil
		}
	}
	return "", api.Errorf(code, "%s is missing", names[0])
}
