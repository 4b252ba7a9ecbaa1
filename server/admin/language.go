package admin

import (
	"html/template"
	"net/http"
	"strings"
	"time"

	"webim.js/server/api"
)

// languageCookie is the cookie with the language chosen on the page.
const languageCookie = "webim_admin_language"

// pages are the templates in each language. Chinese texts are the keys.
var pages = map[string]*template.Template{"zh": parsePages("zh-CN", nil), "en": parsePages("en", english)}

func parsePages(lang string, texts map[string]string) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"lang":   func() string { return lang },
		"t":      func(text string) string { return translate(texts, text) },
		"role":   func(role string) string { return roles[role] },
		"time":   func(unix int64) string { return time.Unix(unix, 0).Format("2006-01-02 15:04") },
		"future": func(unix int64) bool { return unix > time.Now().Unix() },
		"bytes":  formatBytes,
		"dialect": func(d api.Dialect) string {
			if d == api.Dialect13 {
				return "1.3"
			}
			return "1.7"
		},
		"ago": func(t time.Time) string { return max(0, time.Since(t)).Round(time.Second).String() },
	}).ParseFS(files, "pages.html"))
}

// roles maps member roles to their names.
var roles = map[string]string{"Owner": "群主", "Admin": "管理员", "Member": "普通成员"}

func translate(texts map[string]string, text string) string {
	if said, ok := texts[text]; ok {
		return said
	}
	return text
}

// languageOf returns "zh" or "en": the one chosen on the page, else the browser's.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie(languageCookie); err == nil && (c.Value == "zh" || c.Value == "en") {
		return c.Value
	}
	accept := r.Header.Get("Accept-Language")
	if accept == "" || strings.HasPrefix(accept, "zh") {
		return "zh"
	}
	return "en"
}

// localize returns a text in the language of a request.
func localize(r *http.Request, text string) string {
	if languageOf(r) == "en" {
		return translate(english, text)
	}
	return text
}

// chooseLanguage stores the choice in a cookie and redirects to the page on which
// it was made.
func chooseLanguage(w http.ResponseWriter, r *http.Request) {
	to := r.FormValue("to")
	if pages[to] == nil {
		http.NotFound(w, r)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: to, Path: "/admin/", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, "/admin/", http.StatusSeeOther)
}

var english = map[string]string{
	"webim-server 管理": "webim-server admin",
	"主导航":             "Main navigation",
	"概况":              "Overview",
	"用户":              "Users",
	"群组":              "Groups",
	"连接":              "Connections",
	"搜索":              "Search",
	"下一页":             "Next page",
	"，":               ", ",
	"（":               " (",
	"）":               ")",

	"注册过的帐号，含已停用的": "accounts that exist, disabled ones included",
	"在线用户":         "Online users",
	"至少有一个连接的用户":   "users with at least one connection",
	"含直播间":         "live rooms included",
	"打开的页面：":       "open pages: ",
	"1.7 接口":       "API 1.7:",
	"1.3 接口":       "API 1.3:",
	"等待中的长轮询":      "Waiting long polls",
	"正在等待新消息的请求":   "requests that wait for messages",
	"数据库":          "Database",
	"不含用户上传的文件":    "without uploaded files",
	"节点":           "Nodes",
	"使用同一数据库的进程":   "processes that share the database",
	"内存":           "Memory",
	"本节点":          "this node",
	"已运行":          "Uptime",
	"下载备份":         "Download a backup",
	"备份含签名密钥、全部消息和上传的文件，请妥善保管。": "A backup holds the signing key, all messages and the uploaded files: keep it safe.",
	"Prometheus 指标": "Prometheus metrics",
	"健康检查":          "Health check",
	"性能剖析":          "Profiles",
	"文档":            "Documentation",

	"添加用户": "Add a user",
	"用户名":  "User name",
	"昵称":   "Nickname",
	"添加":   "Add",
	"创建时间": "Created",
	"状态":   "Status",
	"操作":   "Actions",
	"保存":   "Save",
	"已停用":  "disabled",
	"在线":   "online",
	"离线":   "offline",
	"打开演示": "Open the demo",
	"启用":   "Enable",
	"停用":   "Disable",
	"该用户会立即下线，且不能再登录。": "The user is signed out at once and cannot sign in again.",
	"确认停用": "Disable",
	"删除":   "Delete",
	"资料、好友、黑名单和群成员身份将被清除，无法恢复；发出的消息仍保留在对方和群里。": "The profile, friends, blocked users and memberships are removed for good. Messages that were sent stay with their receivers and groups.",
	"确认删除":  "Delete",
	"用户已删除": "The user has been deleted",
	"没有用户":  "No users",

	"群 ID":     "Group ID",
	"名称":       "Name",
	"类型":       "Type",
	"群主":       "Owner",
	"成员":       "Members",
	"消息":       "Messages",
	"没有群组":     "No groups",
	"群公告":      "Announcement",
	"群简介":      "Introduction",
	"给全体成员的通知": "Notice to all members",
	"发送":       "Send",
	"解散群":      "Dissolve",
	"所有成员都会离开，消息不能恢复。": "All members leave, and the messages cannot be restored.",
	"确认解散":  "Dissolve",
	"管理员":   "Admin",
	"普通成员":  "Member",
	"角色":    "Role",
	"加入时间":  "Joined",
	"最近发言":  "Last message",
	"禁言到":   "Muted until",
	"没有成员":  "No members",
	"更多成员":  "More members",
	"最近的消息": "Latest messages",
	"时间":    "Time",
	"发送者":   "Sender",
	"内容":    "Content",
	"群提示消息": "(group tip)",
	"没有消息":  "No messages",
	"没有这个群": "There is no such group",

	"已登录":  "Signed in",
	"等待中":  "waiting",
	"空闲":   "idle",
	"没有连接": "No connections",

	"命令行：":                  "On the command line: ",
	"，再用 go tool pprof 打开。": ", then open it with go tool pprof.",
	"处理器，30 秒":              "CPU, 30 s",
	"内存分配":                  "Allocations",
	"goroutine，文本":          "goroutine, text",
	"阻塞":                    "Blocking",
	"锁":                     "Locks",
	"执行跟踪，5 秒":              "Execution trace, 5 s",

	"用户已添加":      "The user has been added",
	"昵称已保存":      "The nickname has been saved",
	"用户已停用":      "The user has been disabled and signed out",
	"用户已启用":      "The user has been enabled",
	"通知已发送":      "The notice has been sent",
	"群已解散":       "The group has been dissolved",
	"用户已存在":      "The user exists already",
	"没有这个用户":     "There is no such user",
	"通知没有发出：":    "The notice was not sent: ",
	"群没有解散：":     "The group was not dissolved: ",
	"没有这个操作":     "There is no such action",
	"服务器出错，详见日志": "Server error, see the log",
}
