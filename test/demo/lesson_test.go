package demo

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/stack"
)

// The demo is meant to be read: its README maps the guide to files that exist, all
// scripts but one are modules, and the smallest pages have at most fifty lines.
func TestDemoIsReadable(t *testing.T) {
	t.Parallel()
	demo := filepath.Join(stack.Root(t), "demo")
	scripts := map[string]bool{}
	require.NoError(t, filepath.WalkDir(demo, func(path string, entry os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".js" {
			return err
		}
		text, err := os.ReadFile(path)
		scripts[filepath.Base(path)] = true
		if filepath.Base(filepath.Dir(path)) == "smallest" {
			assert.LessOrEqual(t, strings.Count(string(text), "\n"), 50, path)
		} else if filepath.Base(path) != "early.js" { // runs before the page is rendered
			assert.Regexp(t, `(?m)^(import|export) `, string(text), path)
			assert.NotRegexp(t, `Type(\(\))? [!=]== \d`, string(text), "%s: a number for which the SDK has a name", path)
		}
		return err
	}))
	readme, err := os.ReadFile(filepath.Join(demo, "README.md"))
	require.NoError(t, err)
	named := regexp.MustCompile("`(?:[\\w/]+/)?(\\w+\\.js)`").FindAllStringSubmatch(string(readme), -1)
	require.NotEmpty(t, named)
	for _, file := range named {
		assert.True(t, scripts[file[1]] || file[1] == "webim.js", "README.md names %s", file[1])
	}
}
