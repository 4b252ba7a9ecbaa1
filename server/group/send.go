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
		return nil, api.Errorf(codeParameter, "invalid MsgPriority %.64q", req.Priority)
	}
	body, err := message.Parse(req.MsgBody, codeParameter)
	if err != nil {
		return nil, err
	}
	if err := call.ChargeBytes(len(body)); err != nil {
		return nil, err
	}
	var mark sent.Mark
	charged, allowed := false, false // charge the rate limit once, even if the transaction is retried
	err = g.change(ctx, call, req.GroupID, ordinary, func(tx store.Tx, gtx *groupTx) error {
		tx.Want(gtx.sendNeeds(req.Random)...)
		m := Message{From: gtx.me, Priority: priority, Body: body, Random: random()}
		var repeated bool
		if req.Random != nil {
			m.Random = int64(*req.Random)
			if mark, repeated = sentBefore(tx, gtx, m.Random); repeated {
				return nil
			}
		}
		if err := gtx.maySpeak(tx); err != nil {
			return err
		}
		if !charged {
			charged, allowed = true, call.AllowGroupMessage(gtx.id)
		}
		if !allowed {
			return errRate
		}
		m = g.post(tx, gtx, m)
		gtx.recordSent(tx, m)
		mark = sent.Mark{Seq: m.Seq, Time: m.Time}
		if req.Random != nil {
			store.Save(tx, sentBucket, sentKey(gtx, gtx.windows()[0], m.Random), mark)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"MsgSeq": mark.Seq, "MsgTime": mark.Time}, nil
}

// sendNeeds returns the reads of sending a message, in addition to the group.
func (gtx *groupTx) sendNeeds(random *api.Int) []store.Need {
	windows := gtx.windows()
	needs := []store.Need{profile.Need(gtx.me)}
	if random != nil {
		for _, w := range windows {
			needs = append(needs, store.WantKey(sentBucket, sentKey(gtx, w, int64(*random))))
		}
	}
	return needs
}

// maySpeak returns an error if the caller is muted, individually or with all
// members. ShutUpAllMember does not apply to the owner and the admins.
func (gtx *groupTx) maySpeak(r store.Reader) error {
	if gtx.ShutUpAll && gtx.rank < admin {
		return api.Errorf(codeMuted, "only the owner and the admins may speak in this group")
	}
	if m, _ := loadMember(r, gtx.id, gtx.me); m.MutedTo > gtx.now {
		return api.Errorf(codeMuted, "you are muted for another %d seconds", m.MutedTo-gtx.now)
	}
	return nil
}

// recordSent records a message of the caller in the membership. The message
// counts as read unless there are unread messages before it.
func (gtx *groupTx) recordSent(tx store.Tx, sent Message) {
	m, ok := loadMember(tx, gtx.id, gtx.me)
	if !ok {
		return // an app admin who is not a member
	}
	m.LastSaid = sent.Time
	if m.Read == sent.Seq-1 {
		m.Read = sent.Seq
	}
	gtx.saveMember(tx, gtx.me, m)
}

func (gtx *groupTx) windows() []uint64 { return sent.Windows(gtx.now) }

// sentKey returns the key of a message's mark (see package sent).
func sentKey(gtx *groupTx, window uint64, random int64) []byte {
	return store.Key(window, gtx.Serial, gtx.me, uint64(random))
}

func sentBefore(r store.Reader, gtx *groupTx, random int64) (sent.Mark, bool) {
	for _, w := range gtx.windows() {
		if mark, ok := store.Load[sent.Mark](r, sentBucket, sentKey(gtx, w, random)); ok {
			return mark, true
		}
	}
	return sent.Mark{}, false
}
