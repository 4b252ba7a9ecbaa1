package reference

import (
	"fmt"
	"regexp"
	"strings"
)

// Language is a language of the reference.
type Language struct {
	Dir   string // folder under docs
	of    func(Text) string
	words fixedTexts
}

// fixedTexts holds the fixed texts of the pages.
type fixedTexts struct {
	index, intro                                                       string
	arguments, name, kind, text, returns, errors, itemErrors, dialects string
	example, properties, methods, members, value, fieldsOf, new, types string
}

// Languages lists the languages of the reference, Chinese first.
var Languages = []Language{
	{"zh", func(t Text) string { return t.Zh }, fixedTexts{
		index: "API 参考", arguments: "参数", name: "名称", kind: "类型", text: "说明", returns: "返回值", errors: "错误码", itemErrors: "单项错误码（%s）",
		dialects: "版本", example: "示例", properties: "属性", methods: "方法", members: "成员", value: "值", fieldsOf: "%s 的字段", new: "构造函数", types: "函数的选项和返回值的类型，各函数的页面有链接。",
		intro: `每个函数、类、常量和监听器各占一节，由 [npm/webim.d.ts](../../../npm/webim.d.ts) 的注释生成，与编辑器中的提示相同。Promise 风格的接口见 [webim-wasm/client](../client.md)。

## 约定

- 函数的最后两个参数是 ` + "`cbOk`、`cbErr`" + `，都可以省略。成功时以服务器的响应调用 ` + "`cbOk`" + `，失败时以[错误对象](types.md#errorresponse)调用 ` + "`cbErr`" + `。每次调用恰好以其中一个回调结束；页面登出时尚未完成的调用以 -2 失败。
- 除各节列出的错误码外，任何函数都可能以下列错误码失败：-2（网络）、-4（未登录）、-5（没有票据）、91000（会话失效）、60007（请求过于频繁）。含义和处理方法见[错误码](../errors.md)。
- 批量操作的“单项错误码”不出现在错误对象的 ` + "`ErrorCode`" + ` 中，而在响应的各项里：好友、黑名单和资料的批量操作有任何一项失败时，` + "`ErrorCode`" + ` 为 99999。
- “版本”指页面使用的接口版本，由首次调用决定：不带回调的 ` + "`init`" + ` 为 1.3，` + "`login`" + ` 或带回调的 ` + "`init`" + ` 为 1.7。标注为 1.7 的函数在 1.3 的页面中同样可用。
- 除另有说明外，时间为 unix 秒，长度为 UTF-8 字节数。
- 示例中 ` + "`loginInfo`" + ` 是 alice 的登录信息，bob、carol、dave 是其他用户；` + "`groupId`" + ` 是 alice 创建的公开群，bob 是成员；` + "`openGroupId`" + ` 是可自由加入的群，` + "`joinedGroupId`" + ` 是 alice 加入的他人创建的群，` + "`roomId`" + ` 是直播大群；` + "`notice`" + ` 是收到的系统通知，` + "`picture`" + ` 是用户选择的文件（` + "`input.files[0]`" + `）；` + "`showError`" + ` 是[错误码](../errors.md#显示错误)一页定义的函数。除登录一节外均已登录。注释 ` + "`// →`" + ` 之后是前面表达式的值。所有示例都在测试中连接本地服务器运行。

## 目录
`,
	}},
	{"en", func(t Text) string { return t.En }, fixedTexts{
		index: "API reference", arguments: "Arguments", name: "Name", kind: "Type", text: "Description", returns: "Returns", errors: "Error codes", itemErrors: "Item codes (%s)",
		dialects: "Versions", example: "Example", properties: "Properties", methods: "Methods", members: "Members", value: "Value", fieldsOf: "Fields of %s", new: "Constructor", types: "Types of options and responses, linked from the pages of the functions.",
		intro: `One section per function, class, constant and listener, generated from the comments of [npm/webim.d.ts](../../../npm/webim.d.ts), which editors show as well. For the interface with promises see [webim-wasm/client](../client.md).

## Conventions

- The last two arguments of a function are ` + "`cbOk` and `cbErr`" + `, both optional. On success ` + "`cbOk`" + ` is called with the server's response, on failure ` + "`cbErr`" + ` with [an error object](types.md#errorresponse). Every call ends in exactly one of them; calls in flight when the page signs out fail with -2.
- Beyond the codes of its section, any function may fail with: -2 (network), -4 (not signed in), -5 (no ticket), 91000 (session no longer valid), 60007 (too many requests). For meaning and remedy see [error codes](../errors.md).
- "Item codes" of batch calls are not in ` + "`ErrorCode`" + ` of the error object, but in the items of the response: if an item of a batch call on friends, the blacklist or profiles fails, ` + "`ErrorCode`" + ` is 99999.
- "Versions" are versions of the interface that a page uses, detected from its first call: ` + "`init`" + ` without callbacks is 1.3, ` + "`login`" + ` or ` + "`init`" + ` with callbacks is 1.7. Functions of 1.7 work in 1.3 pages too.
- Unless stated otherwise, times are unix seconds and lengths are bytes of UTF-8.
- In the examples ` + "`loginInfo`" + ` belongs to alice; bob, carol and dave are other users; ` + "`groupId`" + ` is a Public group that alice created, with bob as a member; ` + "`openGroupId`" + ` is a group that anyone may join, ` + "`joinedGroupId`" + ` a group of another owner that alice has joined, ` + "`roomId`" + ` a big group (AVChatRoom); ` + "`notice`" + ` is a received system notice, ` + "`picture`" + ` a file that the user selected (` + "`input.files[0]`" + `); ` + "`showError`" + ` is the function defined on the page of [error codes](../errors.md#showing-errors). Alice is signed in, except in the section on signing in. The comment ` + "`// →`" + ` gives the value of the expression before it. The tests run every example against a local server.

## Contents
`,
	}},
}

