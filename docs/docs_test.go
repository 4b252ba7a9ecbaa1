package docs

import (
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/docs/reference"
)

// documents returns the Markdown files of the repository by their path from its root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && file != ".." && (strings.HasPrefix(name, ".") || name == "dist" || name == "bin" || name == "node_modules"):
			return filepath.SkipDir
		case filepath.Ext(name) != ".md":
			return nil
		}
		text, err := os.ReadFile(file)
		all[filepath.ToSlash(strings.TrimPrefix(file, "../"))] = string(text)
		return err
	}))
	return all
}

var (
	fence   = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	span    = regexp.MustCompile("`[^`\n]+`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} (.*)$`)
	anchor  = regexp.MustCompile(`<a id="([^"]+)">`)
)

// prose returns a document without its code.
func prose(text string) string { return span.ReplaceAllString(fence.ReplaceAllString(text, ""), "") }

// anchors returns the fragments that links to a document may have.
func anchors(text string) map[string]bool {
	all := map[string]bool{"": true}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		all[reference.Anchor(m[1])] = true
	}
	for _, m := range anchor.FindAllStringSubmatch(text, -1) {
		all[m[1]] = true
	}
	return all
}

// TestLinks: every relative link leads to a file and, in Markdown, to a heading.
func TestLinks(t *testing.T) {
	all := documents(t)
	targets := map[string]map[string]bool{}
	for file, text := range all {
		targets[file] = anchors(text)
	}
	for file, text := range all {
		for _, m := range link.FindAllStringSubmatch(prose(text), -1) {
			u, err := url.Parse(m[1])
			if !assert.NoError(t, err, file) || u.Scheme != "" {
				continue
			}
			to := file
			if u.Path != "" {
				to = path.Join(path.Dir(file), u.Path)
			}
			if _, err := os.Stat(filepath.Join("..", to)); err != nil {
				t.Errorf("%s links to %s, which does not exist", file, m[1])
			} else if fragments, is := targets[to]; is {
				assert.True(t, fragments[u.Fragment], "%s links to %s, which has no such heading", file, m[1])
			}
		}
	}
}

// outline returns the levels of a page's headings.
func outline(t *testing.T, file string) (levels []int) {
	t.Helper()
	text, err := fs.ReadFile(Pages, file)
	require.NoError(t, err)
	for _, h := range heading.FindAllString(fence.ReplaceAllString(string(text), ""), -1) {
		levels = append(levels, strings.Index(h, " "))
	}
	return levels
}

// TestPagesExistInBothLanguages: every page exists in both languages, with the same
// headings.
func TestPagesExistInBothLanguages(t *testing.T) {
	for _, pair := range [][2]string{{"zh", "en"}, {"en", "zh"}} {
		require.NoError(t, fs.WalkDir(Pages, pair[0], func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			translation := pair[1] + strings.TrimPrefix(file, pair[0])
			_, err = fs.Stat(Pages, translation)
			assert.NoError(t, err, "%s has no translation", file)
			if path.Ext(file) == ".md" {
				assert.Equal(t, outline(t, file), outline(t, translation), "the headings of %s and its translation differ", file)
			}
			return nil
		}))
	}
}

// clientEvents matches the events in the declarations of webim-wasm/client.
var clientEvents = regexp.MustCompile(`(?s)export interface ClientEvents \{(.*?)\n\}`)

// TestClientEventsAreDocumented: every event of webim-wasm/client is on its page.
func TestClientEventsAreDocumented(t *testing.T) {
	declared, err := os.ReadFile("../npm/client.d.ts")
	require.NoError(t, err)
	block := clientEvents.FindSubmatch(declared)
	require.NotNil(t, block)
	for _, m := range regexp.MustCompile(`(?m)^  (\w+):`).FindAllSubmatch(block[1], -1) {
		for _, language := range []string{"zh", "en"} {
			page, err := os.ReadFile(language + "/client.md")
			require.NoError(t, err)
			assert.Contains(t, string(page), "| `"+string(m[1])+"` |", "docs/%s/client.md", language)
		}
	}
}
