package c2c

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sort"
	"strconv"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/profile"
	"webim.js/server/store"
)

const (
	unreadPage  = 50 // maximum number of messages in a getmsg response
	historyPage = 20 // the same for getroammsg; the SDK requests 15
)

// formatStamp returns a stamp in the form of MsgKey and getmsg's Cookie.
func formatStamp(stamp uint64) string { return strconv.FormatUint(stamp, 10) }

// parseStamp is the inverse of formatStamp; "" is 0.
func parseStamp(field string, text api.Text) (uint64, error) {
	if text == "" {
		return 0, nil
	}
	stamp, err := strconv.ParseUint(string(text), 10, 64)
	if err != nil {
		return 0, api.Errorf(codeBadPacket, "invalid %s", field)
	}
	return stamp, nil
}

// getUnread returns a page of the unread messages above the cookie.
func (m *Messages) getUnread(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Cookie   api.Text
		SyncFlag api.Int
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	after, err := parseStamp("Cookie", req.Cookie)
	if err != nil {
		return nil, err
	}
	var response struct {
		Cookie     string
		SyncFlag   int
		MsgList    []Item
		EventArray []any `json:",omitempty"`
	}
	err = m.Store.View(ctx, func(r store.Reader) error {
		response.MsgList, response.EventArray = []Item{}, nil
		messages := append(m.unread(r, call.Caller.Account, after), m.ownElsewhere(r, call.Caller, after)...)
		slices.SortFunc(messages, func(a, b Message) int { return cmp.Compare(a.Stamp, b.Stamp) })
		response.SyncFlag = 2
		covered := max(after, r.LastStamp())
		if n := countFitting(messages, unreadPage); n < len(messages) {
			messages = messages[:n]
			covered = messages[n-1].Stamp
			response.SyncFlag = 1
		}
		response.Cookie = formatStamp(covered)
		seen := cards{r: r}
		seen.want(messages)
		for _, msg := range messages {
			response.MsgList = append(response.MsgList, seen.item(msg))
		}
		if response.SyncFlag == 2 && m.JoinRequests != nil {
			if items := m.JoinRequests(r, call.Caller.Account); len(items) > 0 {
				response.EventArray = []any{struct {
					Event     deliver.Kind
					GroupTips []json.RawMessage
				}{deliver.GroupNotice, items}}
			}
		}
		return nil
	})
	return response, err
}

// countFitting returns the number of leading messages that fit into one response, at
// least one.
func countFitting(messages []Message, limit int) int {
	size := 0
	for i, msg := range messages {
		if size += len(msg.Body); i == limit || i > 0 && size > api.MaxResponse {
			return i
		}
	}
	return len(messages)
}

// unread returns the first unreadPage+1 unread messages of a user above a
// stamp.
func (m *Messages) unread(r store.Reader, user string, after uint64) []Message {
	span := store.Prefix(user).After(store.Key(user, after))
	r.Want(store.WantRange(unreadBucket, span, unreadPage+1))
	var needs []store.Need
	for k, v := range r.Scan(unreadBucket, span) {
		if len(needs) > unreadPage {
			break
		}
		stamp, _, _ := store.CutUint64(k[len(k)-8:])
		needs = append(needs, store.WantKey(messagesBucket, messageKey(user, store.Decode[unreadMark](r, v).Peer, stamp)))
	}
	r.Want(needs...)
	var messages []Message
	for k, v := range r.Scan(unreadBucket, span) {
		if len(messages) > unreadPage {
			break
		}
		stamp, _, _ := store.CutUint64(k[len(k)-8:])
		if msg, ok := loadMessage(r, user, store.Decode[unreadMark](r, v).Peer, stamp); ok {
			messages = append(messages, msg)
		}
	}
	return messages
}

// ownElsewhere returns the messages that the user has sent from other clients
// since the client's last fetch, or since its first poll if it has not fetched
// yet. Only 1.3 needs it: 1.7 receives them in its polls.
func (m *Messages) ownElsewhere(r store.Reader, c api.Caller, after uint64) []Message {
	if c.Dialect != api.Dialect13 || m.Opened == nil {
		return nil
	}
	opened, sharedAfter := m.Opened(c)
	if after == 0 {
		after = opened
	}
	if after == 0 {
		return nil
	}
	var messages []Message
	visited := map[string]int{}
	eachSince(r, c.Account, after, func(msg Message) bool {
		if msg.From == c.Account && (msg.Session != c.Session || msg.Stamp > sharedAfter) {
			messages = append(messages, msg)
		}
		peer := msg.From
		if peer == c.Account {
			peer = msg.To
		}
		visited[peer]++
		return visited[peer] <= unreadPage
	})
	return messages
}