// Pages returns the reference pages in a language, by file name.
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
	index.printf("# %s\n\n%s", l.words.index, l.words.intro)
	files := map[string]string{}
	for _, s := range sections {
		index.contents(s)
		p := page{Language: l, known: known, home: s, sections: sections}
		p.printf("# %s\n", l.of(s.Title))
		for _, item := range s.Items {
			p.item(item, 2)
		}
		files[s.ID+".md"] = p.String()
	}
	files["README.md"] = index.String()
	return files
}

// contents lists the items of a section with the first sentence of each. Types are
// reached from the functions that use them.
func (p *page) contents(s *Section) {
	p.printf("\n### [%s](%s.md)\n", p.of(s.Title), s.ID)
	if s.ID == "types" {
		p.printf("\n%s\n", p.words.types)
		return
	}
	p.printf("\n| %s | %s |\n| --- | --- |\n", p.words.name, p.words.text)
	for _, i := range s.Items {
		p.printf("| [`%s`](%s.md#%s) | %s |\n", strings.TrimPrefix(i.Path, "webim."), s.ID, Anchor(i.Path), cell(prose(firstSentence(p.of(i.Doc)))))
	}
}

var sentenceEnd = regexp.MustCompile(`[。：；\n]|[.:;](?:\s|$)`)

// firstSentence returns the first sentence of a comment, or its first clause, without
// the mark that ends it.
func firstSentence(s string) string {
	if at := sentenceEnd.FindStringIndex(s); at != nil {
		return s[:at[0]]
	}
	return s
}

// Anchor returns the id of a heading as common Markdown hosts generate it: lower
// case, hyphens for spaces, letters of all scripts kept, punctuation removed.
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

func (p *page) printf(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// cell escapes text for a table cell.
func cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\n\n", "<br>"), "|", `\|`)
}

// prose returns the text of a comment as Markdown, with its markup escaped.
func prose(s string) string {
	return strings.NewReplacer("<", "&lt;", "&nbsp;", "&amp;nbsp;").Replace(s)
}

// orNull matches the type of an optional callback.
var orNull = regexp.MustCompile(`^\((\(.*)\) \| null$`)

var word = regexp.MustCompile(`\b[A-Z]\w+\b`)

// typeAsCode returns a type as code in which the names of declared types are links.
func (p *page) typeAsCode(s string) string {
	if m := orNull.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	var out strings.Builder
	code := func(s string) {
		if s != "" {
			out.WriteString("`" + s + "`")
		}
	}
	from := 0
	for _, at := range word.FindAllStringIndex(s, -1) {
		name := s[at[0]:at[1]]
		if p.known[name] && name != "Ok" && name != "Fail" {
			code(s[from:at[0]])
			fmt.Fprintf(&out, "[`%s`](%s)", name, p.linkTarget(name))
			from = at[1]
		}
	}
	code(s[from:])
	return cell(out.String())
}

