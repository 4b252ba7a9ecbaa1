package webim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

const report = "imopenstat/web_report"

// reports returns the bodies of the reports in the trace and clears it.
func (r *rig) reports() (list []jsontext.Value) {
	for _, line := range r.take() {
		if body, ok := strings.CutPrefix(line, "> "+report+" "); ok {
			list = append(list, value(r.t, body))
		}
	}
	return list
}

func item(events jsontext.Value, i int) string {
	e := events.Get("EvtItems").At(i)
	return e.Get("EventId").Str() + " " + e.Get("MsgCmdErrorCode").Get("Code").Str()
}

// The sign-in is reported at once, other results in batches of twenty.
func TestQualityReportBatchesResults(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.login(me17)
	reports := r.reports()
	require.Len(t, reports, 1)
	assert.Equal(t, "1 0", item(reports[0], 0))

	r.on("openim/sendmsg", okReply, failWith(20003, "no such user"))
	r.on("group_open_http_svc/send_group_msg", lost)
	results := []func(){
		// not counted
		func() { r.pushRaw(empty60) },
		func() { r.call("getAllFriend", "{}") },
		func() { r.call("quitGroup", "{}") },
		func() { r.SyncMsgs(Done{}) },
		// counted
		func() { r.Send(c2cMessage("bob", 1), Done{}) },
		func() { r.Send(c2cMessage("bob", 2), Done{}) },
		func() { r.Send(groupMessage("@g", 1), Done{}) },
		func() { r.call("createGroup", "{}") },
		func() { r.call("createGroupHigh", "{}") },
		func() { r.call("applyJoinGroup", "{}") },
		func() { r.call("uploadPicByBase64", "{}") },
		func() { r.push("") },
		func() { r.pushRaw(refusedPoll) },
	}
	for _, f := range results {
		f()
		r.advance(time.Second)
	}
	assert.Empty(t, r.reports())
	for i := range 11 {
		r.Send(c2cMessage("bob", 10+i), Done{})
		r.settle()
	}
	reports = r.reports()
	require.Len(t, reports, 1)
	var got []string
	for i := range reportSize {
		got = append(got, item(reports[0], i))
	}
	assert.Equal(t, []string{"20 0", "20 20003", "19 -2", "10 0", "10 0", "9 0", "3 0", "18 0", "18 5"}, got[:9])
	assert.Equal(t, `{"UniqKey":"a2keya2key_1500000004_2","EventId":20,"ReportTime":1500000004,"MsgCmdErrorCode":{"Code":0,"ErrMsg":""}}`, reports[0].Get("EvtItems").At(0).JSON())
	assert.Equal(t, "[请求服务器失败,请检查你的网络是否正常[-2]]", fmt.Sprintf("[%s]", reports[0].Get("EvtItems").At(2).Get("MsgCmdErrorCode").Get("ErrMsg").Str()))
	assert.Equal(t, "1.7.2", reports[0].Get("MainVersion").Str())
	assert.Equal(t, "0", reports[0].Get("Version").Str())
}

// Results are appended while a report is in flight, without a second report. The
// response, successful or not, empties the list.
func TestQualityReportIsEmptiedByResponse(t *testing.T) {
	for _, response := range []reply{okReply, failWith(1, "no"), lost} {
		r := connectedRig(t, "1.7")
		r.on(report, hang)
		for i := range 30 {
			r.Send(c2cMessage("bob", i), Done{})
			r.settle()
		}
		assert.Len(t, r.reports(), 1)
		r.respond(report, response)
		r.advance(lostDelay)
		for i := range 19 {
			r.Send(c2cMessage("bob", 100+i), Done{})
			r.settle()
		}
		assert.Empty(t, r.reports())
		r.Send(c2cMessage("bob", 200), Done{})
		r.settle()
		assert.Len(t, r.reports(), 1)
	}
}

// Results of one session are not reported in the next one.
func TestQualityReportEndsWithSession(t *testing.T) {
	r := connectedRig(t, "1.7")
	send := func() {
		for i := range 15 {
			r.Send(c2cMessage("bob", i), Done{})
			r.settle()
		}
	}
	send()
	r.login(me17)
	r.take()
	send()
	assert.Empty(t, r.reports())
}

// In the vendor's test environment uploads have another command name and are not
// counted. 1.3 reports nothing.
func TestVendorTestUploadsAreNotReported(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Options: value(t, `{"isAccessFormalEnv":false}`)})
	r.settle()
	r.take()
	for range 25 {
		r.call("uploadPicByBase64", "{}")
	}
	assert.Empty(t, r.reports())

	r = connectedRig(t, "1.3")
	for i := range 25 {
		r.Send(c2cMessage("bob", i), Done{})
		r.settle()
	}
	assert.Empty(t, r.reports())
}
