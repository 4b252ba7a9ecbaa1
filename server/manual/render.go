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
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"webim.js/docs"
	"webim.js/docs/reference"
)

// markdown renders the dialect of the pages: tables, HTML anchors, and Chinese
// lines that are joined without a space.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.NewCJK(extension.WithEastAsianLineBreaks())),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(html.WithUnsafe()),
)

// headings assigns headings the ids that common Markdown hosts assign.
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

// link is an entry of a menu or of a table of contents.
type link struct{ Title, Path string }

// render renders a file of the repository as a page with a menu.
func render(l language, file string, source []byte, menu []link) (page, error) {
	context := parser.NewContext(parser.WithIDs(&headings{map[string]int{}}))
	root := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(context))
	title, contents := outline(root, source)
	labelCells(root, source)
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
	otherPath, translated := address(strings.Replace(file, "docs/"+l.Dir+"/", "docs/"+other.Dir+"/", 1))
	if !translated || !strings.HasPrefix(file, "docs/"+l.Dir) {
		otherPath = other.Dir + "/"
	}
	target, _ := address(file)
	err := pageTemplate.Execute(&whole, map[string]any{
		"Language": l, "Title": title, "Body": template.HTML(body.String()), "Menu": menu, "Here": chapter(target),
		"Contents": contents, "Other": other, "OtherPath": otherPath,
	})
	return page{title, whole.Bytes(), sectionsOf(title, target, body.String())}, err
}

// chapter returns the menu entry of a page. The pages of the reference share the
// entry of its first page.
func chapter(path string) string {
	if folder, _, below := strings.Cut(path, "/reference/"); below {
		return folder + "/reference/"
	}
	return path
}

// minOutline is the number of headings from which a page has a table of contents.
const minOutline = 4

// outline returns the title of a page and the table of its second-level headings.
func outline(root ast.Node, source []byte) (title string, contents []link) {
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, is := n.(*ast.Heading)
		switch {
		case !is:
		case title == "":
			title = string(h.Lines().Value(source))
		case h.Level == 2:
			id, _ := h.AttributeString("id")
			contents = append(contents, link{strings.ReplaceAll(string(h.Lines().Value(source)), "`", ""), "#" + string(id.([]byte))})
		}
	}
	if len(contents) < minOutline {
		contents = nil
	}
	return title, contents
}

// labelCells adds the column headings to the cells of tables, which are shown in front
// of each cell on phones.
func labelCells(root ast.Node, source []byte) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		table, is := n.(*tables.Table)
		if !is || !entering {
			return ast.WalkContinue, nil
		}
		var labels [][]byte
		for row := table.FirstChild(); row != nil; row = row.NextSibling() {
			column := 0
			for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
				if row.Kind() == tables.KindTableHeader {
					labels = append(labels, cell.Lines().Value(source))
				} else if column < len(labels) && len(labels[column]) > 0 {
					cell.SetAttributeString("data-label", bytes.ReplaceAll(labels[column], []byte("`"), nil))
				}
				column++
			}
		}
		return ast.WalkSkipChildren, nil
	})
}

// relink turns links to files into links to pages. A link to a file that the site
// does not have becomes text.
func relink(root ast.Node, file string) error {
	var removed []*ast.Link
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
		target, has := address(path.Join(path.Dir(file), u.Path))
		if !has {
			removed = append(removed, link)
			return ast.WalkContinue, nil
		}
		u.Path = "/docs/" + target
		link.Destination = []byte(u.String())
		return ast.WalkContinue, nil
	})
	for _, link := range removed {
		parent := link.Parent()
		for c := link.FirstChild(); c != nil; c = link.FirstChild() {
			parent.InsertBefore(parent, link, c)
		}
		parent.RemoveChild(parent, link)
	}
	return err
}

var listed = regexp.MustCompile(`(?m)^- \[([^\]]+)\]\(([^)#]+\.md)\)`)

// menuOf returns the pages that the first page of a language lists.
func menuOf(dir string) (menu []link, err error) {
	text, err := fs.ReadFile(docs.Pages, dir+"/README.md")
	if err != nil {
		return nil, err
	}
	for _, m := range listed.FindAllStringSubmatch(string(text), -1) {
		target, _ := address(path.Join("docs", dir, m[2]))
		menu = append(menu, link{m[1], target})
	}
	return menu, nil
}
