package group

import (
	"context"
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/message"
	"webim.js/server/profile"
	"webim.js/server/sent"
	"webim.js/server/store"
)

// priorities maps the names in requests to the numbers in items.
var priorities = map[api.Text]int{"REDPACKET": 1, "COMMON": 2, "LOVEMSG": 3, "": 2}

// send posts a message of the caller. A client that sends a Random can repeat
// the request and the message is posted once; 1.3 sends none.
func (g *Groups) send(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID  api.Text `json:"GroupId"`
		Random   *api.Int
		Priority api.Text `json:"MsgPriority"`
		MsgBody  json.RawMessage
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if req.MsgBody == nil {
		return nil, missing("MsgBody")
	}
	if req.Random != nil && (*req.Random < 0 || *req.Random > 1<<53) { // clients store numbers as doubles
		return nil, api.Errorf(codeParameter, "Random must be 0 to 2^53")
	}
	priority, ok := priorities[req.Priority]
	if !ok {
		return nil, api.Errorf(codeParameter, "no such MsgPriority: %.64s", req.Priority)
	}
	body, err := message.Parse(req.MsgBody, codeParameter)
	if err != nil {
		return nil, err
	}
	if err := call.ChargeBytes(len(body)); err != nil {
		return nil, err
	}
	var mark sent.Mark
	asked, allowed := false, false // charge the rate limit once, even if the transaction is retried
	err = g.change(ctx, call, req.GroupID, ordinary, func(tx store.Tx, rm *room) error {
		tx.Want(rm.sendNeeds(req.Random)...)
		m := Message{From: rm.me, Priority: priority, Body: body, Random: random()}
		var repeated bool
		if req.Random != nil {
			m.Random = int64(*req.Random)
			if mark, repeated = sentBefore(tx, rm, m.Random); repeated {
				return nil
			}
		}
		if err := rm.maySpeak(tx); err != nil {
			return err
		}
		if !asked {
			asked, allowed = true, call.AllowGroupMessage(rm.id)
		}
		if !allowed {
			return errRate
		}
		m = g.post(tx, rm, m)
		rm.noteSent(tx, m)
		mark = sent.Mark{Seq: m.Seq, Time: m.Time}
		if req.Random != nil {
			store.Save(tx, sentBucket, sentKey(rm, rm.windows()[0], m.Random), mark)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"MsgSeq": mark.Seq, "MsgTime": mark.Time}, nil
}

// sendNeeds returns what sending a message reads in addition to the group.
func (rm *room) sendNeeds(random *api.Int) []store.Need {
	windows := rm.windows()
	needs := []store.Need{profile.Need(rm.me)}
	if random != nil {
		for _, w := range windows {
			needs = append(needs, store.WantKey(sentBucket, sentKey(rm, w, int64(*random))))
		}
	}
	return needs
}

// maySpeak returns an error if the caller is muted, individually or with all
// members. ShutUpAllMember does not apply to the owner and the admins.
func (rm *room) maySpeak(r store.Reader) error {
	if rm.ShutUpAll && rm.rank < admin {
		return api.Errorf(codeMuted, "only the owner and the admins may speak in this group")
	}
	if m, _ := loadMember(r, rm.id, rm.me); m.MutedTo > rm.now {
		return api.Errorf(codeMuted, "you are muted for another %d seconds", m.MutedTo-rm.now)
	}
	return nil
}

// noteSent records a message of the caller in the membership. The message
// counts as read unless there are unread messages before it.
func (rm *room) noteSent(tx store.Tx, sent Message) {
	m, ok := loadMember(tx, rm.id, rm.me)
	if !ok {
		return // an app admin who is not a member
	}
	m.LastSaid = sent.Time
	if m.Read == sent.Seq-1 {
		m.Read = sent.Seq
	}
	rm.saveMember(tx, rm.me, m)
}

func (rm *room) windows() []uint64 { return sent.Windows(rm.now) }

// sentKey returns the key of a message's mark (see package sent).
func sentKey(rm *room, window uint64, random int64) []byte {
	return store.Key(window, rm.Serial, rm.me, uint64(random))
}

func sentBefore(r store.Reader, rm *room, random int64) (sent.Mark, bool) {
	for _, w := range rm.windows() {
		if mark, ok := store.Load[sent.Mark](r, sentBucket, sentKey(rm, w, random)); ok {
			return mark, true
		}
	}
	return sent.Mark{}, false
}
