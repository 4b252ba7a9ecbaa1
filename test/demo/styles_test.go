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

// A class that modifies others (.message.found) has no rule of its own, and a class is
// declared in one file, so that no style applies to an element of another view that has
// the same class.
func TestClassNamesDoNotCollide(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(stack.Root(t), "demo", "css", "*.css"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	rule := regexp.MustCompile(`([^{};]+)\{`)
	alone := regexp.MustCompile(`^\.[\w-]+$`)
	modifier := regexp.MustCompile(`\.[\w-]+(\.[\w-]+)`)
	declaredIn, modifiedIn := map[string]string{}, map[string]string{}
	for _, file := range files {
		name := filepath.Base(file)
		css, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, found := range rule.FindAllStringSubmatch(comment.ReplaceAllString(string(css), ""), -1) {
			for _, selector := range strings.Split(found[1], ",") {
				selector = strings.TrimSpace(selector)
				if alone.MatchString(selector) && name != "layout.css" { // it places the columns
					assert.Contains(t, []string{"", name}, declaredIn[selector], "%s of %s", selector, name)
					declaredIn[selector] = name
				}
				for _, class := range modifier.FindAllStringSubmatch(selector, -1) {
					modifiedIn[class[1]] = name + ": " + selector
				}
			}
		}
	}
	for class, where := range modifiedIn {
		assert.Empty(t, declaredIn[class], "%s has a rule of its own, and modifies %s", class, where)
	}
}

// The demo, the documentation, the admin page, the hosted login and the error pages have
// the same colors, light and dark, and the same fonts.
func TestPagesShareTheirLook(t *testing.T) {
	t.Parallel()
	root := stack.Root(t)
	read := func(path string) string {
		text, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		return string(text)
	}
	theme := read("demo/css/theme.css") + read("demo/css/controls.css")
	for _, path := range []string{"server/admin/assets/admin.css", "server/manual/assets/docs.css", "server/hostedlogin/login.html", "server/errorpage/page.html"} {
		text := read(path)
		fonts := regexp.MustCompile(`font: \d+px/[\d.]+ ([^;]+);`).FindStringSubmatch(text)
		require.NotNil(t, fonts, path)
		assert.Contains(t, theme, fonts[1], path)
		assert.Contains(t, text, ":focus-visible", path)
		for _, color := range []string{"#1b2421", "#e6ebe9", "#5d6a66", "#a0ada9"} { // text, light and dark
			assert.Contains(t, text, color, path)
		}
		for _, color := range regexp.MustCompile(`#[0-9a-f]{6}\b`).FindAllString(text, -1) {
			assert.Contains(t, theme, color, path)
		}
	}
}