// linkTarget returns the link target of a type.
func (p *page) linkTarget(name string) string {
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
	p.printf("\n%s %s\n\n```ts\n%s\n```\n\n%s\n", heading, i.Path, i.Code, prose(p.of(i.Doc)))
	p.params(i, p.words.arguments)
	if !i.Returns.empty() {
		p.printf("\n**%s**: %s\n", p.words.returns, prose(p.of(i.Returns)))
	}
	p.codes(p.words.errors, i.Errors)
	p.codes(fmt.Sprintf(p.words.itemErrors, "`"+i.ItemsAt+"`"), i.ItemErrors)
	if len(i.Dialects) > 0 {
		note := ""
		if !i.DialectNote.empty() {
			note = " — " + prose(p.of(i.DialectNote))
		}
		p.printf("\n**%s**: %s%s\n", p.words.dialects, strings.Join(i.Dialects, ", "), note)
	}
	p.members(i)
	if i.Example != "" {
		p.printf("\n**%s**\n\n```js\n%s\n```\n", p.words.example, i.Example)
	}
	for _, m := range i.Members {
		if m.Example != "" {
			p.item(m, level+1)
		}
	}
}

// codes lists error codes with links to their descriptions.
func (p *page) codes(title string, codes []string) {
	if len(codes) == 0 {
		return
	}
	var links []string
	for _, code := range codes {
		links = append(links, fmt.Sprintf("[%s](../errors.md#%s)", code, CodeAnchor(code)))
	}
	p.printf("\n**%s**: %s\n", title, strings.Join(links, " "))
}

// params lists the arguments of a function and the fields of its options.
func (p *page) params(i *Item, title string) {
	if len(i.Params) == 0 {
		return
	}
	p.printf("\n**%s**\n\n| %s | %s | %s |\n| --- | --- | --- |\n", title, p.words.name, p.words.kind, p.words.text)
	for _, a := range i.Params {
		p.printf("| `%s` | %s | %s |\n", a.Name, p.typeAsCode(a.Type), cell(prose(p.of(a.Doc))))
	}
	for _, a := range i.Params {
		name, _, _ := strings.Cut(a.Type, " ")
		if strings.HasSuffix(name, "Options") || name == "LoginInfo" {
			p.printf("\n**%s**\n\n", fmt.Sprintf(p.words.fieldsOf, "`"+strings.TrimSuffix(a.Name, "?")+"`"))
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

// fields lists the properties of a type or class.
func (p *page) fields(i *Item) {
	p.printf("| %s | %s | %s |\n| --- | --- | --- |\n", p.words.name, p.words.kind, p.words.text)
	for _, m := range i.Members {
		if m.Kind == Property && m.Example == "" {
			name, kind, _ := strings.Cut(strings.TrimPrefix(m.Code, "readonly "), ": ")
			if strings.HasPrefix(name, "[") { // index signature: skip the colon inside the brackets
				name, kind, _ = strings.Cut(m.Code, "]: ")
				name += "]"
			}
			p.printf("| `%s` | %s | %s |\n", name, p.typeAsCode(kind), cell(prose(p.of(m.Doc))))
		}
	}
}

// members lists the members of a class, a constant or a type.
func (p *page) members(i *Item) {
	var fields, methods []*Item
	for _, m := range i.Members {
		switch {
		case m.Example != "": // has its own section
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
		p.printf("\n**%s**\n\n| %s | %s | %s |\n| --- | --- | --- |\n", p.words.members, p.words.name, p.words.value, p.words.text)
		for _, m := range fields {
			_, value, _ := strings.Cut(m.Code, ": ")
			p.printf("| `%s` | %s | %s |\n", m.Name, cell("`"+value+"`"), cell(prose(p.of(m.Doc))))
		}
	default:
		p.printf("\n**%s**\n\n", p.words.properties)
		p.fields(i)
	}
	if len(methods) == 0 {
		return
	}
	p.printf("\n**%s**\n\n| %s | %s |\n| --- | --- |\n", p.words.methods, p.words.name, p.words.text)
	for _, m := range methods {
		text := prose(p.of(m.Doc))
		for _, a := range m.Params {
			text += fmt.Sprintf("<br>`%s` %s", strings.TrimSuffix(a.Name, "?"), prose(p.of(a.Doc)))
		}
		p.printf("| %s | %s |\n", cell("`"+m.Code+"`"), cell(text))
	}
}
