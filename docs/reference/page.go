package reference

import (
	"fmt"
	"regexp"
	"strings"
)

// Language is one of the two that the reference is written in.
type Language struct {
	Dir   string // under docs
	of    func(Text) string
	words words
}

// words are what pages say between what the comments say.
type words struct {
	index, intro                                                string
	arguments, name, kind, text, returns, errors, dialects      string
	example, properties, methods, members, value, fieldsOf, new string
}

// Languages are both, Chinese first.
var Languages = []Language{
	{"zh", func(t Text) string { return t.Zh }, words{
		index: "API 参考", arguments: "参数", name: "名称", kind: "类型", text: "说明", returns: "返回", errors: "错误码",
		dialects: "版本", example: "示例", properties: "属性", methods: "方法", members: "成员", value: "值", fieldsOf: "%s 的字段", new: "构造",
		intro: `每个函数、类、常量和监听器一节，由 [npm/webim.d.ts](../../../npm/webim.d.ts) 的注释生成；编辑器里看到的是同样的文字。

## 约定

- 函数的最后两个参数总是 ` + "`cbOk`、`cbErr`" + `，都可以省略。成功时 ` + "`cbOk`" + ` 得到服务器的答复，失败时 ` + "`cbErr`" + ` 得到[错误对象](types.md#erroranswer)。每次调用最多有一个回调，且只有一次。登出时还在路上的调用没有回调。
- 除了各节列出的，任何函数都可能以这些错误结束：-2（网络）、-4（没有登录）、-5（没有票据）、91000（会话过期）、60007（过于频繁）。含义和处理见[错误码](../errors.md)。
- “版本”是页面所用的接口版本，按第一次调用判断：不带回调的 ` + "`init`" + ` 是 1.3，` + "`login`" + ` 或带回调的 ` + "`init`" + ` 是 1.7。注明 1.7 的函数在 1.3 的页面里也能用。
- 时间都是 unix 秒，长度都是 UTF-8 字节，除非另有说明。
- 示例中 ` + "`loginInfo`" + ` 是 alice 的身份，bob、carol、dave 是其他用户；` + "`groupId`" + ` 是 alice 的一个公开群，bob 在其中；` + "`openGroupId`" + ` 是可以随意加入的群，` + "`joinedGroupId`" + ` 是 alice 加入的别人的群，` + "`roomId`" + ` 是直播大群；` + "`notice`" + ` 是收到的系统通知，` + "`picture`" + ` 是用户选择的文件（` + "`input.files[0]`" + `）。除登录一节外都已经登录。注释 ` + "`// →`" + ` 之后是前面表达式的值。所有示例都在测试中对着本地服务器运行。

## 各节
`,
	}},
	{"en", func(t Text) string { return t.En }, words{
		index: "API reference", arguments: "Arguments", name: "Name", kind: "Type", text: "Meaning", returns: "Returns", errors: "Error codes",
		dialects: "Versions", example: "Example", properties: "Properties", methods: "Methods", members: "Members", value: "Value", fieldsOf: "Fields of %s", new: "Making one",
		intro: `A section for each function, class, constant and listener, made of the comments in [npm/webim.d.ts](../../../npm/webim.d.ts), which are what an editor shows.

## Conventions

- The last two arguments of a function are ` + "`cbOk` and `cbErr`" + `, and may be left out. On success ` + "`cbOk`" + ` gets the server's answer, on failure ` + "`cbErr`" + ` gets [an error](types.md#erroranswer). A call ends in one of them at most, and once. Calls that are on their way when somebody signs out end in none.
- Beyond what a section lists, any function may end with these errors: -2 (network), -4 (nobody is signed in), -5 (no ticket), 91000 (the session has expired), 60007 (too many requests). What they mean and what to do: [error codes](../errors.md).
- "Versions" are those of the interface that a page speaks, told by its first call: ` + "`init`" + ` without callbacks is 1.3, ` + "`login`" + ` or ` + "`init`" + ` with callbacks is 1.7. Functions of 1.7 work in pages of 1.3 as well.
- Times are unix seconds and lengths bytes of UTF-8, unless it says otherwise.
- In examples ` + "`loginInfo`" + ` is alice's; bob, carol and dave are others; ` + "`groupId`" + ` is a public group of alice's with bob in it, ` + "`openGroupId`" + ` one that anybody may join, ` + "`joinedGroupId`" + ` somebody else's that alice is in, ` + "`roomId`" + ` a big room; ` + "`notice`" + ` is a system notice that came, ` + "`picture`" + ` a file that the user chose (` + "`input.files[0]`" + `). Alice is signed in, but for the section on that. Behind ` + "`// →`" + ` stands the value of the expression. Every example is run by the tests, against the local server.

## Sections
`,
	}},
}

