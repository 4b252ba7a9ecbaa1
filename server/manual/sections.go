package manual

import (
	"html"
	"regexp"
	"strings"
)

// sectionStart matches the beginning of a section of a rendered page: a heading, or a
// table row with an anchor, such as that of an error code.
var sectionStart = regexp.MustCompile(`<h[1-6] id="([^"]*)">(.*?)</h[1-6]>|<tr>\s*<td[^>]*><a id="([^"]+)"></a>(.*?)</td>`)

// sectionsOf splits a rendered page into sections for the search.
func sectionsOf(title, target, body string) (list []section) {
	found := sectionStart.FindAllStringSubmatchIndex(body, -1)
	for n, at := range found {
		end := len(body)
		if n+1 < len(found) {
			end = found[n+1][0]
		}
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return body[at[2*i]:at[2*i+1]]
		}
		fragment := "#" + group(1) + group(3)
		if n == 0 && group(1) != "" { // the title
			fragment = ""
		}
		list = append(list, section{title, plainText(group(2) + group(4)), target + fragment, plainText(body[at[1]:end])})
	}
	return list
}

var tags = regexp.MustCompile(`<[^>]*>|\s+`)

// plainText returns the text of a piece of HTML.
func plainText(markup string) string {
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(markup, " ")))
}
