// Package manual serves the documentation (package docs) as HTML: rendered from
// Markdown once, readable on a phone, with a search that runs in the page.
package manual

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	webimjs "webim.js"
	"webim.js/docs"
)

//go:embed assets
var assets embed.FS

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// policy allows pages to load resources of the server and to run its scripts.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// languages are the languages of the pages, with the texts of the page frame.
var languages = []language{
	{Code: "zh-CN", Dir: "zh", Name: "中文", Title: "webim.js 文档", Search: "搜索（按 / 键）", Nothing: "没有找到", Home: "演示", Contents: "本页目录", Copy: "复制", Copied: "已复制"},
	{Code: "en", Dir: "en", Name: "English", Title: "webim.js documentation", Search: "Search (press /)", Nothing: "Nothing found", Home: "Demo", Contents: "On this page", Copy: "Copy", Copied: "Copied"},
}

type language struct{ Code, Dir, Name, Title, Search, Nothing, Home, Contents, Copy, Copied string }

// page is a rendered page.
type page struct {
	title    string
	html     []byte
	sections []section
}

// section is a part of a page in the index of the search.
type section struct {
	Page string `json:"page"` // title of the page
	Name string `json:"name"` // heading, or an error code
	Path string `json:"path"` // below /docs/, with a fragment
	Text string `json:"text"`
}

// site holds the rendered pages by path below /docs/.
type site struct {
	pages  map[string]page
	search map[string][]byte // by language
}

// renderedSite renders the site at the first request.
var renderedSite = sync.OnceValues(build)

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
	s, err := renderedSite()
	if err != nil { // a page cannot be rendered, which the tests detect
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	target := r.PathValue("path")
	if target == "" {
		w.Header().Set("Vary", "Accept-Language")
		http.Redirect(w, r, "/docs/"+preferredLanguage(r.Header.Get("Accept-Language"))+"/", http.StatusFound)
		return
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if dir, is := strings.CutSuffix(target, "/search.json"); is && s.search[dir] != nil {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.search[dir])
		return
	}
	if text, is := example(target); is {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(text)
		return
	}
	p, found := s.pages[target]
	if !found {
		if _, folder := s.pages[target+"/"]; folder {
			http.Redirect(w, r, "/docs/"+target+"/", http.StatusMovedPermanently)
			return
		}
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(p.html)
}

// preferredLanguage returns the language that a browser asks for, Chinese by default.
func preferredLanguage(accept string) string {
	zh, en := strings.Index(accept, "zh"), strings.Index(accept, "en")
	if en >= 0 && (zh < 0 || en < zh) {
		return "en"
	}
	return "zh"
}

// build renders every page. The documents outside docs/ are in English only; the
// search of each language finds them.
func build() (*site, error) {
	s := &site{pages: map[string]page{}, search: map[string][]byte{}}
	sections := map[string][]section{}
	var others []section
	for _, l := range languages {
		menu, err := menuOf(l.Dir)
		if err != nil {
			return nil, err
		}
		if sections[l.Dir], err = s.add(l, docs.Pages, l.Dir, "docs", menu); err != nil {
			return nil, err
		}
		if l.Dir == "en" {
			if others, err = s.add(l, webimjs.Documents, ".", "", menu); err != nil {
				return nil, err
			}
		}
	}
	for dir, list := range sections {
		index, err := json.Marshal(append(list, others...))
		if err != nil {
			return nil, err
		}
		s.search[dir] = index
	}
	return s, nil
}

// add renders the Markdown files of a folder of files, whose paths in the
// repository begin with prefix, and returns their sections.
func (s *site) add(l language, files fs.FS, folder, prefix string, menu []link) (sections []section, err error) {
	return sections, fs.WalkDir(files, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := path.Join(prefix, name)
		p, err := render(l, file, text, menu)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		target, _ := address(file)
		s.pages[target] = p
		sections = append(sections, p.sections...)
		return nil
	})
}

// isExample reports whether a file is an example to copy, which is served unrendered.
func isExample(file string) bool {
	return slices.Contains([]string{".yaml", ".go", ".mjs"}, path.Ext(file)) || path.Base(file) == "Dockerfile"
}

// project is the folder below /docs/ of the documents outside docs/.
const project = "project/"

// example returns the example file at a path below /docs/, if there is one.
func example(target string) (text []byte, found bool) {
	if !isExample(target) {
		return nil, false
	}
	text, err := fs.ReadFile(docs.Pages, target)
	if file, is := strings.CutPrefix(target, project); is {
		text, err = fs.ReadFile(webimjs.Documents, file)
	}
	return text, err == nil
}

// address returns the path below /docs/ of a file of the repository: zh/ for
// docs/zh/README.md, zh/faq for docs/zh/faq.md, project/changelog for
// CHANGELOG.md. It reports whether the site has the file.
func address(file string) (target string, ok bool) {
	if below, ok := strings.CutPrefix(file, "docs/"); ok {
		if _, err := fs.Stat(docs.Pages, below); err == nil {
			if isExample(below) {
				return below, true
			}
			return strings.TrimSuffix(strings.TrimSuffix(below, ".md"), "README"), path.Ext(below) == ".md"
		}
	}
	_, err := fs.Stat(webimjs.Documents, file)
	if isExample(file) {
		return project + file, err == nil
	}
	return project + strings.ToLower(strings.TrimSuffix(file, ".md")), err == nil && path.Ext(file) == ".md"
}
