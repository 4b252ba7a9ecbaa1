package guide

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// world is a server with the guide's page.
type world struct {
	*stack.Server
	t         *testing.T
	pages     string // URL of the guide's page
	greetings int
}

// newWorld starts a server, with additional flags of "serve" if any. The test runs in
// parallel, because it mostly waits.
func newWorld(t *testing.T, flags ...string) *world {
	t.Parallel()
	w := &world{Server: stack.Start(t, flags...), t: t}
	srv := httptest.NewServer(http.HandlerFunc(w.serve))
	t.Cleanup(srv.Close)
	w.pages = srv.URL + "/"
	return w
}

// serve serves the page, its scripts and the guide's examples, from another
// origin than the IM server's.
func (w *world) serve(rw http.ResponseWriter, r *http.Request) {
	name, ours := strings.CutPrefix(r.URL.Path, "/guide/")
	file := filepath.Join("..", "testdata", "guide", filepath.Base(name))
	if !ours {
		file = filepath.Join("testdata", filepath.Base(r.URL.Path))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		http.NotFound(rw, r) // pictures, which no test depends on
		return
	}
	kind := "text/html"
	if strings.HasSuffix(file, ".js") {
		kind = "text/javascript"
	}
	rw.Header().Set("Content-Type", kind+"; charset=utf-8")
	fmt.Fprint(rw, strings.ReplaceAll(string(text), `"SERVER`, `"`+w.URL))
}

// person is a user with the guide's page open.
type person struct {
	*browser.Tab
	w    *world
	t    *testing.T
	name string
}

// visit opens the page with a query string, without signing in.
func (w *world) visit(name, query string) *person {
	w.t.Helper()
	p := &person{Tab: browser.Open(w.t, browser.Chromium, browser.Options{}), w: w, t: w.t, name: name}
	p.load(query)
	return p
}

func (p *person) load(query string) {
	p.t.Helper()
	p.Goto(p.w.pages + "page.html?" + query)
}

var loginLink = regexp.MustCompile(`<a href="([^"]+)"`)

// ticket returns the query of the URL to which the sign-in service redirects a user. It
// reads the URL from a link of the service's page.
func (w *world) ticket(name string) string {
	w.t.Helper()
	resp, err := http.Get(w.URL + "tls/login?url=" + url.QueryEscape(w.pages+"page.html"))
	require.NoError(w.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	for _, link := range loginLink.FindAllStringSubmatch(string(body), -1) {
		u, err := url.Parse(html.UnescapeString(link[1]))
		require.NoError(w.t, err)
		if u.Query().Get("identifier") == name {
			return u.RawQuery
		}
	}
	require.Fail(w.t, "the sign-in page does not list "+name)
	return ""
}

// signIn opens the page and signs in with the examples of chapters 2 and 3.
func (w *world) signIn(name string) *person {
	w.t.Helper()
	p := w.visit(name, w.ticket(name))
	p.completeSignIn()
	return p
}

// completeSignIn does what the page does after the sign-in service has redirected to it.
func (p *person) completeSignIn() {
	p.t.Helper()
	p.Eval(`webim.Tool.setCookie('accountType', '1', 3600)`, nil)
	p.Eval(`example_2_1()`, nil)
	p.WaitFor(`friends && groups`)
	p.awaitPoll()
	p.expectAlerts()
}

// awaitPoll waits until the page polls, by having another user send it a message. A 1.3
// page receives no notices of events before its first poll.
func (p *person) awaitPoll() {
	p.t.Helper()
	const caller = "heidi"
	p.w.greetings++
	body := fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgTimeStamp":%d,"MsgSeq":%d,"MsgRandom":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hello"}}]}`,
		caller, p.name, time.Now().Unix(), p.w.greetings)
	resp, err := http.Post(p.w.URL+"v4/openim/sendmsg?sdkappid=1400000001&accounttype=1&identifier="+caller+"&usersig="+p.w.Signature(caller), "text/plain", strings.NewReader(body))
	require.NoError(p.t, err)
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	require.Contains(p.t, string(got), `"ActionStatus":"OK"`)
	p.WaitFor(`webim.MsgStore.sessById('C2C', 'heidi')`)
	p.run(`webim.MsgStore.delSessById('C2C', 'heidi')`)
}

// js formats a value as a JavaScript literal.
func js(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// run evaluates a call as the handler of a button would. Arguments are formatted as
// literals.
func (p *person) run(format string, args ...any) {
	p.t.Helper()
	for i, a := range args {
		args[i] = js(a)
	}
	p.Eval(`(`+fmt.Sprintf(format, args...)+`, undefined)`, nil)
}

// fill sets the fields of the page's dialogs.
func (p *person) fill(values map[string]string) { p.t.Helper(); p.run(`fill(%s)`, values) }

// expectAlerts waits until the page has shown exactly these alerts since the last call.
func (p *person) expectAlerts(texts ...string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`alerts.length >= %d`, len(texts)))
	var got []string
	p.Eval(`alerts.splice(0)`, &got)
	require.Equal(p.t, append([]string{}, texts...), got, "%s's alerts", p.name)
}

func (p *person) openConversation(kind, id string) { p.t.Helper(); p.run(`openChat(%s, %s)`, kind, id) }

// sendText sends a text by the example of 4.1 and waits until it is sent.
func (p *person) sendText(text string) {
	p.t.Helper()
	p.run(`facesClosed = 0, fill({send_msg_text: %s}), onSendMsg()`, text)
	p.WaitFor(`facesClosed || alerts.length`)
	p.expectAlerts()
}

// expectLines waits until the chat window shows exactly these lines.
func (p *person) expectLines(lines ...string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`messages().length >= %d`, len(lines)))
	var got []string
	p.Eval(`messages()`, &got)
	assert.Equal(p.t, lines, got, "%s's messages", p.name)
}

// awaitNotice waits until the page's last group system notice is the given one, and
// returns the id of the group.
func (p *person) awaitNotice(kind int, typeCh, groupName, content string) (groupID string) {
	p.t.Helper()
	found := fmt.Sprintf(`systemMsgs.filter(function (m) { return m.type === %d && m.typeCh === %s && m.groupName === %s && m.content === %s })`,
		kind, js(typeCh), js(groupName), js(content))
	p.WaitFor(found + `.length > 0`)
	p.Eval(found+`.pop().groupId`, &groupID)
	return groupID
}

// table waits until a table of the page has n rows and returns a column of them.
func (p *person) table(name, column string, n int) (values []any) {
	p.t.Helper()
	rows := fmt.Sprintf(`(tables['#%s'] || [])`, name)
	p.WaitFor(fmt.Sprintf(`%s.length === %d`, rows, n))
	p.Eval(fmt.Sprintf(`%s.map(function (row) { return row.%s })`, rows, column), &values)
	return values
}

// requireTrue requires that a condition is true.
func (p *person) requireTrue(condition string) {
	p.t.Helper()
	var ok bool
	p.Eval(`!!(`+condition+`)`, &ok)
	assert.True(p.t, ok, "%s: %s", p.name, condition)
}
