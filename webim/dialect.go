package webim

import (
	"strconv"
	"strings"
	"time"

	"webim.js/webim/jsontext"
)

// dialect is everything in which the protocol's two dialects differ. The
// releases of one dialect differ in its version alone.
type dialect struct {
	name string
	version

	// The wire.
	contentType string
	timeout     time.Duration
	lostDelay   time.Duration
	retryPause  time.Duration
	address     func(c *Client, service, command string) string
	// unready tells whether a call must not go out, and the error it ends in
	// (Undefined: none is told).
	unready  func(c *Client, r request) (e jsontext.Value, refused bool)
	ownError func(code int, text string) jsontext.Value
	lost     func(status int) jsontext.Value
	refused  func(answer jsontext.Value, r request, url string) jsontext.Value

	// Signing in and polling.
	signIn          func(c *Client, call SignInCall)
	signOut         func(c *Client, everywhere bool, done Done)
	refusesUnknown  bool // without a sign-in calls end in error -4
	tellsConnection bool // onConnNotify, onKickedEventCall
	reportsQuality  bool
	pollSeconds     int // Timeout of the first poll, and the longest
	events          eventHandlers

	// Messages.
	window            int64 // seconds in which an equal key is a duplicate; 0: always
	skipsOwn          bool  // own group messages in a poll are not taken
	seqIsRandom       bool  // group messages have no random, their seq stands for it
	wraps             bool  // fetched messages are handed out as {msg: record}
	keepsTyping       bool  // typing notices are ordinary messages
	historyInfoChange bool  // tips from history fire onGroupInfoChangeNotify
	finishes          bool  // sessions know whether there is older history
	alwaysCallsBack   bool  // also when a history is asked for wrongly, or answers nothing
	elements          []sendElement
	replacesElements  bool // what cannot be sent becomes a text, else it is left out
	groupBody         func(c *Client, m jsontext.Value, body jsontext.Value) (jsontext.Value, bool)
	duplicateText     string

	notices noticeRules
	calls   string // a table, see calls17
	upload  uploadRules
}

// versionPath is the first part of a service's path.
func versionPath(table map[string]string, service, def string) string {
	if v, ok := table[service]; ok {
		return v
	}
	return def
}

// encodeURIComponent escapes as JavaScript's function of that name.
func encodeURIComponent(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.!~*'()", c) >= 0:
			b.WriteByte(c)
		default:
			const hex = "0123456789ABCDEF"
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

// now and randomNumber are what many requests carry.
func (c *Client) now() string { return strconv.FormatInt(c.Clock.Now(), 10) }

func (c *Client) randomNumber() jsontext.Value { return jsontext.Float(float64(c.Random.Uint32())) }
