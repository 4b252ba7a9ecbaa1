package main

import (
	"embed"
	"fmt"
	"net"
	"net/http"
	"path"
	"path/filepath"
	"strings"
)

// pages are the scripts of the measuring pages.
//
//go:embed pages/*.js
var pages embed.FS

// Sizes of the plain scripts that loading is compared with, in bytes: the
// original SDK's, and a small one's.
const (
	originalSize = 462_000
	smallSize    = 60_000
)

// site serves the builds, the plain scripts and the measuring pages over
// loopback, all uncached and uncompressed.
type site struct {
	url   string
	dist  string
	plain map[string][]byte // by path
	srv   *http.Server
}

func newSite(dist string) (*site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &site{
		url: "http://" + l.Addr().String(), dist: dist,
		plain: map[string][]byte{"/plain/original.js": plainScript(originalSize), "/plain/small.js": plainScript(smallSize)},
	}
	s.srv = &http.Server{Handler: s}
	go s.srv.Serve(l) // ends with Close
	return s, nil
}

func (s *site) Close() error { return s.srv.Close() }

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	switch dir, name := path.Split(r.URL.Path); {
	case dir == "/page/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page(name, r.URL.Query().Get("src")))
	case s.plain[r.URL.Path] != nil:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(s.plain[r.URL.Path])
	case dir == "/pages/":
		http.ServeFileFS(w, r, pages, strings.TrimPrefix(r.URL.Path, "/"))
	case dir == "/dist/" || dir == "/dist/split/":
		http.ServeFile(w, r, filepath.Join(s.dist, filepath.FromSlash(strings.TrimPrefix(r.URL.Path, "/dist/"))))
	default:
		http.NotFound(w, r)
	}
}

// Builds, as paths on the site.
const (
	single = "/dist/webim.js"
	split  = "/dist/split/webim.js"
)

// page returns a measuring page for the script src.
func page(name, src string) string {
	script := func(src string) string { return fmt.Sprintf(`<script src="%s"></script>`, src) }
	b := `<!doctype html><meta charset="utf-8"><title>` + name + `</title><link rel="icon" href="data:,"><body>`
	switch name {
	case "tag": // from the tag to the next script
		return b + `<script>var before = performance.now()</script>` + script(src) + `<script>var after = performance.now()</script>`
	case "first": // the inline script is the next one: nothing may come in between
		first, _ := pages.ReadFile("pages/first.js")
		return b + script(src) + `<script>` + string(first) + `</script>`
	case "tool":
		return b + script(src) + script("/pages/tool.js")
	case "messages":
		return b + script("/pages/network.js") + script("/pages/records.js") + script(src) + script("/pages/messages.js")
	}
	return b
}

// plainScript is a script of exactly size bytes as hand-written SDKs look: many
// functions, few of them run while it loads.
func plainScript(size int) []byte {
	var b strings.Builder
	b.WriteString("var plainSDK = {};\n")
	for i := 0; ; i++ {
		f := fmt.Sprintf(`plainSDK.call%d = function (options, cbOk, cbErr) {
  var list = options.MemberList || [], accounts = [], i;
  for (i = 0; i < list.length; i++) {
    if (!list[i].Account) { if (cbErr) cbErr({ ActionStatus: "FAIL", ErrorCode: -%d, ErrorInfo: "Account is empty" }); return; }
    accounts.push({ Member_Account: list[i].Account, Role: list[i].Role === undefined ? "Member" : list[i].Role });
  }
  return plainSDK.send("group/command_%d", { GroupId: options.GroupId, MemberList: accounts, Silence: options.Silence }, cbOk, cbErr);
};
`, i, i, i)
		if b.Len()+len(f) > size {
			break
		}
		b.WriteString(f)
	}
	b.WriteString("//" + strings.Repeat(" ", max(0, size-b.Len()-2)))
	return []byte(b.String()[:size])
}