// history returns a page of a conversation, backwards from a message or time.
func (m *Messages) history(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Peer        api.Text `json:"Peer_Account"`
		MaxCnt      api.Int
		LastMsgTime api.Int
		MsgKey      api.Text
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	before, err := parseStamp("MsgKey", req.MsgKey)
	switch {
	case err != nil:
		return nil, err
	case req.Peer == "":
		return nil, api.Missing("Peer_Account")
	case req.MaxCnt < 1 || req.MaxCnt > historyPage:
		return nil, api.Errorf(codeBadPacket, "MaxCnt must be 1 to %d", historyPage)
	case req.LastMsgTime < 0:
		return nil, api.Errorf(codeBadPacket, "LastMsgTime must be at least 0")
	}
	var response struct {
		Complete    int
		MaxCnt      int
		LastMsgTime int64
		MsgKey      string
		MsgList     []Item
	}
	me, peer := call.Caller.Account, string(req.Peer)
	err = m.Store.View(ctx, func(r store.Reader) error {
		response.Complete, response.LastMsgTime, response.MsgKey, response.MsgList = 1, int64(req.LastMsgTime), string(req.MsgKey), []Item{}
		before := before
		if before == 0 && req.LastMsgTime > 0 {
			before = firstAfter(r, me, peer, int64(req.LastMsgTime))
		}
		span := messagesOf(me, peer).Backwards()
		if before > 0 {
			span = span.Before(messageKey(me, peer, before))
		}
		r.Want(store.WantRange(messagesBucket, span, int(req.MaxCnt)+1), profile.Need(me), profile.Need(peer), account.Need(me))
		since := account.Since(r, me)
		wantDeleted(r, me, span, int(req.MaxCnt)+1)
		seen, size := cards{r: r}, 0
		for k, v := range r.Scan(messagesBucket, span) {
			msg := decodeMessage(r, k, v)
			if msg.Stamp <= since && since > 0 {
				break
			}
			if r.Get(deletedBucket, store.Key(me, msg.Stamp)) != nil {
				continue
			}
			if len(response.MsgList) == int(req.MaxCnt) || len(response.MsgList) > 0 && size+len(msg.Body) > api.MaxResponse {
				response.Complete = 0
				break
			}
			size += len(msg.Body)
			response.MsgList = append(response.MsgList, seen.item(msg))
			response.LastMsgTime, response.MsgKey = msg.Time, formatStamp(msg.Stamp)
		}
		slices.Reverse(response.MsgList)
		response.MaxCnt = len(response.MsgList)
		return nil
	})
	return response, err
}

// wantDeleted prefetches which of the first n messages of a span the user has
// deleted.
func wantDeleted(r store.Reader, user string, span store.Range, n int) {
	var needs []store.Need
	for k := range r.Scan(messagesBucket, span) {
		stamp, _, _ := store.CutUint64(k[len(k)-8:])
		if needs = append(needs, store.WantKey(deletedBucket, store.Key(user, stamp))); len(needs) == n {
			break
		}
	}
	r.Want(needs...)
}

// firstAfter returns the stamp of the first message later than t, or 0 if there is
// none. Times increase with stamps, so it uses a binary search.
func firstAfter(r store.Reader, a, b string, t int64) uint64 {
	for k, v := range r.Scan(messagesBucket, messagesOf(a, b).Backwards()) {
		if decodeMessage(r, k, v).Time <= t { // usually no message is later
			return 0
		}
		break
	}
	at := func(stamp uint64) (Message, bool) {
		span := messagesOf(a, b)
		span.From = messageKey(a, b, stamp)
		for k, v := range r.Scan(messagesBucket, span) {
			return decodeMessage(r, k, v), true
		}
		return Message{}, false
	}
	found := sort.Search(int(r.LastStamp())+1, func(stamp int) bool {
		msg, ok := at(uint64(stamp))
		return !ok || msg.Time > t
	})
	msg, ok := at(uint64(found))
	if !ok {
		return 0
	}
	return msg.Stamp
}
