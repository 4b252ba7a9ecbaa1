package admin

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"net/url"
	"time"

	"webim.js/server/media/blob"
	"webim.js/server/poll"
)

//go:embed pages.html assets
var files embed.FS

// pageSize is the number of rows on a page of a table.
const pageSize = 100

// Page serves the admin page. It does not authenticate requests; Routes takes a
// guard for that.
type Page struct {
	Users   *Users
	Polls   *poll.Polls
	Files   blob.Store   // uploads, for backups
	Nodes   *Nodes       // nil means that the store is not shared
	Size    func() int64 // of the database, in bytes
	Started time.Time
	Log     *slog.Logger

	// Announce sends a notice to a group's members.
	Announce func(ctx context.Context, group, text string) error

	// Dissolve dissolves a group.
	Dissolve func(ctx context.Context, group string) error

	// Demo returns the address at which the demo opens as a user, as seen by the
	// client of r.
	Demo func(r *http.Request, user string) string
}

// Routes registers the page under /admin/, wrapped in guard.
func (p *Page) Routes(mux *http.ServeMux, guard func(http.Handler) http.Handler) {
	own := http.NewServeMux()
	own.HandleFunc("GET /admin/{$}", p.show(p.overview))
	own.HandleFunc("GET /admin/users", p.show(p.userTable))
	own.HandleFunc("GET /admin/groups", p.show(p.groupTable))
	own.HandleFunc("GET /admin/group", p.show(p.groupPage))
	own.HandleFunc("GET /admin/language", chooseLanguage)
	own.HandleFunc("GET /admin/connections", p.show(p.connectionTable))
	own.HandleFunc("POST /admin/users", p.editUser)
	own.HandleFunc("POST /admin/notice", p.announce)
	own.HandleFunc("POST /admin/dissolve", p.dissolve)
	own.HandleFunc("POST /admin/open", p.open)
	own.HandleFunc("POST /admin/backup", p.backup)

	assets, _ := fs.Sub(files, "assets") // a constant, so it exists
	own.Handle("GET /admin/assets/", http.StripPrefix("/admin/assets/", http.FileServerFS(assets)))

	// Profiles cost time and memory. They need a POST, so that a link or an image on
	// another site cannot start one.
	own.HandleFunc("GET /admin/debug/pprof/{$}", p.show(profiles))
	own.Handle("POST /admin/debug/pprof/", http.StripPrefix("/admin", http.HandlerFunc(pprof.Index)))
	own.HandleFunc("POST /admin/debug/pprof/profile", pprof.Profile)
	own.HandleFunc("POST /admin/debug/pprof/trace", pprof.Trace)
	mux.Handle("/admin/", guard(own))
}

func formatBytes(n int64) string {
	const kilo = 1024
	switch {
	case n < kilo:
		return fmt.Sprintf("%d B", n)
	case n < kilo*kilo:
		return fmt.Sprintf("%.1f KiB", float64(n)/kilo)
	case n < kilo*kilo*kilo:
		return fmt.Sprintf("%.1f MiB", float64(n)/kilo/kilo)
	}
	return fmt.Sprintf("%.1f GiB", float64(n)/kilo/kilo/kilo)
}

// view holds the data of a page's template.
type view struct {
	Name  string // of the template
	Title string
	Data  any

	// Query is the search of a table, Next the cursor of its next page.
	Query, Next         string
	Nodes               int    // 0 means that the store is not shared
	Error, Confirmation string // error of the last action, or confirmation of its success
}

// show returns a handler that renders the page whose data collect returns.
func (p *Page) show(collect func(r *http.Request) (view, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := collect(r)
		if errors.Is(err, errNoGroup) {
			p.render(w, r, http.StatusNotFound, "page", view{Name: "groups", Title: localize(r, "群组"), Error: localize(r, "没有这个群")})
			return
		}
		if err != nil {
			p.fail(w, r, err)
			return
		}
		v.Title, v.Confirmation = localize(r, v.Title), localize(r, confirmations[r.FormValue("done")])
		p.render(w, r, http.StatusOK, "page", v)
	}
}

func (p *Page) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var b bytes.Buffer // so that an error does not leave half a page
	if err := pages[languageOf(r)].ExecuteTemplate(&b, name, data); err != nil {
		p.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Vary", "Accept-Language, Cookie")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // fails only if the client has disconnected
}

func (p *Page) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.Log.Error("admin page failed", "path", r.URL.Path, "error", err)
	http.Error(w, localize(r, "服务器出错，详见日志"), http.StatusInternalServerError)
}

