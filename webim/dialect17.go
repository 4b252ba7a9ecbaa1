package webim

import "webim.js/webim/jsontext"

// dialect17 is what webim.js 1.7.0 and 1.7.2 speak.
var dialect17 = &dialect{
	name:    "1.7",
	version: "1.7.2",

	contentType: "application/x-www-form-urlencoded",
	timeout:     requestTimeout,
	lostDelay:   lostDelay,
	retryPause:  quickPause,
	address:     address17,
	unready:     unready17,
	ownError:    ownError17,
	lost:        lost17,
	refused:     refused17,

	signIn:          signIn17,
	signOut:         signOut17,
	tellsConnection: true,
	pollSeconds:     60,

	duplicateText:  "sendMsg: addMsg failed!",
	needsReqMsgSeq: true,
	groupBody:      groupBody17,

	noticeTable:  "onGroupSystemNotifys",
	acceptNotice: acceptNotice17,
	noticeFields: noticeFields17,

	upload: uploadRules{appVersion: "2.1", slice: 1080 * 1024, retries: 20},
}

// The tables refer to functions that refer to the dialects; assigned here, the
// initialisation has no cycle.
func init() {
	dialect17.calls = calls17
	dialect17.elements = elements17
	dialect17.events = map[int]func(*Client, jsontext.Value, *polled){
		eventC2C:      (*Client).onC2CNews,
		eventGroup:    (*Client).onGroupMessages,
		eventTip:      (*Client).onGroupMessages,
		eventTipNew:   (*Client).onGroupMessages,
		eventSystem:   (*Client).onSystemNotices,
		eventFriend:   (*Client).onFriendNotices,
		eventProfile:  (*Client).onProfileNotices,
		eventMessages: (*Client).onC2CMessages,
		eventReceipts: (*Client).onC2CNotices,
	}
}

var versions17 = map[string]string{
	"group_open_http_noauth_svc":              "v1",
	"group_open_long_polling_http_noauth_svc": "v1",
	"webim": "v3",
}

func address17(c *Client, service, command string) string {
	host := c.common
	if service == "openpic" {
		host = c.hosts.Picture
		if c.common == c.hosts.Test && command == "pic_up" && !c.hosts.Own {
			command = "pic_up_test"
		}
	}
	url := host + "/" + versionPath(versions17, service, "v4") + "/" + service + "/" + command +
		"?websdkappid=537048168&v=" + c.d.version + "&platform=10"
	if c.id.identifier != "" {
		if command == "login" || command == "accesslayer" {
			url += "&identifier=" + encodeURIComponent(c.id.identifier) + "&usersig=" + c.id.userSig
		} else {
			url += "&tinyid=" + c.id.tinyID + "&a2=" + c.id.a2
		}
		url += "&contenttype=json"
	}
	return url + "&sdkappid=" + orNull(c.id.sdkAppID) + "&accounttype=" + orNull(c.id.accountType) + "&apn=1&reqtime=" + c.now()
}

// unready17: with an identity, everything but the sign-in needs its tickets.
func unready17(c *Client, r request) (jsontext.Value, bool) {
	if r.command == "login" || r.command == "accesslayer" || c.id.identifier == "" || c.id.tinyID != "" && c.id.a2 != "" {
		return jsontext.Value{}, false
	}
	return ownError17(codeNoTicket, "tinyid或a2为空["+r.service+"]["+r.command+"]"), true
}
