package types

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/docs/reference"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

// exampleVariables lists the variables that examples use. Each is a resultComment in the page
// of a user.
var exampleVariables = []struct{ name, who, make string }{
	{"groupId", "alice", `call('createGroup', {Type: 'Public', Name: '读书会', MemberList: ['bob']}).then(r => sendToGroup(r.GroupId).then(() => r.GroupId))`},
	{"openGroupId", "bob", `call('createGroup', {Type: 'Public', Name: '公园', MemberList: [], ApplyJoinOption: 'FreeAccess'}).then(r => r.GroupId)`},
	{"joinedGroupId", "bob", `call('createGroup', {Type: 'Public', Name: '球队', MemberList: ['alice']}).then(r => r.GroupId)`},
	{"roomId", "bob", `call('createGroup', {Type: 'AVChatRoom', Name: '直播', MemberList: []}).then(r => r.GroupId)`},
	{"picture", "alice", `fetch('data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7').then(r => r.blob()).then(b => { window.picture = new File([b], 'a.gif', {type: 'image/gif'}); return 'picture'; })`},
}

// setups maps an example to a call that precedes it, in the page of a user.
var setups = map[string][2]string{
	"webim.applyAddFriend":  {"bob", `call('setProfilePortrait', {ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_AllowAny'}]})`},
	"webim.deleteFriend":    {"alice", `call('applyAddFriend', {AddFriendItem: [{To_Account: 'bob', AddSource: 'AddSource_Type_Unknow'}]}).catch(() => 0)`},
	"webim.responseFriend":  {"bob", asksAlice},
	"webim.deletePendency":  {"bob", asksAlice},
	"webim.deleteBlackList": {"alice", `call('addBlackList', {To_Account: ['dave']}).catch(() => 0)`},
	"webim.addBlackList":    {"alice", `call('deleteBlackList', {To_Account: ['dave']}).catch(() => 0)`},
	"webim.deleteChat":      {"alice", `sendText('bob')`},

	"Listeners.onFriendSystemNotifys":  {"bob", endsFriendship},
	"Listeners.onProfileSystemNotifys": {"bob", befriendsAlice},
}

const (
	// asksAlice sends a friend request to Alice, who requires confirmation meanwhile.
	asksAlice = `call('deleteFriend', {To_Account: ['alice'], DeleteType: 'Delete_Type_Both'}).catch(() => 0).then(() =>
		call('applyAddFriend', {AddFriendItem: [{To_Account: 'alice', AddSource: 'AddSource_Type_Unknow'}]}))`
	endsFriendship = `call('deleteFriend', {To_Account: ['alice'], DeleteType: 'Delete_Type_Both'}).catch(() => 0)`
	befriendsAlice = `call('applyAddFriend', {AddFriendItem: [{To_Account: 'alice', AddSource: 'AddSource_Type_Unknow'}]}).catch(() => 0)`
)

// needsConfirmation matches the examples for which Alice requires confirmation of friend
// requests.
var needsConfirmation = regexp.MustCompile(`^webim\.(responseFriend|deletePendency)$`)

// triggers maps a listener to the code that causes its event, in the page of a
// user. It runs once Alice's page is polling.
var triggers = map[string][2]string{
	"onConnNotify":            {"bob", `sendText('alice')`},
	"onMsgNotify":             {"bob", `sendText('alice')`},
	"onLongPullingNotify":     {"bob", `sendText('alice')`},
	"onBigGroupMsgNotify":     {"bob", `sendToGroup(ROOM)`},
	"onGroupInfoChangeNotify": {"bob", `call('createGroup', {Type: 'Public', Name: '球队', MemberList: ['alice']}).then(r => call('modifyGroupBaseInfo', {GroupId: r.GroupId, Name: '新名'}))`},
	"onGroupSystemNotifys":    {"alice", `call('createGroup', {Type: 'Public', Name: '书', MemberList: []})`},
	// A 1.3 page receives notices once its first poll has reached the server, which
	// the page cannot observe: groups are created until a notice arrives.
	"groupSystemNotifys": {"alice", `(async () => {
		while (!state.called) {
			await call('createGroup', {Type: 'Public', Name: '书', MemberList: []});
			await new Promise((ok) => setTimeout(ok, 100));
		}
	})()`},
	"onFriendSystemNotifys":  {"bob", befriendsAlice},
	"onProfileSystemNotifys": {"bob", `call('setProfilePortrait', {ProfileItem: [{Tag: 'Tag_Profile_IM_Nick', Value: '陈默' + Date.now() % 1000}]})`},
	"onC2cEventNotifys":      {"bob", `call('c2CMsgReaded', {To_Account: 'alice', LastedMsgTime: Math.round(Date.now() / 1000) + 1})`},
	"onKickedEventCall":      {"other", `signIn(loginInfo).then(() => new Promise((ok, failed) => webim.logoutAll(ok, failed)))`},
	"onAppliedDownloadUrl": {"alice", `call('uploadFile', {file: new File(['hello'], 'a.txt'), To_Account: 'bob', businessType: 2, fileType: 2}).then(
		r => { new webim.Msg.Elem.File(r.File_UUID, 'a.txt', 5, 'alice', 'bob', 1, 'C2C') })`},
}

