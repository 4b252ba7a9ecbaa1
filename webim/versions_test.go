package webim

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestForcedVersionIsKept(t *testing.T) {
	for name, want := range map[string][2]string{
		"": {"1.7", "1.7.2"}, "1.3": {"1.3", "v1.3"}, "1.7": {"1.7", "1.7.2"},
		"1.7.0": {"1.7", "1.7.0"}, "1.7.2": {"1.7", "1.7.2"}, "1.7.3": {"1.7", "1.7.3"},
		"1.8": {"1.7", "1.7.2"},
	} {
		r := newRig(t, name)
		assert.Equal(t, want, [2]string{r.Dialect(), r.d.number}, name)
	}
	r := newRig(t, "1.7.0")
	r.init13(me13)
	assert.Equal(t, "1.7", r.Dialect(), "a call must not change a forced version")
	assert.Equal(t, "1.7.2", dialect17.number, "forcing a version must not change the dialect")
}

func TestVersionIsSent(t *testing.T) {
	for _, number := range []string{"1.7.0", "1.7.2", "1.7.3"} {
		r := newRig(t, number)
		r.scriptSignIn()
		r.login(me17)
		assert.Contains(t, r.net.find("openim/longpolling").URL, "&v="+number+"&")
		assert.Contains(t, strings.Join(r.requests(), "\n"), `"MainVersion":"`+number+`"`)
	}
}

// Without an account type, 1.7.3 and an unforced version send a random number; 1.7.0
// and 1.7.2 refuse the sign-in.
func TestAccountTypeDefaultsToRandom(t *testing.T) {
	const noIdentity = `{"sdkAppID":"1400000001"}`
	for _, version := range []string{"", "1.7", "1.7.3"} {
		r := newRig(t, version)
		r.random = 7 // the next one is 8
		r.login(noIdentity)
		r.expect(`login ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"login success(no login state)"}`)
		assert.Equal(t, "5008", r.id.accountType, version)
		r.random = 4999
		r.login(noIdentity)
		assert.Equal(t, "5000", r.id.accountType, "the next sign-in must use another number")
		r.login(anonymous17)
		assert.Equal(t, "792", r.id.accountType, "a given account type must be sent")
	}
	for _, version := range []string{"1.7.0", "1.7.2"} {
		r := newRig(t, version)
		r.login(noIdentity)
		r.expect(`login err {"ActionStatus":"FAIL","ErrorCode":-8,"ErrorInfo":"loginInfo.accountType is empty[-8]"}`)
	}
	anonymous := strings.Replace(me13, `"accountType":"792",`, "", 1)
	require.NotEqual(t, me13, anonymous)
	for version, want := range map[string]string{"": `&accounttype=[5-9]\d{3}&`, "1.3": `&accounttype=&`} {
		r := newRig(t, version)
		r.scriptSignIn()
		r.init13(anonymous)
		assert.Regexp(t, regexp.MustCompile(want), r.net.find("openim/longpolling").URL)
	}
}

func TestVersionSelectsAccessLayer(t *testing.T) {
	for version, asks := range map[string]bool{"1.7.0": false, "1.7.2": true, "1.7.3": true} {
		r := newRig(t, version)
		r.scriptSignIn()
		r.login(me17)
		assert.Equal(t, asks, strings.Contains(strings.Join(r.requests(), "\n"), "webim/accesslayer"), version)
	}
}

func TestVersionSelectsGapFilling(t *testing.T) {
	for version, fetches := range map[string]bool{"1.7.0": true, "1.7.2": false, "1.7.3": false} {
		r := connectedRig(t, version)
		r.onCall(history, historyOf(100))
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		want := []string{"onMsgNotify [@g bob 13]"}
		if fetches {
			want = []string{"onMsgNotify [@g bob 11, @g bob 12, @g bob 13]"}
		}
		assert.Equal(t, want, r.callbacks(), version)
	}
}

func TestVersionSelectsBigGroupPoll(t *testing.T) {
	for version, body := range map[string]string{
		"1.7.0": `{"StartSeq":0,"HoldTime":90,"Key":"key1"}`, "1.7.2": `{"USP":1,"HoldTime":90,"Key":"key1"}`,
	} {
		r := newRig(t, version)
		r.login(anonymous17)
		r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"key1"`))
		r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
		assert.Contains(t, r.requests(), "> "+bigPoll+" "+body)
	}
}

func TestVersionSelectsSoundHostAndSlices(t *testing.T) {
	for version, host := range map[string]string{"1.7.0": "http://1.2.3.4", "1.7.2": vendorSounds, "1.7.3": vendorSounds} {
		r := connectedRig(t, version)
		r.tickets.Host = "1.2.3.4"
		assert.Contains(t, r.tickets.Sound("u", "bob"), host+"/asn.com/")
		r.take()
		r.call("uploadPicByBase64", `{}`)
		assert.Equal(t, version != "1.7.0", strings.Contains(strings.Join(r.requests(), ""), `"content_type":"application/x-www-form-urlencoded"`), version)
	}
}
