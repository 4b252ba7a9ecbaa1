package main

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// pages holds the scripts of the measuring pages.
//
//go:embed pages/*.js
var pages embed.FS

// The original SDK's size in bytes, raw and compressed by brotli. The plain script
// that it is compared with has both sizes.
const (
	originalSize   = 462_000
	originalBrotli = 144_000
)

// site serves the builds, the plain script and the measuring pages over loopback,
// uncached; under /packed/ they are compressed by brotli.
type site struct {
	url    string
	dist   string
	plain  []byte
	packed map[string][]byte // by path
	srv    *http.Server
}

func newSite(dist string) (*site, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &site{url: "http://" + l.Addr().String(), dist: dist, plain: plainScript(originalSize, originalBrotli), packed: map[string][]byte{}}
	sdk, err := os.ReadFile(filepath.Join(dist, "webim.js"))
	if err != nil {
		return nil, err
	}
	for path, body := range map[string][]byte{ours: sdk, plain: s.plain} {
		if s.packed["/packed"+path], err = packed(body, brotlied); err != nil {
			return nil, err
		}
	}
	s.srv = &http.Server{Handler: s}
	go s.srv.Serve(l) // returns on Close
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
	case s.packed[r.URL.Path] != nil:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("Content-Encoding", "br")
		w.Write(s.packed[r.URL.Path])
	case r.URL.Path == plain:
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(s.plain)
	case dir == "/pages/":
		http.ServeFileFS(w, r, pages, strings.TrimPrefix(r.URL.Path, "/"))
	case dir == "/dist/":
		http.ServeFile(w, r, filepath.Join(s.dist, name))
	default:
		http.NotFound(w, r)
	}
}

// Paths of the scripts on the site.
const (
	ours  = "/dist/webim.js"
	es5   = "/dist/webim.es5.js"
	plain = "/plain.js"
)

// page returns a measuring page for the script src.
func page(name, src string) string {
	script := func(src string) string { return fmt.Sprintf(`<script src="%s"></script>`, src) }
	b := `<!doctype html><meta charset="utf-8"><title>` + name + `</title><link rel="icon" href="data:,"><body>`
	switch name {
	case "tag": // from the tag to the next script
		return b + `<script>var before = performance.now()</script>` + script(src) + `<script>var after = performance.now()</script>`
	case "first": // the inline script must directly follow the tag
		first, _ := pages.ReadFile("pages/first.js")
		return b + script(src) + `<script>` + string(first) + `</script>`
	case "phone": // the page signs in on the next line; with the plain script it sends one request
		phone, _ := pages.ReadFile("pages/phone.js")
		return b + script(src) + `<script>` + string(phone) + `</script>`
	case "tool", "html":
		return b + script(src) + script("/pages/"+name+".js")
	case "messages":
		return b + script("/pages/network.js") + script("/pages/records.js") + script(src) + script("/pages/messages.js")
	}
	return b
}

// plainScript returns a script of exactly size bytes that resembles hand-written
// SDKs: many functions, few of them run while it loads, and images as data, as
// many as it takes to compress to about brotli bytes.
func plainScript(size, brotli int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var pictures strings.Builder
	for pictures.Len()*3/4 < brotli-5000 { // base64 carries six bits per character
		pictures.WriteByte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[random.IntN(64)])
	}
	var b strings.Builder
	b.WriteString("var plainSDK = {};\nplainSDK.pictures = '" + pictures.String() + "';\n")
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
