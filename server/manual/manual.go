// Package manual shows the documentation (package docs) as pages: rendered from
// Markdown once, readable on a phone, with a search that needs no server.
package manual

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"webim.js/docs"
)

//go:embed assets
var assets embed.FS

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// policy lets pages load what is the server's own, and run its scripts.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// languages are those of the pages, with what the frame around them says.
var languages = []language{
	{Code: "zh-CN", Dir: "zh", Name: "中文", Title: "webim.js 文档", Search: "搜索", Nothing: "没有找到", Home: "演示"},
	{Code: "en", Dir: "en", Name: "English", Title: "webim.js documentation", Search: "Search", Nothing: "Nothing found", Home: "Demo"},
}

type language struct{ Code, Dir, Name, Title, Search, Nothing, Home string }

// page is one that is ready to be sent.
type page struct {
	html  []byte
	entry entry
}

// entry is what the search knows of a page.
type entry struct {
	Title string `json:"title"`
	Path  string `json:"path"` // below /docs/
	Text  string `json:"text"`
}

// site is all of it, by path below /docs/.
type site struct {
	pages  map[string]page
	search map[string][]byte // by language
}

// built is made at the first request: most servers are never asked.
var built = sync.OnceValues(build)

// Routes adds the pages under /docs/.
func Routes(mux *http.ServeMux) {
	files, err := fs.Sub(assets, "assets")
	if err != nil { // the name is a constant
		panic(err)
	}
	mux.Handle("GET /docs/assets/", http.StripPrefix("/docs/assets/", http.FileServerFS(files)))
	mux.HandleFunc("GET /docs/{path...}", serve)
}

func serve(w http.ResponseWriter, r *http.Request) {
	s, err := built()
	if err != nil { // a page that cannot be rendered: the tests would have said so
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	where := r.PathValue("path")
	if where == "" {
		w.Header().Set("Vary", "Accept-Language")
		http.Redirect(w, r, "/docs/"+preferred(r.Header.Get("Accept-Language"))+"/", http.StatusFound)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if dir, is := strings.CutSuffix(where, "/search.json"); is && s.search[dir] != nil {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.search[dir])
		return
	}
	p, found := s.pages[where]
	if !found {
		if _, folder := s.pages[where+"/"]; folder {
			http.Redirect(w, r, "/docs/"+where+"/", http.StatusMovedPermanently)
			return
		}
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(p.html)
}

// preferred is the language that a browser asks for, Chinese unless it wants
// none of it.
func preferred(accept string) string {
	zh, en := strings.Index(accept, "zh"), strings.Index(accept, "en")
	if en >= 0 && (zh < 0 || en < zh) {
		return "en"
	}
	return "zh"
}

// build renders every page.
func build() (*site, error) {
	s := &site{pages: map[string]page{}, search: map[string][]byte{}}
	for _, l := range languages {
		var entries []entry
		links, err := contents(l.Dir)
		if err != nil {
			return nil, err
		}
		err = fs.WalkDir(docs.Pages, l.Dir, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(file) != ".md" {
				return err
			}
			text, err := fs.ReadFile(docs.Pages, file)
			if err != nil {
				return err
			}
			p, err := render(l, file, text, links)
			if err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			s.pages[p.entry.Path] = p
			entries = append(entries, p.entry)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if s.search[l.Dir], err = json.Marshal(entries); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// address is a page's path below /docs/: zh/README.md is zh/, zh/faq.md zh/faq.
func address(file string) string {
	return strings.TrimSuffix(strings.TrimSuffix(file, ".md"), "README")
}
