package pages

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/nginx"
	"webim.js/test/stack"
)

// poll is a poll of a page. Times are in ms; Ended is 0 while the poll is pending.
type poll struct {
	ID           string // the browser's
	Group        bool   // of a live room
	Began, Ended float64
	Code         int
}

// Eight pages of a browser, of one user or of eight, and four pages in a live room all
// load, send and receive. Over HTTP/1.1 they share six connections, which their polls
// fill: the server responds to polls early, and no request waits for the end of a poll.
// Over HTTP/2 it does not.
func TestManyPagesShareConnections(t *testing.T) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind)+" HTTP1", func(t *testing.T) {
			s := stack.Start(t)
			f := openFrames(t, kind, s, s.URL)
			f.full = true
			for _, scenario := range scenarios {
				scenario(t, f)
				for i, polls := range pollsOf(t, f) {
					briefs := count(polls, func(p poll) bool { return p.Code == nothingNew && p.Ended-p.Began < minHold })
					assert.LessOrEqual(t, briefs, 1+2*gaps(polls, func(p poll) float64 { return p.Ended }), "page %d: %+v", i, polls)
				}
				f.Eval(`closePages()`, nil)
			}
		})
		t.Run(string(kind)+" HTTP2", func(t *testing.T) {
			s := stack.Start(t, "-trust-proxy")
			f := openFrames(t, kind, s, nginx.HTTP2(t, s).URL)
			for _, scenario := range scenarios { // the pages stay open: 20 with 24 polls
				scenario(t, f)
			}
			// Every page has a poll that was held: an early response arrives within two
			// seconds.
			f.WaitFor(`pages.every(function (w) { return w.polls.some(function (p) { return (p.Ended || Date.now()) - p.Began > 4000 }) })`)
			for i, polls := range pollsOf(t, f) {
				idle := count(polls, func(p poll) bool { return p.Code == nothingNew })
				assert.LessOrEqual(t, idle, 1+2*gaps(polls, func(p poll) float64 { return p.Began }), "page %d: only a session's first poll is brief: %+v", i, polls)
			}
			var protocols []string
			f.Eval(`performance.getEntriesByType('navigation').map(function (e) { return e.nextHopProtocol })`, &protocols)
			assert.Equal(t, []string{"h2"}, protocols)
		})
	}
}

const (
	nothingNew = 60008 // a poll ended without events

	// minHold is the time for which the server holds a poll before it responds early,
	// less the resolution of the page's clock. Brief polls, a session's first one and
	// the first two after a gap, take less.
	minHold = 1900 // ms
	// briefGap is the time without a poll that counts as a gap.
	briefGap = 5000 - 500 // ms
)

// scenarios run in order: the first one registers the users. The last page of each
// is opened when the polls of the others have filled the browser's connections.
var scenarios = []func(t *testing.T, f *frames){
	func(t *testing.T, f *frames) { // each of eight users sends to the next one
		from := f.openPages("1.7 1.7 1.3", numbered(7)...)
		f.waitFull()
		f.openPages("1.7", "user7")
		f.sendAll(t, from, `w.sendText(w.user, 'user' + (i + 1) % 8, 'hello')`, `w.user.received.length === 1`)
	},
	func(t *testing.T, f *frames) { // one user: each of eight pages shows what the others send
		from := f.openPages("1.7 1.7 1.3", slices.Repeat(numbered(1), 7)...)
		f.waitFull()
		f.openPages("1.7", "user0")
		f.sendAll(t, from, `w.sendText(w.user, 'user2', 'from page ' + i)`, `(w.stored(w.user).C2Cuser2 || []).length === 8`)
	},
	func(t *testing.T, f *frames) { // four users in a live room, with two polls each
		from := f.openPages("1.7", numbered(3)...)
		f.Eval(fmt.Sprintf(`(function (w) {
			return w.call(w.user, 'createGroup', { Type: 'AVChatRoom', Name: 'room', Owner_Account: 'user0', MemberList: [] }).then(function (a) { window.room = a.GroupId; });
		})(pages[%d])`, from), nil)
		f.joinRoom(from)
		f.waitFull()
		f.joinRoom(f.openPages("1.7", "user3"))
		f.sendAll(t, from, `w.sendToRoom(w.user, room, 'from page ' + i)`, `w.user.receivedInRooms.length === 4`)
	},
}

// sendAll sends a message from each page from an index on, and waits until each has
// received the others'.
func (f *frames) sendAll(t *testing.T, from int, send, received string) {
	t.Helper()
	began := time.Now()
	f.Eval(fmt.Sprintf(`each(%d, function (w, i) { return %s })`, from, send), nil)
	sent := time.Since(began)
	f.WaitFor(fmt.Sprintf(`every(%d, function (w) { return %s })`, from, received))
	t.Logf("all sent after %v, received after %v", sent.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
}

// joinRoom joins the live room in the pages from an index on, and waits for its polls.
func (f *frames) joinRoom(from int) {
	f.Eval(fmt.Sprintf(`each(%d, function (w) { return w.call(w.user, 'applyJoinBigGroup', { GroupId: room }) })`, from), nil)
	f.WaitFor(fmt.Sprintf(`every(%d, function (w) { return w.polls.some(function (p) { return p.Group }) })`, from))
}

func numbered(n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint("user", i))
	}
	return names
}

// waitFull waits for the first early response to a poll, if the server sends any: then
// the pages' polls have filled the browser's connections.
func (f *frames) waitFull() {
	if f.full {
		f.WaitFor(fmt.Sprintf(`pages.some(function (w) {
			return w.polls.some(function (p) { return p.Code === %d && p.Ended - p.Began >= %d });
		})`, nothingNew, minHold))
	}
}

// pollsOf returns the polls of each page, and checks that all of them and no other
// requests carry the browser's id.
func pollsOf(t *testing.T, f *frames) (list [][]poll) {
	t.Helper()
	var strays []string
	f.Eval(`pages.map(function (w) { return w.strays || [] }).flat()`, &strays)
	assert.Empty(t, strays, "only polls may carry the browser's id")
	f.Eval(`pages.map(function (w) { return w.polls })`, &list)
	for _, polls := range list {
		for _, p := range polls {
			assert.NotEmpty(t, p.ID)
			assert.Equal(t, list[0][0].ID, p.ID)
		}
	}
	return list
}

func count(polls []poll, is func(poll) bool) (n int) {
	for _, p := range polls {
		if is(p) {
			n++
		}
	}
	return n
}

// gaps counts the gaps between a page's polls, which a busy machine causes; brief polls
// follow. arrival returns the latest time at which the server can have received a poll,
// since a poll may wait for a connection.
func gaps(polls []poll, arrival func(poll) float64) (n int) {
	last := 0.0
	for _, p := range polls {
		if p.Group {
			continue
		}
		if last > 0 && arrival(p)-last > briefGap {
			n++
		}
		last = p.Ended
	}
	return n
}
