package demo

import (
	"io/fs"
	"maps"
	"path"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// layers orders the folders of js/, as in README.md.
var layers = map[string]int{"js/page": 0, "js/model": 1, "js/view": 2, "js": 3}

// modules returns the modules that each module imports: all of them, or those that it
// cannot run without.
func modules(t *testing.T, imported *regexp.Regexp) map[string][]string {
	imports := map[string][]string{}
	err := fs.WalkDir(Files, "js", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := Files.ReadFile(name)
		imports[name] = nil
		for _, m := range imported.FindAllStringSubmatch(string(text), -1) {
			imports[name] = append(imports[name], path.Join(path.Dir(name), m[1]))
		}
		return err
	})
	require.NoError(t, err)
	return imports
}

var (
	anyImport    = regexp.MustCompile(`(?m)\b(?:from |import\()'([^']+)'`)
	staticImport = regexp.MustCompile(`(?m)^import .* from '([^']+)'`)
)

// Modules import modules of their own layer and of lower ones, without cycles.
func TestModulesImportDownward(t *testing.T) {
	imports := modules(t, anyImport)
	seen := map[string]bool{}
	var visit func(name string, above []string)
	visit = func(name string, above []string) {
		require.NotContains(t, above, name, "cycle")
		if seen[name] {
			return
		}
		seen[name] = true
		require.Contains(t, layers, path.Dir(name), name)
		for _, other := range imports[name] {
			require.Contains(t, imports, other, "imported by %s", name)
			assert.LessOrEqual(t, layers[path.Dir(other)], layers[path.Dir(name)], "%s imports %s", name, other)
			visit(other, append(above, name))
		}
	}
	for name := range imports {
		visit(name, nil)
	}
}

// The page names every module that a step of the start imports, so that they are fetched
// at once and not one level of imports after the other.
func TestPreloadsMatchImports(t *testing.T) {
	imports := modules(t, staticImport)
	page, err := Files.ReadFile("index.html")
	require.NoError(t, err)
	preloads := map[string][]string{}
	for _, m := range regexp.MustCompile(`<link (?:rel|data-preload)="(\w+)" .*?href="(js/[\w/]+\.js)">`).FindAllStringSubmatch(string(page), -1) {
		preloads[m[1]] = append(preloads[m[1]], m[2])
	}
	fetched := map[string]bool{"js/main.js": true} // by a script tag
	for _, step := range []struct{ entry, preload string }{{"main", "modulepreload"}, {"welcome", "welcome"}, {"app", "chat"}, {"views", "views"}} {
		var wanted []string
		known := maps.Clone(fetched)
		var visit func(name string)
		visit = func(name string) {
			if !known[name] {
				known[name] = true
				wanted = append(wanted, name)
			}
			for _, other := range imports[name] {
				if !known[other] {
					visit(other)
				}
			}
		}
		visit("js/" + step.entry + ".js")
		assert.ElementsMatch(t, wanted, preloads[step.preload], step.preload)
		if step.entry != "welcome" { // the chat may open without it
			fetched = known
		}
	}
}
