package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leanFiles maps files of the standard library to functions that change them
// for TinyGo:
//
//   - unicode has no maps. TinyGo builds a package's maps when the program starts,
//     even if they are not read, and so links everything in them: with the tables of
//     unicode, which strings imports, a quarter of the program. The SDK looks up no
//     scripts or categories by name. Code that does so fails to compile.
//   - time does not read the browser's time zone by syscall/js, whose initialization
//     costs 5 kB. The SDK does not use local times; time.Local is UTC.
var leanFiles = map[string]func(source []byte) ([]byte, error){
	"unicode/tables.go":   withoutMaps,
	"time/zoneinfo_js.go": withoutZone,
}

// leanGoroot returns a GOROOT with the changed leanFiles. It is stored in the user's
// cache directory, because TinyGo caches build results by the path of the GOROOT.
func leanGoroot(root string) (string, error) {
	out, err := output(root, nil, "go", "env", "GOROOT")
	if err != nil {
		return "", err
	}
	goroot := strings.TrimSpace(string(out))
	sum := sha256.New()
	changed := map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(leanFiles)) {
		source, err := os.ReadFile(filepath.Join(goroot, "src", name))
		if err != nil {
			return "", err
		}
		if changed[name], err = leanFiles[name](source); err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		sum.Write(changed[name])
	}
	sum.Write([]byte(goroot))
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "webim")
	lean := filepath.Join(cache, fmt.Sprintf("goroot-%x", sum.Sum(nil))[:len("goroot-")+16])
	if _, err := os.Stat(lean); err == nil {
		return lean, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return "", err
	}
	unfinished, err := os.MkdirTemp(cache, "goroot-new")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(unfinished)
	if err := linkGoroot(goroot, unfinished, changed); err != nil {
		return "", err
	}
	if err := os.Rename(unfinished, lean); err != nil && !errors.Is(err, os.ErrExist) { // a concurrent build was faster
		return "", err
	}
	return lean, nil
}

// linkGoroot fills dir with links to a GOROOT's files, except the changed ones, which
// are named by their paths in src.
func linkGoroot(goroot, dir string, changed map[string][]byte) error {
	own := map[string]bool{".": true} // directories to create instead of linking
	for name := range changed {
		for name = filepath.Join("src", name); name != "."; {
			name = filepath.Dir(name)
			own[name] = true
		}
	}
	for folder := range own {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return err
		}
		entries, err := os.ReadDir(filepath.Join(goroot, folder))
		if err != nil {
			return err
		}
		for _, e := range entries {
			name := filepath.Join(folder, e.Name())
			inSrc, _ := filepath.Rel("src", name)
			if _, other := changed[inSrc]; other || own[name] {
				continue
			}
			if err := os.Symlink(filepath.Join(goroot, name), filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	for name, text := range changed {
		if err := os.WriteFile(filepath.Join(dir, "src", name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// withoutZone returns package time's file for JavaScript without its access to
// the browser.
func withoutZone(source []byte) ([]byte, error) {
	const begin = "func initLocal() {"
	before, _, found := bytes.Cut(source, []byte(begin))
	if !found || !bytes.Contains(before, []byte("import (")) {
		return nil, errors.New("no initLocal: leanFiles is obsolete")
	}
	first, rest, _ := bytes.Cut(before, []byte("import ("))
	_, rest, _ = bytes.Cut(rest, []byte(")"))
	return slices.Concat(first, rest, []byte(begin+` localLoc.name = "UTC" }`+"\n")), nil
}

// withoutMaps returns a Go file without the variables that are initialized by map
// literals.
func withoutMaps(source []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var kept []byte
	done := 0
	for _, d := range file.Decls {
		if isMapVar(d) {
			kept = append(kept, source[done:files.Position(d.Pos()).Offset]...)
			done = files.Position(d.End()).Offset
		}
	}
	if done == 0 {
		return nil, errors.New("no maps: leanFiles is obsolete")
	}
	return append(kept, source[done:]...), nil
}

func isMapVar(d ast.Decl) bool {
	v, ok := d.(*ast.GenDecl)
	if !ok || v.Tok != token.VAR || len(v.Specs) != 1 {
		return false
	}
	values := v.Specs[0].(*ast.ValueSpec).Values
	if len(values) != 1 {
		return false
	}
	literal, ok := values[0].(*ast.CompositeLit)
	if !ok {
		return false
	}
	_, ok = literal.Type.(*ast.MapType)
	return ok
}
