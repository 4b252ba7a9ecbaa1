package reference

import (
	_ "embed"
	"fmt"
	"strings"
)

// codesTable holds the error codes, one per line, tab-separated: source (sdk,
// server, rest for the REST API, vendor for codes of the vendor's servers only),
// code, cause and remedy in Chinese, cause and remedy in English.
//
//go:embed codes.tsv
var codesTable string

// Code is an error code of the SDK or of a server.
type Code struct {
	Source, Code  string
	Cause, Remedy Text
}

// Codes returns the entries of codes.tsv.
func Codes() (all []Code, err error) {
	for n, line := range strings.Split(strings.TrimRight(codesTable, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 6 {
			return nil, fmt.Errorf("codes.tsv:%d: %d fields, want 6", n+1, len(f))
		}
		c := Code{Source: f[0], Code: f[1], Cause: Text{f[2], f[4]}, Remedy: Text{f[3], f[5]}}
		for _, t := range []Text{c.Cause, c.Remedy} {
			if !cjk.MatchString(t.Zh) || cjk.MatchString(t.En) || t.En == "" {
				return nil, fmt.Errorf("codes.tsv:%d: cause or remedy missing in one language", n+1)
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// CodeAnchor returns the id of a code on the error codes page.
func CodeAnchor(code string) string { return "code" + strings.Replace(code, "-", "_", 1) }

// codeTables replaces the code tables of a page, between their marker comments.
func codeTables(page string, codes []Code, l Language) (string, error) {
	header := map[string]string{"zh": "| 错误码 | 原因 | 处理 |", "en": "| Code | Cause | What to do |"}[l.Dir]
	for _, source := range []string{"sdk", "server", "rest", "vendor"} {
		begin, end := "<!-- codes: "+source+" -->\n", "<!-- end of codes -->"
		before, rest, found := strings.Cut(page, begin)
		_, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			return "", fmt.Errorf("docs/%s/errors.md: no table for the codes of %s", l.Dir, source)
		}
		var table strings.Builder
		fmt.Fprintf(&table, "%s\n| --- | --- | --- |\n", header)
		for _, c := range codes {
			if c.Source == source {
				fmt.Fprintf(&table, "| <a id=\"%s\"></a>%s | %s | %s |\n", CodeAnchor(c.Code), c.Code, cell(l.of(c.Cause)), cell(l.of(c.Remedy)))
			}
		}
		page = before + begin + table.String() + end + after
	}
	return page, nil
}
