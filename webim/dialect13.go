package webim

import "webim.js/webim/jsontext"

// dialect13 is the dialect of webim.js 1.3, which the guide describes.
var dialect13 = &dialect{
	name:    "1.3",
	version: union13,

	url:      url13,
	unready:  unready13,
	ownError: ownError13,
	lost:     lost13,
	refused:  refused13,

	signIn:      signIn13,
	signOut:     signOut13,
	pollSeconds: 90,
	events: eventHandlers{
		eventC2C:    (*Client).onC2CPending,
		eventGroup:  (*Client).onGroupMessages,
		eventTip:    (*Client).onGroupMessages,
		eventSystem: (*Client).onSystemNotices,
	},

	window:            1800,
	skipsOwn:          true,
	seqIsRandom:       true,
	wraps:             true,
	keepsTyping:       true,
	historyInfoChange: true,
	elements:          elements13,
	replacesElements:  true,
	groupBody:         groupBody13,
	duplicateText:     "sendMsg: local addMsg failed!",

	notices: noticeRules{table: "groupSystemNotifys", forMe: true, dedupes: true, withTime: true},
	calls:   calls13,
	upload: uploadRules{
		appVersion:     "v1.3",
		slice:          120 << 10,
		senderFromPage: true,
		result:         "ActionStatus ErrorCode ErrorInfo File_UUID URL_INFO",
	},
}

var versions13 = map[string]string{"openim": "v4", "openpic": "v1"}

func url13(c *Client, service, command string) string {
	credential := "accesstoken"
	if service == "openim" || service == "openpic" {
		credential = "usersig"
	}
	return c.hosts.Common + "/" + versionPath(versions13, service, "v3") + "/" + service + "/" + command +
		"?" + credential + "=" + c.id.userSig + "&sdkappid=" + c.id.sdkAppID +
		"&identifier=" + encodeURIComponent(c.id.identifier) + "&appidat3rd=" + c.id.appIDAt3rd +
		"&accounttype=" + c.id.accountType + "&apn=1&contenttype=json&reqtime=" + c.now()
}

// unready13 refuses calls before the sign-in. They log an error and call no
// callback.
func unready13(c *Client, _ request) (jsontext.Value, bool) {
	if c.id.sdkAppID != "" && c.id.identifier != "" {
		return jsontext.Value{}, false
	}
	c.Log.Error("请登录")
	return jsontext.Value{}, true
}