// exampleTimeout allows for a machine under load.
const exampleTimeout = time.Minute

// fixture is a server with a page per user.
type fixture struct {
	owner   *testing.T // owns the pages
	t       *testing.T // the example's test
	server  *stack.Server
	address string
	open    map[string]*browser.Tab
}

func newFixture(t *testing.T, flags ...string) *fixture {
	s := &fixture{owner: t, t: t, server: stack.Start(t, flags...), open: map[string]*browser.Tab{}}
	s.address = pages(t, s.server)
	return s
}

func (s *fixture) info(user string) string {
	return js(map[string]any{"sdkAppID": 1400000001, "appIDAt3rd": 1400000001, "accountType": 1, "identifier": user, "userSig": s.server.Signature(user)})
}

// tab returns the page of a user, signed in. "other" is a second page of Alice.
func (s *fixture) tab(who string) *browser.Tab {
	if s.open[who] == nil {
		s.open[who] = browser.Open(s.owner, browser.Chromium, browser.Options{})
		s.open[who].Limit = exampleTimeout
		user := who
		if who == "other" {
			user = "alice"
		}
		s.open[who].Goto(s.address)
		if who == "other" {
			s.open[who].Eval(`void (loginInfo = `+s.info(user)+`)`, nil)
		} else {
			s.open[who].Eval(`signIn(`+s.info(user)+`)`, nil)
		}
	}
	return s.open[who]
}

// reload reloads Alice's page.
func (s *fixture) reload(signedIn bool) *browser.Tab { return s.reloadAs("", signedIn) }

// reloadAs is reload with a forced version, unless it is empty.
func (s *fixture) reloadAs(version string, signedIn bool) *browser.Tab {
	tab := s.tab("alice")
	address := s.address
	if version != "" {
		address += "?version=" + version
	}
	tab.Goto(address)
	tab.Eval(`void (loginInfo = `+s.info("alice")+`)`, nil)
	if signedIn {
		tab.Eval(`signIn(loginInfo)`, nil)
	}
	return tab
}

// defineVariables defines the variables of exampleVariables that an example uses.
func (s *fixture) defineVariables(code string) {
	for _, w := range exampleVariables {
		if strings.Contains(code, w.name) {
			var id string
			s.tab(w.who).Eval(w.make, &id)
			s.tab("alice").Eval(`void (window.`+w.name+` = window.`+w.name+` || `+js(id)+`)`, nil)
		}
	}
}

// triggerNotice triggers a notice: an application by Carol, or an invitation by Bob.
func (s *fixture) triggerNotice(path string) {
	alice := s.tab("alice")
	if path == "webim.handleInviteJoinGroupRequest" {
		alice.Eval(`signIn(loginInfo, {onGroupSystemNotifys: {12: n => { notice = n; }}})`, nil)
		alice.WaitFor(`polls > 0`)
		s.tab("bob").Eval(`call('createGroup', {Type: 'Private', Name: '密友', MemberList: []}).then(r => call('addGroupMember', {GroupId: r.GroupId, MemberList: [{Member_Account: 'alice'}]}))`, nil)
	} else {
		alice.Eval(`signIn(loginInfo, {onGroupSystemNotifys: {1: n => { notice = n; }}})`, nil)
		alice.WaitFor(`polls > 0`)
		var id string
		alice.Eval(`call('createGroup', {Type: 'Public', Name: '书', MemberList: []}).then(r => r.GroupId)`, &id)
		s.tab("carol").Eval(`call('applyJoinGroup', {GroupId: `+js(id)+`, ApplyMsg: '', UserDefinedField: ''})`, nil)
	}
	alice.WaitFor(`notice`)
}