// editUser applies the edit of a form, and shows the user or the error.
func (p *Page) editUser(w http.ResponseWriter, r *http.Request) {
	e := userEdit{Do: r.PostFormValue("do"), Name: r.PostFormValue("name"), Nick: r.PostFormValue("nick")}
	do, ok := edits[e.Do]
	if !ok {
		http.Error(w, localize(r, "没有这个操作"), http.StatusBadRequest)
		return
	}
	if err := do(p.Users, r.Context(), e); err != nil {
		p.Log.Warn("admin action failed", "action", e.Do, "user", e.Name, "client", r.RemoteAddr, "error", err)
		p.render(w, r, http.StatusUnprocessableEntity, "page", view{Name: "users", Title: localize(r, "用户"), Error: localize(r, explain(err))})
		return
	}
	p.Log.Info("admin action", "action", e.Do, "user", e.Name, "client", r.RemoteAddr)
	http.Redirect(w, r, "/admin/users?"+url.Values{"q": {e.Name}, "done": {e.Do}}.Encode(), http.StatusSeeOther)
}

// confirmations maps an action, which is a parameter of the address that it redirects
// to, to its confirmation.
var confirmations = map[string]string{
	"add": "用户已添加", "nick": "昵称已保存", "disable": "用户已停用", "enable": "用户已启用", "delete": "用户已删除", "notice": "通知已发送", "dissolve": "群已解散",
}

// explain returns the Chinese text of an error, for localize, or the error's own text.
func explain(err error) string {
	switch {
	case errors.Is(err, ErrTaken):
		return "用户已存在"
	case errors.Is(err, ErrNoUser):
		return "没有这个用户"
	}
	return err.Error()
}

// announce sends a notice to a group, and redirects to the group.
func (p *Page) announce(w http.ResponseWriter, r *http.Request) {
	group := r.PostFormValue("group")
	if err := p.Announce(r.Context(), group, r.PostFormValue("text")); err != nil {
		p.Log.Warn("admin action failed", "action", "notice", "group", group, "client", r.RemoteAddr, "error", err)
		p.render(w, r, http.StatusUnprocessableEntity, "page", view{Name: "groups", Title: localize(r, "群组"), Error: localize(r, "通知没有发出：") + err.Error()})
		return
	}
	p.Log.Info("admin action", "action", "notice", "group", group, "client", r.RemoteAddr)
	http.Redirect(w, r, "/admin/group?"+url.Values{"id": {group}, "done": {"notice"}}.Encode(), http.StatusSeeOther)
}

// dissolve dissolves a group, and redirects to the list of groups.
func (p *Page) dissolve(w http.ResponseWriter, r *http.Request) {
	group := r.PostFormValue("group")
	if err := p.Dissolve(r.Context(), group); err != nil {
		p.Log.Warn("admin action failed", "action", "dissolve", "group", group, "client", r.RemoteAddr, "error", err)
		p.render(w, r, http.StatusUnprocessableEntity, "page", view{Name: "groups", Title: localize(r, "群组"), Error: localize(r, "群没有解散：") + err.Error()})
		return
	}
	p.Log.Info("admin action", "action", "dissolve", "group", group, "client", r.RemoteAddr)
	http.Redirect(w, r, "/admin/groups?done=dissolve", http.StatusSeeOther)
}

// open renders a page that navigates to the demo, signed in as a user.
func (p *Page) open(w http.ResponseWriter, r *http.Request) {
	user, err := p.Users.Get(r.Context(), r.PostFormValue("name"))
	if errors.Is(err, ErrNoUser) {
		http.Error(w, localize(r, explain(err)), http.StatusNotFound)
		return
	}
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.Log.Info("admin action", "action", "open_demo", "user", user.Name, "client", r.RemoteAddr)
	p.render(w, r, http.StatusOK, "open", p.Demo(r, user.Name))
}

// profiles lists the available profiles of the process.
func profiles(*http.Request) (view, error) {
	return view{Name: "profiles", Title: "性能剖析", Data: []profileRow{
		{"profile?seconds=30", "处理器，30 秒"}, {"heap", "内存"}, {"allocs", "内存分配"}, {"goroutine", "goroutine"},
		{"goroutine?debug=2", "goroutine，文本"}, {"block", "阻塞"}, {"mutex", "锁"}, {"trace?seconds=5", "执行跟踪，5 秒"},
	}}, nil
}

// profileRow is a profile and its title.
type profileRow struct{ Path, Title string }
