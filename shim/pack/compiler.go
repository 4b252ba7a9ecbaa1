package main

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// compiler compiles the Go program to WebAssembly.
type compiler interface {
	// name is the value of -compiler that selects it.
	name() string
	// id identifies the compiler, its version and its flags.
	id() string
	// glue returns the file of shim/ that provides webim:program, and the
	// toolchain's wasm_exec.js if that file imports it.
	glue() (program string, wasmExec []byte, err error)
	// compile returns the module of a package.
	compile(pkg string) ([]byte, error)
	// translate translates a compiled module to JavaScript. It returns
	// errors.ErrUnsupported if the compiler's modules cannot be translated.
	translate(module []byte) (translation, error)
	// parts returns the parts of the module, if the compiler reports them.
	parts(pkg string) ([]part, error)
}

// findCompiler returns the compiler of that name, "tinygo" or "go". For "" it returns
// TinyGo if available, else standard Go.
func findCompiler(root, name string) (compiler, error) {
	switch name {
	case "", "tinygo":
		tiny, err := findTinyGo(root)
		if err == nil || name != "" {
			return tiny, err
		}
		log.Printf("%v", err)
		log.Print("falling back to standard Go: the script is nine times larger and not for release")
		return findGo(root)
	case "go":
		return findGo(root)
	}
	return nil, fmt.Errorf("unknown compiler %q: tinygo or go", name)
}

// module runs build, which must write a module to file, and returns the module without
// its custom sections, which hold only names and the compiler's data.
func module(build func(file string) error) ([]byte, error) {
	dir, err := os.MkdirTemp("", "webim-pack-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "webim.wasm")
	if err := build(file); err != nil {
		return nil, err
	}
	module, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	sections, err := readModule(module)
	if err != nil {
		return nil, err
	}
	kept := sections[:0]
	for _, s := range sections {
		if s.id != sectionCustom {
			kept = append(kept, s)
		}
	}
	return writeModule(kept), nil
}

// output runs a command in a directory and returns its standard output. The error of a
// failed command includes its standard error.
func output(dir string, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return nil, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args[:min(1, len(args))], " "), err, bytes.TrimSpace(failed.Stderr))
	}
	return out, err
}
