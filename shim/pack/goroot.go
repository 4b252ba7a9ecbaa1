package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// TinyGo makes a package's maps when the program starts, whether anybody reads
// them or not, and so keeps all that is in them: with the tables of package
// unicode, which strings imports, a quarter of the program. Nothing here looks
// scripts and categories up by name. So TinyGo is given a GOROOT in which
// unicode has no maps; who comes to use one hears of it from the compiler.

var unicodeDir = filepath.Join("src", "unicode")

// leanGoroot answers such a GOROOT. It is kept among the user's caches, for
// TinyGo keeps what it has made of one by its path.
func leanGoroot(root string) (string, error) {
	out, err := output(root, nil, "go", "env", "GOROOT")
	if err != nil {
		return "", err
	}
	goroot := strings.TrimSpace(string(out))
	source, err := os.ReadFile(filepath.Join(goroot, unicodeDir, "tables.go"))
	if err != nil {
		return "", err
	}
	tables, err := withoutMaps(source)
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	cache = filepath.Join(cache, "webim")
	lean := filepath.Join(cache, fmt.Sprintf("goroot-%x", sha256.Sum256(append(tables, goroot...)))[:len("goroot-")+16])
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
	if err := linkGoroot(goroot, unfinished, tables); err != nil {
		return "", err
	}
	if err := os.Rename(unfinished, lean); err != nil && !errors.Is(err, os.ErrExist) { // another build was quicker
		return "", err
	}
	return lean, nil
}

// linkGoroot fills dir with links to all of a GOROOT but unicode's tables.
func linkGoroot(goroot, dir string, tables []byte) error {
	if err := os.MkdirAll(filepath.Join(dir, unicodeDir), 0o755); err != nil {
		return err
	}
	for folder, but := range map[string]string{"": "src", "src": "unicode", unicodeDir: "tables.go"} {
		entries, err := os.ReadDir(filepath.Join(goroot, folder))
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Name() == but {
				continue
			}
			name := filepath.Join(folder, e.Name())
			if err := os.Symlink(filepath.Join(goroot, name), filepath.Join(dir, name)); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(dir, unicodeDir, "tables.go"), tables, 0o644)
}

// withoutMaps answers a Go file without the variables that begin as maps.
func withoutMaps(source []byte) ([]byte, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var kept []byte
	done := 0
	for _, d := range file.Decls {
		if beginsAsMap(d) {
			kept = append(kept, source[done:files.Position(d.Pos()).Offset]...)
			done = files.Position(d.End()).Offset
		}
	}
	if done == 0 {
		return nil, errors.New("package unicode has no maps: leanGoroot is obsolete")
	}
	return append(kept, source[done:]...), nil
}

func beginsAsMap(d ast.Decl) bool {
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
