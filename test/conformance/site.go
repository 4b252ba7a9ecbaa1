package conformance

import (
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// Site serves the page that scenarios run in: the harness, the scenarios in
// sorted order, then the SDK with the other files of its folder; and the page that
// runs many scenarios in frames.
type Site struct {
	Lowered bool // serve harness and scenarios in ES2016 syntax, for old engines

	sdk     string   // path of the SDK
	scripts []string // paths of the scripts before it
}

// NewSite collects the page's scripts: the harness and scenarios under data, and
// the *.js files of those folders of extra that exist.
func NewSite(sdk, data string, extra ...string) (*Site, error) {
	if _, err := os.Stat(sdk); err != nil {
		return nil, err
	}
	s := &Site{sdk: sdk, scripts: []string{filepath.Join(data, "harness.js")}}
	for i, dir := range append([]string{filepath.Join(data, "scenarios")}, extra...) {
		entries, err := os.ReadDir(dir) // sorted by name
		if err != nil && (i == 0 || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
		for _, e := range entries {
			if strings.HasSuffix(e.Name(), ".js") {
				s.scripts = append(s.scripts, filepath.Join(dir, e.Name()))
			}
		}
	}
	return s, nil
}

// The harness's computation of the 64 bits of a message id, and the equivalent
// with numbers, for engines without BigInt.
const (
	wideID            = `((BigInt(Math.trunc(Number(g ? m.seq : m.time)) || 0) << 32n) | BigInt(Math.trunc(Number(m.random)) || 0)).toString()`
	wideWithoutBigInt = `(function (high, low) {
		var rest = high * 967296 + low, upper = high * 4294 + Math.floor(rest / 1e6); // 2^32 = 4294 * 10^6 + 967296
		return upper ? upper + String(1e6 + rest % 1e6).slice(1) : String(rest);
	})(Math.trunc(Number(g ? m.seq : m.time)) || 0, Math.trunc(Number(m.random)) || 0)`
)

// Query returns the page's query string, which a scenario reads back. A non-empty
// version is named on the SDK's script tag.
func Query(version string) string {
	if version == "" {
		return "?q=hello%20you"
	}
	return "?q=hello%20you&forced=" + version
}

// Quiet returns a parameter for the query string: a step ends after ms milliseconds
// without requests.
func Quiet(ms int) string { return fmt.Sprintf("&quiet=%d", ms) }

// framesPage runs scenarios in frames, each with its own SDK. A frame costs a
// tenth of a page, and scenarios mostly wait for the network to become idle.
const framesPage = `<!doctype html><meta charset=utf-8><title>conformance</title><script>
function perform(url, ready, scenario) {
	return new Promise((resolve, reject) => {
		const frame = document.createElement('iframe');
		frame.width = 800;
		frame.height = 600;
		frame.src = url;
		frame.onload = async () => {
			try {
				const page = frame.contentWindow;
				while (ready && !page.eval(ready)) await new Promise((later) => setTimeout(later, 10));
				resolve(await page.conformance.run(scenario));
			} catch (error) {
				reject(error);
			} finally {
				frame.remove();
			}
		};
		document.body.append(frame);
	});
}
</script><body>`

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/" {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, s.page(r.URL.Query().Get("forced")))
		return
	}
	if r.URL.Path == "/frames" {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, framesPage)
		return
	}
	var n int
	file := filepath.Join(filepath.Dir(s.sdk), path.Base(r.URL.Path))
	if _, err := fmt.Sscanf(r.URL.Path, "/h/%d.js", &n); err == nil && n >= 0 && n < len(s.scripts) {
		file = s.scripts[n]
	} else if r.URL.Path == "/sdk/webim.js" {
		file = s.sdk
	}
	body, err := os.ReadFile(file)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/h/") {
		quiet := 60
		if s.Lowered {
			quiet = 400 // hashing a file takes longer than 60 ms
		}
		body = []byte(strings.ReplaceAll(string(body), `ms = ms || 60`, fmt.Sprintf(`ms = ms || Number((/quiet=(\d+)/.exec(location.search) || [])[1] || %d)`, quiet)))
	}
	if s.Lowered && strings.HasPrefix(r.URL.Path, "/h/") {
		text := strings.ReplaceAll(string(body), wideID, wideWithoutBigInt)
		body = api.Transform(text, api.TransformOptions{Target: api.ES2016}).Code
	}
	kind := "text/javascript; charset=utf-8"
	if strings.HasSuffix(file, ".wasm") {
		kind = "application/wasm"
	}
	w.Header().Set("Content-Type", kind)
	w.Write(body)
}

func (s *Site) page(version string) string {
	var b strings.Builder
	b.WriteString("<!doctype html><meta charset=utf-8><title>conformance</title><body>")
	for i := range s.scripts {
		fmt.Fprintf(&b, `<script src="/h/%d.js"></script>`, i)
	}
	forced := ""
	if version != "" {
		forced = fmt.Sprintf(` data-webim-version="%s"`, html.EscapeString(version))
	}
	fmt.Fprintf(&b, `<script src="/sdk/webim.js"%s></script>`, forced)
	return b.String()
}
