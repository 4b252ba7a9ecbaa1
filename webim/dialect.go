package webim

import (
	"strings"
	"time"

	"webim.js/webim/jsontext"
)

// dialect holds all differences between the protocol's two dialects. The releases
// of one dialect differ in version only.
type dialect struct {
	name string
	version

	// Requests and errors.
	contentType string
	timeout     time.Duration
	lostDelay   time.Duration
	retryPause  time.Duration
	url         func(c *Client, service, command string) string
	// unready reports whether a call must not be sent, and the error it ends in
	// (Undefined: none).
	unready  func(c *Client, r request) (e jsontext.Value, refused bool)
	ownError func(code int, text string) jsontext.Value
	lost     func(status int) jsontext.Value
	refused  func(response jsontext.Value, r request, url string) jsontext.Value

	// Signing in and polling.
	signIn             func(c *Client, call SignInCall)
	signOut            func(c *Client, everywhere bool, done Done)
	refusesUnknown     bool // without a sign-in calls end in error -4
	notifiesConnection bool // onConnNotify, onKickedEventCall
	reportsQuality     bool
	pollSeconds        int // Timeout of the first poll, and the maximum
	events             eventHandlers

	// Messages.
	window            int64 // seconds in which an equal key is a duplicate; 0: always
	skipsOwn          bool  // own group messages in a poll are ignored
	seqIsRandom       bool  // group messages have no random; their seq is used
	wraps             bool  // fetched messages are passed to the page as {msg: record}
	keepsTyping       bool  // typing notices are ordinary messages
	historyInfoChange bool  // tips from history fire onGroupInfoChangeNotify
	finishes          bool  // sessions have isFinished
	alwaysCallsBack   bool  // even if a history request is invalid or its result empty
	elements          []sendElement
	replacesElements  bool // elements that cannot be sent become text; else they are omitted
	groupBody         func(c *Client, m jsontext.Value, body jsontext.Value) (jsontext.Value, bool)
	duplicateText     string

	notices noticeRules
	calls   string // a table; see calls17
	upload  uploadRules
}

// versionPath returns the first segment of a service's path.
func versionPath(table map[string]string, service, def string) string {
	if v, ok := table[service]; ok {
		return v
	}
	return def
}

// encodeURIComponent escapes s like JavaScript's function of that name.
func encodeURIComponent(s string) string {
	var b []byte
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.!~*'()", c) >= 0:
			b = append(b, c)
		default:
			const hex = "0123456789ABCDEF"
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// now returns the time in unix seconds, as many requests carry it.
func (c *Client) now() string { return jsontext.FormatInt(c.Clock.Now()) }

func (c *Client) randomNumber() jsontext.Value { return jsontext.Float(float64(c.Random.Uint32())) }
