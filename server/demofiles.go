package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"webim.js/demo"
)

// demoTypes maps the extensions of the demo's files to their content types. Other
// files are not served.
var demoTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

var (
	// hashedPath matches a path below a directory that is named after a hash of all files.
	hashedPath = regexp.MustCompile(`^v-([0-9a-f]{16})/(.+)$`)
	// stylesheet matches a page's link to a stylesheet.
	stylesheet = regexp.MustCompile(`<link rel="stylesheet" href="(css/[^"]+)">`)
	// localAsset matches a page's reference to a file that it loads.
	localAsset = regexp.MustCompile(`(href|src)="((?:js|css|img)/)`)
)

// demoFiles serves the demo. Its pages name scripts and pictures below v-HASH/,
// which browsers cache indefinitely; since modules import each other by relative
// addresses, imported modules are below it as well. Any other address of a file is
// revalidated at every request. Stylesheets are sent within the page, because over
// HTTP/1.1 each further request delays the first view.
type demoFiles struct {
	hash  string
	files map[string]func() *compressed // compressed at the first request
}

// embeddedDemo returns the demo of this build, which all servers of a process share.
var embeddedDemo = sync.OnceValues(func() (*demoFiles, error) { return newDemoFiles(demo.Files) })

func newDemoFiles(source fs.FS) (*demoFiles, error) {
	contents := map[string][]byte{}
	sum := sha256.New()
	err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || demoTypes[path.Ext(name)] == "" {
			return err
		}
		contents[name], err = fs.ReadFile(source, name)
		sum.Write([]byte(name))
		sum.Write(contents[name])
		return err
	})
	if err != nil {
		return nil, err
	}
	d := &demoFiles{hash: hex.EncodeToString(sum.Sum(nil)[:8]), files: map[string]func() *compressed{}}
	for name, data := range contents {
		if path.Ext(name) == ".html" {
			data = stylesheet.ReplaceAllFunc(data, func(link []byte) []byte {
				css := contents[string(stylesheet.FindSubmatch(link)[1])]
				return slices.Concat([]byte("<style>\n"), css, []byte("</style>"))
			})
			data = localAsset.ReplaceAll(data, []byte(`$1="v-`+d.hash+`/$2`))
		}
		d.files[name] = sync.OnceValue(func() *compressed { return compressFile(bytes.Clone(data)) })
	}
	return d, nil
}

func (d *demoFiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", demoPolicy)
	h.Set("Referrer-Policy", "no-referrer")
	name, caching := r.URL.Path, "no-cache"
	// A page of another version, as during a rolling update, gets this version's
	// file, uncached.
	if m := hashedPath.FindStringSubmatch(name); m != nil {
		name = m[2]
		if m[1] == d.hash {
			caching = "public, max-age=31536000, immutable"
		}
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	file, ok := d.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h.Set("Cache-Control", caching)
	file().serve(w, r, demoTypes[path.Ext(name)])
}
