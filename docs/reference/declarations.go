// Package reference generates the API reference from npm/webim.d.ts, in Chinese
// and in English. The declarations follow a fixed form (one per line, a comment
// before each), so a line-based parser is enough; anything else is an error.
package reference

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// Text is a text in both languages.
type Text struct{ Zh, En string }

func (t Text) empty() bool { return t.Zh == "" && t.En == "" }

// The kinds of items.
const (
	Function    = "function"
	Const       = "const"
	Class       = "class"
	Interface   = "interface"
	TypeAlias   = "type"
	Constructor = "constructor"
	Method      = "method"
	Property    = "property"
)

// Item is a declaration: a name in webim, a type, or a member of one.
type Item struct {
	Kind    string
	Name    string // as declared
	Path    string // as pages write it, such as webim.Msg.Elem.Text; for a type, its name
	Code    string // the declaration
	Static  bool
	Line    int
	Section *Section

	Doc         Text
	Params      []Param
	Returns     Text
	Dialects    []string // 1.3, 1.7
	DialectNote Text
	Errors      []string // codes in the ErrorCode of the error object
	ItemsAt     string   // where a response reports single items: ResultItem[i].ResultCode
	ItemErrors  []string // codes found there
	Example     string
	Members     []*Item
}

// Param is a documented parameter.
type Param struct {
	Name, Type string
	Doc        Text
}

// Section is a page of the reference.
type Section struct {
	ID    string
	Title Text
	Items []*Item
}

// Arity returns the number of declared arguments of a function.
func (i *Item) Arity() int { return len(arguments(i.Code)) }

// Member returns the member with the given name, or nil.
func (i *Item) Member(name string) *Item {
	for _, m := range i.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}

var (
	opensBlock = regexp.MustCompile(`^(class|namespace|interface|const) (\w+)(<[^{]*>)?(?: extends [\w<>]+)?(: )?\s*\{$`)
	topLine    = regexp.MustCompile(`^(function|const|type) (\w+)(<[^(]*?>)?\s*[(:=].*;$`)
	memberLine = regexp.MustCompile(`^(static )?(readonly )?(\w+)(\??)(\(|:).*;$`)
	indexLine  = regexp.MustCompile(`^\[\w+: \w+\]: .*;$`)
	endsInCJK  = regexp.MustCompile(`[\x{3000}-\x{9fff}\x{ff00}-\x{ffef}]$`)
	cjk        = regexp.MustCompile(`[\x{3000}-\x{9fff}\x{ff00}-\x{ffef}]`)
	tagLine    = regexp.MustCompile(`^@(\w+)\s?(.*)$`)
)

// Read parses a declaration file.
func Read(file string) ([]*Section, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &reader{in: bufio.NewScanner(f)}
	for r.next() {
		if err := r.line(); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, r.at, err)
		}
	}
	return r.sections, r.in.Err()
}

type reader struct {
	in       *bufio.Scanner
	at       int
	text     string // the line, trimmed
	within   bool   // inside the namespace webim
	stack    []*block
	comment  []string // the pending comment's lines; nil once consumed
	sections []*Section
}

// block is an open brace: a namespace, or an item with members.
type block struct {
	path string
	item *Item // nil for a namespace
}

func (r *reader) next() bool {
	if !r.in.Scan() {
		return false
	}
	r.at++
	r.text = strings.TrimSpace(r.in.Text())
	return true
}

