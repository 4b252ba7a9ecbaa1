package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWithoutMapsRemovesMaps(t *testing.T) {
	source := "package p\n\n// X is kept.\nvar X = 1\n\nvar M = map[string]*T{\"a\": {1}}\n\nvar (\n\tY = []T{{2}}\n)\n"
	lean, err := withoutMaps([]byte(source))
	require.NoError(t, err)
	assert.Equal(t, "package p\n\n// X is kept.\nvar X = 1\n\n\n\nvar (\n\tY = []T{{2}}\n)\n", string(lean))
	_, err = withoutMaps(lean)
	assert.Error(t, err, "a source without maps must be an error")
	_, err = withoutMaps([]byte("no Go"))
	assert.Error(t, err)
}

func TestWithoutZoneRemovesZone(t *testing.T) {
	source := "//go:build js\n\npackage time\n\nimport (\n\t\"syscall/js\"\n)\n\nvar x = 1\n\nfunc initLocal() {\n\tjs.Global()\n}\n"
	lean, err := withoutZone([]byte(source))
	require.NoError(t, err)
	assert.Equal(t, "//go:build js\n\npackage time\n\n\n\nvar x = 1\n\nfunc initLocal() { localLoc.name = \"UTC\" }\n", string(lean))
	_, err = withoutZone([]byte("package time\n"))
	assert.Error(t, err)
}

// The GOROOT is complete. Its package unicode compiles and lacks only the maps.
func TestLeanGorootLacksOnlyMaps(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // Linux
	t.Setenv("HOME", t.TempDir())           // macOS
	goroot, err := leanGoroot(".")
	require.NoError(t, err)
	again, err := leanGoroot(".")
	require.NoError(t, err)
	assert.Equal(t, goroot, again)
	for _, name := range []string{"VERSION", "bin/go", "src/strings/strings.go", "src/unicode/utf8/utf8.go", "src/time/time.go"} {
		assert.FileExists(t, filepath.Join(goroot, name))
	}

	files := token.NewFileSet()
	var parsed []*ast.File
	sources, err := filepath.Glob(filepath.Join(goroot, "src/unicode/*.go"))
	require.NoError(t, err)
	for _, source := range sources {
		if !strings.HasSuffix(source, "_test.go") {
			file, err := parser.ParseFile(files, source, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			parsed = append(parsed, file)
		}
	}
	unicode, err := (&types.Config{}).Check("unicode", files, parsed, nil)
	require.NoError(t, err)
	assert.NotNil(t, unicode.Scope().Lookup("Han"))
	assert.NotNil(t, unicode.Scope().Lookup("ToUpper"))
	assert.Nil(t, unicode.Scope().Lookup("Scripts"))
	assert.Nil(t, unicode.Scope().Lookup("Categories"))
}
