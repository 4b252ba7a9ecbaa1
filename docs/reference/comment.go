package reference

import (
	"fmt"
	"strings"
)

// describe parses a comment: paragraphs, followed by tags.
func (i *Item) describe(lines []string) error {
	var paragraph []string
	flush := func() {
		text := unwrap(paragraph)
		paragraph = nil
		switch {
		case text == "":
		case cjk.MatchString(text):
			i.Doc.Zh = join(i.Doc.Zh, text)
		default:
			i.Doc.En = join(i.Doc.En, text)
		}
	}
	for n := 0; n < len(lines); n++ {
		m := tagLine.FindStringSubmatch(lines[n])
		switch {
		case m == nil && lines[n] == "":
			flush()
		case m == nil && strings.Contains(lines[n], " | "):
			doc, err := splitLanguages(lines[n])
			if err != nil {
				return err
			}
			i.Doc = doc
		case m == nil:
			paragraph = append(paragraph, lines[n])
		case m[1] == "example":
			flush()
			i.Example = strings.TrimRight(strings.Join(lines[n+1:], "\n"), "\n ")
			n = len(lines)
		default:
			flush()
			if err := i.tag(m[1], m[2]); err != nil {
				return err
			}
		}
	}
	flush()
	if i.Kind != Constructor && (i.Doc.Zh == "" || i.Doc.En == "") {
		return fmt.Errorf("comment missing in one language")
	}
	return nil
}

// unwrap joins the lines of a paragraph. Chinese lines are joined without a
// space, because Markdown renderers would show one.
func unwrap(lines []string) string {
	var out strings.Builder
	for n, line := range lines {
		if n > 0 && !(endsInCJK.MatchString(lines[n-1]) && cjk.MatchString(line)) {
			out.WriteByte(' ')
		}
		out.WriteString(line)
	}
	return out.String()
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

func (i *Item) tag(name, text string) (err error) {
	switch name {
	case "param":
		param, doc, _ := strings.Cut(text, " ")
		p := Param{Name: param}
		p.Doc, err = splitLanguages(doc)
		i.Params = append(i.Params, p)
	case "returns":
		i.Returns, err = splitLanguages(text)
	case "error":
		i.Errors = strings.Fields(text)
	case "itemerror":
		at, codes, _ := strings.Cut(text, " ")
		i.ItemsAt, i.ItemErrors = at, strings.Fields(codes)
	case "dialect":
		for _, d := range []string{"1.3", "1.7"} {
			if rest, has := strings.CutPrefix(text+" ", d+" "); has {
				i.Dialects, text = append(i.Dialects, d), strings.TrimSpace(rest)
			}
		}
		if len(i.Dialects) == 0 {
			return fmt.Errorf("@dialect %s: no dialect named", text)
		}
		if text != "" {
			i.DialectNote, err = splitLanguages(text)
		}
	default:
		err = fmt.Errorf("unknown tag @%s", name)
	}
	return err
}

// checkParams sets the types of the parameters. It returns an error if the
// parameters of the comment and of the declaration differ.
func (i *Item) checkParams() error {
	args := arguments(i.Code)
	switch {
	case i.Kind == Property && len(i.Params) > 0: // a listener: name?: ((argument: type) => void) | null
		if len(args) > 0 {
			args = arguments(args[0])
		}
	case i.Kind != Function && i.Kind != Method && i.Kind != Constructor:
		return nil
	}
	if len(args) != len(i.Params) {
		return fmt.Errorf("%s: %d arguments declared, %d documented", i.Path, len(args), len(i.Params))
	}
	for n, arg := range args {
		name, kind, _ := strings.Cut(arg, ":")
		if strings.TrimSuffix(name, "?") != i.Params[n].Name {
			return fmt.Errorf("%s: argument %s is documented as %s", i.Path, name, i.Params[n].Name)
		}
		i.Params[n].Name, i.Params[n].Type = name, strings.TrimSpace(kind)
	}
	return nil
}

// arguments splits the argument list of a declaration at its top-level commas.
func arguments(code string) (args []string) {
	start := strings.Index(code, "(")
	if start < 0 {
		return nil
	}
	depth, from := 0, start+1
	add := func(to int) {
		if arg := strings.TrimSpace(code[from:to]); arg != "" {
			args = append(args, arg)
		}
		from = to + 1
	}
	for n := start + 1; n < len(code); n++ {
		switch c := code[n]; {
		case strings.IndexByte("([{<", c) >= 0:
			depth++
		case c == '>' && code[n-1] == '=': // an arrow
		case c == ')' && depth == 0:
			add(n)
			return args
		case strings.IndexByte(")]}>", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			add(n)
		}
	}
	return args
}