func (r *reader) line() error {
	switch {
	case !r.within:
		if r.text == "declare namespace webim {" {
			r.within = true
			r.stack = []*block{{path: "webim"}}
		}
		return nil
	case r.text == "":
		return nil
	case strings.HasPrefix(r.text, "/**"):
		return r.readComment()
	case r.text == "}" || r.text == "};":
		r.stack = r.stack[:len(r.stack)-1]
		r.within = len(r.stack) > 0
		return nil
	}
	top := r.stack[len(r.stack)-1]
	if m := opensBlock.FindStringSubmatch(r.text); m != nil && top.item == nil {
		if m[1] == "namespace" {
			r.stack = append(r.stack, &block{path: top.path + "." + m[2]})
			return nil
		}
		item, err := r.item(m[1], m[2], top)
		if err != nil {
			return err
		}
		item.Code = strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(r.text, "{")), ":")
		r.stack = append(r.stack, &block{path: item.Path, item: item})
		return nil
	}
	if top.item == nil {
		if m := topLine.FindStringSubmatch(r.text); m != nil {
			_, err := r.item(m[1], m[2], top)
			return err
		}
		return fmt.Errorf("unsupported declaration: %s", r.text)
	}
	return r.member(top)
}

// item adds an item of a namespace to the current section.
func (r *reader) item(kind, name string, in *block) (*Item, error) {
	if len(r.sections) == 0 {
		return nil, fmt.Errorf("%s precedes the first @section", name)
	}
	section := r.sections[len(r.sections)-1]
	item := &Item{Kind: kind, Name: name, Path: in.path + "." + name, Code: strings.TrimSuffix(r.text, ";"), Line: r.at, Section: section}
	if kind == Interface || kind == TypeAlias {
		item.Path = name
	}
	section.Items = append(section.Items, item)
	return item, r.document(item)
}

func (r *reader) member(in *block) error {
	item := &Item{Kind: Property, Code: strings.TrimSuffix(r.text, ";"), Line: r.at, Section: in.item.Section}
	switch m := memberLine.FindStringSubmatch(r.text); {
	case indexLine.MatchString(r.text):
		item.Name = strings.TrimSpace(item.Code[:strings.Index(item.Code, "]")+1])
	case m == nil:
		return fmt.Errorf("unsupported declaration: %s", r.text)
	case m[3] == "constructor":
		item.Kind, item.Name = Constructor, m[3]
	default:
		item.Name, item.Static = m[3], m[1] != ""
		if m[5] == "(" {
			item.Kind = Method
		}
	}
	item.Path = in.path + "." + item.Name
	in.item.Members = append(in.item.Members, item)
	return r.document(item)
}

func (r *reader) readComment() error {
	if r.comment != nil {
		return fmt.Errorf("comment without a declaration")
	}
	if one, ends := strings.CutSuffix(r.text, "*/"); ends {
		r.comment = strings.Split(strings.TrimSpace(strings.TrimPrefix(one, "/**")), " @")
		for i := range r.comment[1:] {
			r.comment[i+1] = "@" + r.comment[i+1]
		}
	} else {
		r.comment = []string{}
		for r.next() && r.text != "*/" {
			r.comment = append(r.comment, strings.TrimPrefix(strings.TrimPrefix(r.text, "*"), " "))
		}
	}
	if section, is := strings.CutPrefix(r.comment[0], "@section "); is {
		id, title, _ := strings.Cut(section, " ")
		text, err := splitLanguages(title)
		r.sections = append(r.sections, &Section{ID: id, Title: text})
		r.comment = nil
		return err
	}
	return nil
}

// document parses the pending comment into item.
func (r *reader) document(item *Item) error {
	lines := r.comment
	r.comment = nil
	if lines == nil {
		return fmt.Errorf("%s has no comment", item.Path)
	}
	if err := item.describe(lines); err != nil {
		return fmt.Errorf("%s: %w", item.Path, err)
	}
	return item.checkParams()
}

// splitLanguages splits "中文 | English" into its two languages.
func splitLanguages(s string) (Text, error) {
	zh, en, divided := strings.Cut(s, " | ")
	t := Text{strings.TrimSpace(zh), strings.TrimSpace(en)}
	switch {
	case !divided, t.Zh == "", t.En == "":
		return t, fmt.Errorf("%q: missing in one language", s)
	case !cjk.MatchString(t.Zh) && t.Zh != t.En:
		return t, fmt.Errorf("%q: not Chinese", zh)
	case cjk.MatchString(t.En):
		return t, fmt.Errorf("%q: not English", en)
	}
	return t, nil
}
