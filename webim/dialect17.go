package webim

import "webim.js/webim/jsontext"

// dialect17 is the dialect of webim.js 1.7.0, 1.7.2 and 1.7.3.
var dialect17 = &dialect{
	name:    "1.7",
	version: union17,

	contentType: "application/x-www-form-urlencoded",
	timeout:     requestTimeout,
	lostDelay:   lostDelay,
	retryPause:  quickPause,
	url:         url17,
	unready:     unready17,
	ownError:    ownError17,
	lost:        lost17,
	refused:     refused17,

	signIn:             signIn17,
	signOut:            signOut17,
	refusesUnknown:     true,
	notifiesConnection: true,
	reportsQuality:     true,
	pollSeconds:        60,
	events: eventHandlers{
		eventC2C:      (*Client).onC2CPending,
		eventGroup:    (*Client).onGroupMessages,
		eventTip:      (*Client).onGroupMessages,
		eventTipNew:   (*Client).onGroupMessages,
		eventSystem:   (*Client).onSystemNotices,
		eventFriend:   (*Client).onFriendNotices,
		eventProfile:  (*Client).onProfileNotices,
		eventMessages: (*Client).onC2CMessages,
		eventReceipts: (*Client).onC2CNotices,
	},

	finishes:        true,
	alwaysCallsBack: true,
	elements:        elements17,
	groupBody:       groupBody17,
	duplicateText:   "sendMsg: addMsg failed!",

	notices: noticeRules{table: "onGroupSystemNotifys", anyEvent: true, withSource: true, readSeqs: true},
	calls:   calls17,
	upload: uploadRules{
		appVersion: "2.1",
		slice:      1080 << 10,
		retries:    20,
		ticketed:   true,
		result:     "ActionStatus ErrorCode ErrorInfo File_UUID File_Size URL_INFO Download_Flag",
	},
}

var versions17 = map[string]string{
	"group_open_http_noauth_svc":              "v1",
	"group_open_long_polling_http_noauth_svc": "v1",
	"webim": "v3",
}

func url17(c *Client, service, command string) string {
	host := c.common
	if service == "openpic" {
		host = c.hosts.Picture
	}
	url := host + "/" + versionPath(versions17, service, "v4") + "/" + service + "/" + command +
		"?websdkappid=537048168&v=" + c.d.number + "&platform=10"
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

// unready17 refuses calls of an identified user before login has returned its
// tickets. The requests of the sign-in itself are allowed.
func unready17(c *Client, r request) (jsontext.Value, bool) {
	if r.command == "login" || r.command == "accesslayer" || c.id.identifier == "" || c.id.ticketed() {
		return jsontext.Value{}, false
	}
	return ownError17(codeNoTicket, "tinyid或a2为空["+r.service+"]["+r.command+"]"), true
}
