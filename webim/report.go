package webim

import "webim.js/webim/jsontext"

// qualityReport collects the results of calls and reports them to the server
// (imopenstat/web_report; 1.7 only).
type qualityReport struct{ items []jsontext.Value }

// reportedEvents maps the reported commands to their event numbers.
var reportedEvents = map[string]int{
	"login": 1, "pic_up": 3, "apply_join_group": 9, "create_group": 10,
	"longpolling": 18, "send_group_msg": 19, "sendmsg": 20,
}

// reportSize is the number of results in a report. The result of a sign-in is sent at
// once.
const reportSize = 20

// addResult records the result of a call; e is its error, or Undefined. Polls
// without events, or ended by a kick, are not recorded.
func (c *Client) addResult(r request, e jsontext.Value) {
	event, ok := reportedEvents[r.command]
	if !ok || !c.d.reportsQuality || c.id.tinyID == "" {
		return
	}
	code := e.Get("ErrorCode").Int()
	if event == 18 && (code == codeNothingNew || code == codeKicked) {
		return
	}
	text := ""
	if e.Kind() == jsontext.Object {
		text = e.Get("ErrorInfo").Str()
	}
	result := jsontext.NewObject()
	result.Set("Code", jsontext.Int(code))
	result.Set("ErrMsg", jsontext.String(text))
	item := jsontext.NewObject()
	item.Set("UniqKey", jsontext.String(c.uniqKey()))
	item.Set("EventId", jsontext.Int(event))
	item.Set("ReportTime", jsontext.Int64(c.Clock.Now()))
	item.Set("MsgCmdErrorCode", result)
	if event == 1 {
		c.sendReport([]jsontext.Value{item}, func() {})
		return
	}
	c.report.items = append(c.report.items, item)
	if len(c.report.items) == reportSize { // exactly once: items is reset by the response
		c.sendReport(c.report.items, func() { c.report.items = nil })
	}
}

func (c *Client) uniqKey() string {
	ticket := c.id.a2
	if ticket == "" {
		ticket = c.id.userSig
	}
	return ticket[:min(10, len(ticket))] + "_" + c.now() + "_" + jsontext.FormatInt(int64(c.Random.Uint32()))
}

func (c *Client) sendReport(items []jsontext.Value, done func()) {
	o := jsontext.NewObject()
	o.Set("EvtItems", jsontext.NewArray(items...))
	o.Set("MainVersion", jsontext.String(c.d.number))
	o.Set("Version", jsontext.String("0"))
	c.post(request{service: "imopenstat", command: "web_report", body: o.JSON(), quiet: true,
		ok:   func(Response) { done() },
		fail: func(jsontext.Value) { done() }})
}
