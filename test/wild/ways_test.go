package wild

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/npm"
	"webim.js/test/stack"
)

// TestLoadingMethodsWork loads the SDK in the ways that public projects load their copies
// of the original, in pages written like theirs.
func TestLoadingMethodsWork(t *testing.T) {
	npm.Modules(t) // install before pages wait for them
	s := newFixture(t)
	s.placeholders["{{site}}"] = s.site
	for _, source := range []string{"export", "require"} {
		s.generated["ways/"+source+".bundle.js"] = bundle(t, source)
	}
	bob := s.openSignedIn(t, browser.Chromium, s.site+"plain.html", partner, browser.Options{})
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		for _, way := range []string{"script", "module", "export", "require", "sea", "amd", "amdplain"} {
			t.Run(string(kind)+"/"+way, func(t *testing.T) {
				user := way + "-" + string(kind)
				tab := s.openSignedIn(t, kind, s.site+"ways/"+way+".html", user, browser.Options{})
				exchangeMessages(t, tab, bob, user)
				checkOutcome(t, tab)
			})
		}
	}
}

// bundle bundles a project's main script with the SDK in its sources.
func bundle(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	for name, from := range map[string]string{
		source + ".js": "testdata/ways/" + source + ".js",
		"webim.js":     filepath.Join(stack.Root(t), "dist", "webim.js"),
	} {
		text, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{filepath.Join(dir, source+".js")}, AbsWorkingDir: dir,
		Bundle: true, Format: api.FormatIIFE, Platform: api.PlatformBrowser, LogLevel: api.LogLevelSilent,
	})
	var messages []string
	for _, m := range append(result.Errors, result.Warnings...) {
		messages = append(messages, m.Text)
	}
	require.Empty(t, strings.Join(messages, "\n"))
	return string(result.OutputFiles[0].Contents)
}
