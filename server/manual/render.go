package manual

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"webim.js/docs"
	"webim.js/docs/reference"
)

// markdown reads the pages' dialect: tables, and HTML of our own (anchors).
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(html.WithUnsafe()),
)

// headings gives headings the ids that the usual hosts of Markdown give them.
type headings struct{ seen map[string]int }

func (h *headings) Generate(value []byte, _ ast.NodeKind) []byte {
	id := reference.Anchor(string(value))
	n := h.seen[id]
	h.seen[id]++
	if n > 0 {
		return fmt.Appendf(nil, "%s-%d", id, n)
	}
	return []byte(id)
}

func (h *headings) Put([]byte) {}

// render makes a page of a file. links are the language's contents.
func render(l language, file string, source []byte, links []entry) (page, error) {
	context := parser.NewContext(parser.WithIDs(&headings{map[string]int{}}))
	root := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(context))
	title := titleOf(root, source)
	if err := relink(root, file); err != nil {
		return page{}, err
	}
	var body, whole bytes.Buffer
	if err := markdown.Renderer().Render(&body, source, root); err != nil {
		return page{}, err
	}
	other := languages[0]
	if other.Dir == l.Dir {
		other = languages[1]
	}
	_, rest, _ := strings.Cut(file, "/")
	err := pageTemplate.Execute(&whole, map[string]any{
		"Language": l, "Title": title, "Body": template.HTML(body.String()), "Links": links, "Here": chapter(address(file)),
		"Other": other, "OtherPath": address(other.Dir + "/" + rest),
	})
	return page{html: whole.Bytes(), entry: entry{Title: title, Path: address(file), Text: plain(body.String())}}, err
}

// chapter is the page of the menu that a page belongs to: the reference has
// many.
func chapter(path string) string {
	if folder, _, below := strings.Cut(path, "/reference/"); below {
		return folder + "/reference/"
	}
	return path
}

// relink turns links to files into links to pages. What is no page here (a
// source file, say) becomes text.
func relink(root ast.Node, file string) error {
	var gone []*ast.Link
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		link, is := n.(*ast.Link)
		if !is || !entering {
			return ast.WalkContinue, nil
		}
		u, err := url.Parse(string(link.Destination))
		if err != nil {
			return ast.WalkStop, err
		}
		if u.Scheme != "" || u.Path == "" {
			return ast.WalkContinue, nil
		}
		to := path.Join(path.Dir(file), u.Path)
		if _, err := fs.Stat(docs.Pages, to); err != nil || path.Ext(to) != ".md" {
			gone = append(gone, link)
			return ast.WalkContinue, nil
		}
		u.Path = "/docs/" + address(to)
		link.Destination = []byte(u.String())
		return ast.WalkContinue, nil
	})
	for _, link := range gone {
		parent := link.Parent()
		for c := link.FirstChild(); c != nil; c = link.FirstChild() {
			parent.InsertBefore(parent, link, c)
		}
		parent.RemoveChild(parent, link)
	}
	return err
}

// titleOf is the text of a page's first heading.
func titleOf(root ast.Node, source []byte) string {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, is := n.(*ast.Heading); is {
			return string(h.Lines().Value(source))
		}
	}
	return ""
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// plain is what the search looks through.
func plain(html string) string {
	text := tags.ReplaceAllString(html, " ")
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(text)
}

var listed = regexp.MustCompile(`(?m)^- \[([^\]]+)\]\(([^)#]+\.md)\)`)

// contents are the pages that a language's first page lists, for the menu.
func contents(dir string) (links []entry, err error) {
	text, err := fs.ReadFile(docs.Pages, dir+"/README.md")
	if err != nil {
		return nil, err
	}
	for _, m := range listed.FindAllStringSubmatch(string(text), -1) {
		links = append(links, entry{Title: m[1], Path: address(path.Join(dir, m[2]))})
	}
	return links, nil
}
