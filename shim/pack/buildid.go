package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// buildID returns a hash of all inputs of a build: the bundled JavaScript (which covers
// its sources, the glue and esbuild), the Go sources, the versions of the modules they
// use, the compiler and its flags. The built-in server is excluded, because it may be
// set after the build.
func buildID(o options, c compiler, shim bundler) (string, error) {
	sum := sha256.New()
	engines := []engine{wasmEngine}
	if shim.wasmExec == nil { // only TinyGo's program is translated
		engines = append(engines, jsEngine("export default 0"))
	}
	for _, e := range engines {
		for _, icons := range []emotions{builtIn, noEmoticons} {
			text, err := shim.bundle("", e, icons)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(sum, "script %d\n%s%s", len(text), text, shim.exports)
		}
	}
	fmt.Fprintf(sum, "compiler %s\n", c.id())
	// The packer's sources are an input as well.
	if err := hashGoSources(sum, o.root, o.program, "./shim/pack"); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// goPackage is the part of go list's output that hashGoSources uses.
type goPackage struct {
	ImportPath, Dir     string
	GoFiles, EmbedFiles []string
	Module              *struct {
		Path, Version string
		Main          bool
	}
}

// hashGoSources writes the sources of the packages and the versions of the modules
// that they use to sum. Go's version covers its standard library.
func hashGoSources(sum io.Writer, root string, packages ...string) error {
	args := []string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,EmbedFiles,Module"}
	out, err := output(root, goEnv, "go", append(args, packages...)...)
	if err != nil {
		return err
	}
	for list := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := list.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		switch {
		case p.Module == nil: // the standard library
		case !p.Module.Main:
			fmt.Fprintf(sum, "module %s %s\n", p.Module.Path, p.Module.Version)
		default:
			for _, name := range slices.Concat(p.GoFiles, p.EmbedFiles) {
				text, err := os.ReadFile(filepath.Join(p.Dir, name))
				if err != nil {
					return err
				}
				fmt.Fprintf(sum, "file %s/%s %d\n%s", p.ImportPath, name, len(text), text)
			}
		}
	}
}
