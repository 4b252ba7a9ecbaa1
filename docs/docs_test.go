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

// documents are the Markdown files of the repository, by path from its root.
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
	require.Greater(t, len(all), 30)
	return all
}

var (
	fence   = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	span    = regexp.MustCompile("`[^`\n]+`")
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} (.*)$`)
	anchor  = regexp.MustCompile(`<a id="([^"]+)">`)
	chinese = regexp.MustCompile(`\p{Han}`)
)

// prose is a document without its code.
func prose(text string) string { return span.ReplaceAllString(fence.ReplaceAllString(text, ""), "") }

// anchors are what links can lead to within a document.
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

// TestLinks: every link within the repository leads somewhere.
func TestLinks(t *testing.T) {
	all := documents(t)
	seen := 0
	for file, text := range all {
		for _, m := range link.FindAllStringSubmatch(prose(text), -1) {
			u, err := url.Parse(m[1])
			if !assert.NoError(t, err, file) || u.Scheme != "" {
				continue
			}
			seen++
			to := file
			if u.Path != "" {
				to = path.Join(path.Dir(file), u.Path)
			}
			if _, err := os.Stat(filepath.Join("..", to)); err != nil {
				t.Errorf("%s leads to %s, which is not there", file, m[1])
			} else if target, is := all[to]; is {
				assert.True(t, anchors(target)[u.Fragment], "%s leads to %s, which has no such heading", file, m[1])
			}
		}
	}
	assert.Greater(t, seen, 300)
}

// TestBothLanguages: the same pages with the same headings' levels and the same
// code, each in its language.
func TestBothLanguages(t *testing.T) {
	var outline = regexp.MustCompile(`(?m)^(#+) `)
	for _, pair := range [][2]string{{"zh", "en"}, {"en", "zh"}} {
		require.NoError(t, fs.WalkDir(Pages, pair[0], func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			other := pair[1] + strings.TrimPrefix(file, pair[0])
			text, err := fs.ReadFile(Pages, file)
			require.NoError(t, err)
			twin, err := fs.ReadFile(Pages, other)
			if !assert.NoError(t, err, "%s has no twin", file) {
				return nil
			}
			assert.Equal(t, outline.FindAllString(fence.ReplaceAllString(string(text), ""), -1), outline.FindAllString(fence.ReplaceAllString(string(twin), ""), -1), "%s and %s are divided differently", file, other)
			said := chinese.FindAllString(prose(string(text)), -1)
			if pair[0] == "zh" {
				assert.NotEmpty(t, said, file)
				return nil
			}
			// The name of the other language, and names that are data.
			assert.LessOrEqual(t, len(said), 4, "%s: %s", file, strings.Join(said, ""))
			return nil
		}))
	}
}