var resultComment = regexp.MustCompile(`(?m)^(?:console\.info\((.*)\)|(.*)); // → (.*)$`)

// withAssertions returns the code of an example with its // → comments as assertions.
func withAssertions(code string) string {
	return resultComment.ReplaceAllStringFunc(code, func(line string) string {
		m := resultComment.FindStringSubmatch(line)
		return "expect(" + m[1] + m[2] + ", " + js(m[3]) + ");"
	})
}

// paramIndex returns the index of a parameter, or -1.
func paramIndex(item *reference.Item, name string) int {
	for n, p := range item.Params {
		if strings.TrimSuffix(p.Name, "?") == name {
			return n
		}
	}
	return -1
}

// TestExamplesRun runs every example: a function must end in cbOk, a listener must be
// called, and no error may occur.
func TestExamplesRun(t *testing.T) {
	t.Parallel()
	s := newFixture(t, "-admins", "alice", "-invite-consent")
	each(t, func(item *reference.Item) {
		t.Run(item.Path, func(t *testing.T) {
			s.t = t
			s.example(item)
		})
	})
}

func (s *fixture) example(item *reference.Item) {
	isListener := strings.HasPrefix(item.Path, "Listeners.")
	signsIn := isListener || item.Name == "login" || item.Name == "init"
	alice := s.reload(!signsIn || regexp.MustCompile(`groupId|roomId|picture`).MatchString(item.Example))
	if item.Section.ID == "signin" && signsIn {
		alice = s.reload(false)
	}
	if needsConfirmation.MatchString(item.Path) {
		alice.Eval(`call('setProfilePortrait', {ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_NeedConfirm'}]})`, nil)
	}
	if b, wants := setups[item.Path]; wants {
		s.tab(b[0]).Eval(`Promise.resolve(`+b[1]+`).then(() => true)`, nil)
	}
	s.defineVariables(item.Example)
	if strings.Contains(item.Example, "notice.") && !isListener {
		s.triggerNotice(item.Path)
	}
	if item.Name == "submitUploadFileForm" {
		alice.Eval(`(() => { const d = new DataTransfer(); d.items.add(new File(['hello'], 'a.txt')); document.getElementById('upload_file').files = d.files; })()`, nil)
	}
	ok, failed := -1, -1
	switch {
	case isListener:
		alice.Eval(`void (polls = 0, listen(`+js(item.Name)+`))`, nil)
	case item.Kind == reference.Function:
		ok, failed = paramIndex(item, "cbOk"), paramIndex(item, "cbErr")
		alice.Eval(`void watch(`+js(item.Name)+`, `+js(ok)+`, `+js(failed)+`)`, nil)
	}
	alice.Eval(`void run(`+js(withAssertions(item.Example))+`)`, nil)
	switch {
	case isListener:
		alice.WaitFor(`polls > 0 || state.wrong.length`)
		if do, has := triggers[item.Name]; has {
			var room string
			if strings.Contains(do[1], "ROOM") {
				alice.Eval(`roomId`, &room)
			}
			if item.Name == "onC2cEventNotifys" {
				alice.Eval(`sendText('bob')`, nil)
			}
			s.tab(do[0]).Eval(`Promise.resolve(`+strings.ReplaceAll(do[1], "ROOM", js(room))+`).then(() => true)`, nil)
		}
		alice.WaitFor(`state.called || state.wrong.length`)
	case ok >= 0:
		alice.WaitFor(`state.ok || state.failed || state.wrong.length`)
	}
	if needsConfirmation.MatchString(item.Path) {
		alice.Eval(`call('setProfilePortrait', {ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_AllowAny'}]})`, nil)
	}
	var state struct {
		Failed string
		Wrong  []string
	}
	alice.Eval(`state`, &state)
	require.Empty(s.t, state.Wrong)
	require.Empty(s.t, state.Failed, "ended in cbErr")
}
