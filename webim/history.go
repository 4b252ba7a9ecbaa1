package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// maxHistory is the maximum MaxCnt of getC2CHistoryMsgs.
const maxHistory = 15

// c2cHistory is webim.getC2CHistoryMsgs (1.7; openim/getroammsg). It repeats the
// request until it has MaxCnt messages, or no older ones are left. Messages are
// stored and count as read. Known messages are in the list but not stored again.
func (c *Client) c2cHistory(o jsontext.Value, done Done) {
	want := maxHistory
	if v := o.Get("MaxCnt"); v.Kind() != jsontext.Undefined {
		want = v.Int()
	}
	switch {
	case !o.Get("Peer_Account").Truthy():
		done.failed(c.d.ownError(codeNoPeer, "Peer_Account is empty"))
		return
	case want <= 0:
		done.failed(c.d.ownError(codeMaxCntLow, "MaxCnt should be greater than 0"))
		return
	case want > maxHistory:
		done.failed(c.d.ownError(codeMaxCntHigh, "MaxCnt can not be greater than 15"))
		return
	}
	key := o.Get("MsgKey")
	if key.Kind() == jsontext.Undefined {
		key = jsontext.String("")
	}
	c.fetchC2CHistory(o.Get("Peer_Account"), want, o.Get("LastMsgTime"), key, nil, done)
}

func (c *Client) fetchC2CHistory(peer jsontext.Value, want int, last, key jsontext.Value, fetched []*heldBatch, done Done) {
	body := jsontext.NewObject()
	body.Set("Peer_Account", peer)
	body.Set("MaxCnt", jsontext.Int(want))
	body.Set("LastMsgTime", last)
	body.Set("MsgKey", key)
	c.post(request{service: "openim", command: "getroammsg", body: body.JSON(), done: done,
		fail: func(e jsontext.Value) {
			c.batches.finishAll(fetched)
			done.failed(e)
		},
		ok: func(resp Response) {
			batch := c.open(resp, "MsgList")
			response, n := batch.Rest(), len(batch.Items())
			fetched = append(fetched, batch)
			if response.Get("Complete").Is(0) && n > 0 && n < want {
				c.fetchC2CHistory(peer, want-n, response.Get("LastMsgTime"), response.Get("MsgKey"), fetched, done)
				return
			}
			c.c2cHistoryDone(peer.Str(), response, fetched, done)
		}})
}

func (c *Client) c2cHistoryDone(peer string, response jsontext.Value, fetched []*heldBatch, done Done) {
	pick := c.picker("C2C")
	for _, b := range fetched {
		pick.open(b)
		for i := range pick.items {
			pick.c2cHistory(i)
		}
	}
	records := pick.deliver()
	c.batches.finishAll(fetched)
	if complete := response.Get("Complete"); complete.Kind() != jsontext.Undefined {
		c.Page.SetFinished("C2C", peer, complete)
	}
	result := jsontext.NewObject()
	result.Set("Complete", response.Get("Complete"))
	result.Set("MsgCount", jsontext.Int(len(pick.picks)))
	result.Set("LastMsgTime", response.Get("LastMsgTime"))
	result.Set("MsgKey", response.Get("MsgKey"))
	if records == nil {
		result.Set("MsgList", jsontext.NewArray())
		done.ok(result)
		return
	}
	done.ok(Joined{Object: result, Name: "MsgList", Records: records})
}

// groupHistory is webim.syncGroupMsgs (guide 4.8;
// group_open_http_svc/group_msg_get). It passes new messages to the page, oldest
// first. Dialect 1.3 calls no callback for an invalid request or an empty result.
func (c *Client) groupHistory(o jsontext.Value, done Done) {
	if seq := o.Get("ReqMsgSeq"); seq.Kind() != jsontext.Undefined && seq.Float() <= 0 {
		if c.d.alwaysCallsBack {
			done.failed(c.d.ownError(codeReqMsgSeq, "ReqMsgSeq must be greater than 0"))
		} else {
			done.drop()
		}
		return
	}
	group := o.Get("GroupId").Str()
	c.fetchGroupHistory(o, 0, done, func(e jsontext.Value) {
		c.Log.Error("getGroupMsgs failed:" + e.Get("ErrorInfo").Str())
		done.failed(e)
	}, func(resp Response) {
		batch := c.open(resp, "RspMsgList")
		defer c.batches.finish(batch)
		response := batch.Rest()
		if response.Get("RspMsgList").Kind() != jsontext.Array {
			if c.d.alwaysCallsBack {
				done.ok(jsontext.NewArray())
			} else {
				done.drop()
			}
			return
		}
		low, high := seqRange(batch.Items())
		if known := c.groups.known[group]; known == 0 || low <= known+1 {
			c.groups.raise(group, high)
		}
		if !c.notifyHistoryChanges(batch) {
			c.endAborted(done)
			return
		}
		pick := c.picker("GROUP")
		pick.history(batch)
		records := pick.deliver()
		c.groupFinished(group, response)
		c.passRecords(done, records)
	})
}

// fetchGroupHistory requests history of a group. limit is the timeout; 0 means the
// dialect's.
func (c *Client) fetchGroupHistory(o jsontext.Value, limit time.Duration, done Done, fail func(jsontext.Value), ok func(Response)) {
	c.post(request{service: "group_open_http_svc", command: "group_msg_get", timeout: limit,
		body: c.body([]string{"GroupId", "ReqMsgSeq", "ReqMsgNumber"}, o).JSON(), done: done, ok: ok, fail: fail})
}

func (c *Client) groupFinished(group string, response jsontext.Value) {
	if !c.d.finishes {
		return
	}
	finished := response.Get("IsFinished")
	if !finished.Truthy() {
		finished = jsontext.Int(0)
	}
	c.Page.SetFinished("GROUP", group, finished)
}
