package pages

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// frames is a page of the server's origin, with further pages in frames: pages of one
// browser, which share its connections to the server.
type frames struct {
	*browser.Tab
	server *stack.Server
	source string // of the functions in each frame, as JSON
	full   bool   // polls of the pages fill the browser's connections
}

// openFrames opens the top page at a URL of the server or of a proxy.
func openFrames(t *testing.T, kind browser.Kind, server *stack.Server, url string) *frames {
	t.Helper()
	f := &frames{Tab: browser.Open(t, kind, browser.Options{}), server: server}
	f.Goto(url + "sdk/webim.js")
	read := func(name string) string {
		text, err := files.ReadFile("testdata/" + name)
		require.NoError(t, err)
		return quoted(string(text))
	}
	f.Eval(fmt.Sprintf(`(0, eval)(%s), null`, read("frames.js")), nil)
	f.source = read("users.js")
	return f
}

// pageUser is a user who signs in from a page.
type pageUser struct {
	Name    string `json:"name"`
	Dialect string `json:"dialect"`
	Sig     string `json:"sig"`
}

// openPages opens pages at once and waits until their users are signed in. from is the
// index of the first one.
func (f *frames) openPages(dialects string, names ...string) (from int) {
	f.Eval(`pages.length`, &from)
	var users []pageUser
	for i, name := range names {
		all := strings.Fields(dialects)
		users = append(users, pageUser{name, all[i%len(all)], f.server.Signature(name)})
	}
	f.Eval(fmt.Sprintf(`openPages(%s, %s)`, f.source, quoted(users)), nil)
	return from
}

func quoted(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}
