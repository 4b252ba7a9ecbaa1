package server

import (
	"io/fs"
	"net/http"
	"strings"
)

// notFoundPage is for people who follow a wrong address. It needs no other
// file, whatever address it is shown at.
const notFoundPage = `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有这个页面 · webim.js</title>
<style>
:root { color-scheme: light dark; }
body { display: grid; place-content: center; gap: .5rem; min-height: 100dvh; margin: 0; padding: 1rem; box-sizing: border-box; text-align: center;
  font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; color: light-dark(#1b2421, #e6ebe9); background: light-dark(#eef1f0, #131716); }
h1 { margin: 0; font-size: 1.5rem; }
p { margin: 0; color: light-dark(#5d6a66, #a0ada9); }
</style>
</head>
<body>
<main>
<h1>没有这个页面</h1>
<p>请检查地址后重试。</p>
<p lang="en">There is no such page. Please check the address.</p>
</main>
</body>
</html>
`

// notFound answers browsers with a page, everybody else with a line.
func notFound(w http.ResponseWriter, r *http.Request) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.NotFound(w, r)
		return
	}
	pageHeaders(w, errorPolicy)
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(notFoundPage)) // who does not take it is gone
}

// site serves a directory of files, and our page where there is none.
func site(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.Trim(r.URL.Path, "/")
		if name == "" {
			name = "."
		}
		if _, err := fs.Stat(files, name); err != nil {
			notFound(w, r)
			return
		}
		server.ServeHTTP(w, r)
	})
}