// Pages are the files of the reference in a language: name to text.
func Pages(sections []*Section, l Language) map[string]string {
	known := map[string]bool{}
	for _, s := range sections {
		for _, i := range s.Items {
			if i.Kind == Interface || i.Kind == TypeAlias {
				known[i.Name] = true
			}
		}
	}
	index := page{Language: l}
	index.say("# %s\n\n%s\n", l.words.index, l.words.intro)
	files := map[string]string{}
	for _, s := range sections {
		index.say("- [%s](%s.md): %s\n", l.of(s.Title), s.ID, strings.Join(names(s), ", "))
		p := page{Language: l, known: known, home: s, sections: sections}
		p.say("# %s\n", l.of(s.Title))
		for _, item := range s.Items {
			p.item(item, 2)
		}
		files[s.ID+".md"] = p.String()
	}
	files["README.md"] = index.String()
	return files
}

// names are a section's, as the index lists them.
func names(s *Section) (all []string) {
	for _, i := range s.Items {
		all = append(all, fmt.Sprintf("[`%s`](%s.md#%s)", strings.TrimPrefix(i.Path, "webim."), s.ID, Anchor(i.Path)))
	}
	return all
}

// Anchor is the id of a heading, as the well-known hosts of Markdown make it:
// lower case, hyphens for blanks, letters of any script kept, other signs not.
func Anchor(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(strings.TrimSpace(heading)), ""), " ", "-")
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N}\-_ ]`)

type page struct {
	Language
	strings.Builder
	known    map[string]bool
	home     *Section
	sections []*Section
}

func (p *page) say(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// cell is text within a table.
func cell(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", `\|`) }

// prose is a comment's text: markup in it is meant as text.
func prose(s string) string {
	return strings.NewReplacer("<", "&lt;", "&nbsp;", "&amp;nbsp;").Replace(s)
}

// orNull is how a callback says that it may be left out.
var orNull = regexp.MustCompile(`^\((\(.*)\) \| null$`)

var word = regexp.MustCompile(`\b[A-Z]\w+\b`)

// typed is a type as code, with links to what it names.
func (p *page) typed(s string) string {
	if m := orNull.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	out := cell("`" + s + "`")
	seen := map[string]bool{}
	for _, name := range word.FindAllString(s, -1) {
		if p.known[name] && !seen[name] && name != "Ok" && name != "Fail" {
			seen[name] = true
			out += fmt.Sprintf(" [%s](%s)", name, p.where(name))
		}
	}
	return out
}

// where is the address of a type.
func (p *page) where(name string) string {
	for _, s := range p.sections {
		for _, i := range s.Items {
			if i.Name == name && (i.Kind == Interface || i.Kind == TypeAlias) {
				if s == p.home {
					return "#" + Anchor(name)
				}
				return s.ID + ".md#" + Anchor(name)
			}
		}
	}
	return ""
}

func (p *page) item(i *Item, level int) {
	heading := strings.Repeat("#", level)
	p.say("\n%s %s\n\n```ts\n%s\n```\n\n%s\n", heading, i.Path, i.Code, prose(p.of(i.Doc)))
	p.params(i, p.words.arguments)
	if !i.Returns.empty() {
		p.say("\n**%s**: %s\n", p.words.returns, prose(p.of(i.Returns)))
	}
	if len(i.Errors) > 0 {
		var links []string
		for _, code := range i.Errors {
			links = append(links, fmt.Sprintf("[%s](../errors.md#%s)", code, CodeAnchor(code)))
		}
		p.say("\n**%s**: %s\n", p.words.errors, strings.Join(links, " "))
	}
	if len(i.Dialects) > 0 {
		note := ""
		if !i.DialectNote.empty() {
			note = " — " + prose(p.of(i.DialectNote))
		}
		p.say("\n**%s**: %s%s\n", p.words.dialects, strings.Join(i.Dialects, ", "), note)
	}
	p.members(i)
	if i.Example != "" {
		p.say("\n**%s**\n\n```js\n%s\n```\n", p.words.example, i.Example)
	}
	for _, m := range i.Members {
		if m.Example != "" {
			p.item(m, level+1)
		}
	}
}

// params tells of a function's arguments, and of the fields of its options.
func (p *page) params(i *Item, title string) {
	if len(i.Params) == 0 {
		return
	}
	p.say("\n**%s**\n\n| %s | %s | %s |\n| --- | --- | --- |\n", title, p.words.name, p.words.kind, p.words.text)
	for _, a := range i.Params {
		p.say("| `%s` | %s | %s |\n", a.Name, p.typed(a.Type), cell(prose(p.of(a.Doc))))
	}
	for _, a := range i.Params {
		name, _, _ := strings.Cut(a.Type, " ")
		if strings.HasSuffix(name, "Options") || name == "LoginInfo" {
			p.say("\n**%s**\n\n", fmt.Sprintf(p.words.fieldsOf, "`"+strings.TrimSuffix(a.Name, "?")+"`"))
			p.fields(p.find(name))
		}
	}
}

func (p *page) find(name string) *Item {
	for _, s := range p.sections {
		for _, i := range s.Items {
			if i.Name == name {
				return i
			}
		}
	}
	return &Item{}
}

// fields are the properties of a type or class.
func (p *page) fields(i *Item) {
	p.say("| %s | %s | %s |\n| --- | --- | --- |\n", p.words.name, p.words.kind, p.words.text)
	for _, m := range i.Members {
		if m.Kind == Property && m.Example == "" {
			name, kind, _ := strings.Cut(strings.TrimPrefix(m.Code, "readonly "), ": ")
			if strings.HasPrefix(name, "[") { // an index: the colon in it is not the one
				name, kind, _ = strings.Cut(m.Code, "]: ")
				name += "]"
			}
			p.say("| `%s` | %s | %s |\n", name, p.typed(kind), cell(prose(p.of(m.Doc))))
		}
	}
}

// members are what a class, a constant or a type consists of.
func (p *page) members(i *Item) {
	var fields, methods []*Item
	for _, m := range i.Members {
		switch {
		case m.Example != "": // has a place of its own
		case m.Kind == Constructor:
			p.params(m, p.words.new+": `new "+i.Path+strings.TrimPrefix(m.Code, "constructor")+"`")
		case m.Kind == Property:
			fields = append(fields, m)
		default:
			methods = append(methods, m)
		}
	}
	switch {
	case len(fields) == 0:
	case i.Kind == Const:
		p.say("\n**%s**\n\n| %s | %s | %s |\n| --- | --- | --- |\n", p.words.members, p.words.name, p.words.value, p.words.text)
		for _, m := range fields {
			_, value, _ := strings.Cut(m.Code, ": ")
			p.say("| `%s` | %s | %s |\n", m.Name, cell("`"+value+"`"), cell(prose(p.of(m.Doc))))
		}
	default:
		p.say("\n**%s**\n\n", p.words.properties)
		p.fields(i)
	}
	if len(methods) == 0 {
		return
	}
	p.say("\n**%s**\n\n| %s | %s |\n| --- | --- |\n", p.words.methods, p.words.name, p.words.text)
	for _, m := range methods {
		text := prose(p.of(m.Doc))
		for _, a := range m.Params {
			text += fmt.Sprintf("<br>`%s` %s", strings.TrimSuffix(a.Name, "?"), prose(p.of(a.Doc)))
		}
		p.say("| %s | %s |\n", cell("`"+m.Code+"`"), cell(text))
	}
}
