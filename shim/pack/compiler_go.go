package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// standardGo is the fallback for machines without TinyGo. Its script is much larger
// and is never released.
type standardGo struct{ root, version, goroot string }

// goEnv is the environment with which the go command compiles for a page.
var goEnv = []string{"GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0"}

// goFlags are the flags of the compilation. A page does not need symbols and debugging
// data. Paths, version control data and the toolchain's build id would make builds of
// the same sources differ.
var goFlags = []string{"-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="}

func findGo(root string) (*standardGo, error) {
	out, err := output(root, goEnv, "go", "env", "GOVERSION", "GOROOT", "GOWASM")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(out), "\n")
	if len(lines) < 3 {
		return nil, fmt.Errorf("go env: unexpected output %q", out)
	}
	return &standardGo{root: root, version: lines[0] + " " + lines[2], goroot: lines[1]}, nil
}

func (g *standardGo) name() string { return "go" }

func (g *standardGo) id() string { return fmt.Sprintf("%s %q", g.version, goFlags) }

// glue returns wasm_exec.js of the toolchain that compiles, as it requires.
func (g *standardGo) glue() (string, []byte, error) {
	text, err := os.ReadFile(filepath.Join(g.goroot, "lib", "wasm", "wasm_exec.js"))
	return "program_go.js", text, err
}

func (g *standardGo) compile(pkg string) ([]byte, error) {
	return module(func(file string) error {
		_, err := output(g.root, goEnv, "go", append(append([]string{"build", "-o", file}, goFlags...), pkg)...)
		return err
	})
}

// translate is not supported: the module is too large.
func (g *standardGo) translate([]byte) (translation, error) {
	return translation{}, errors.ErrUnsupported
}

// parts returns nothing: the linker does not report sizes.
func (g *standardGo) parts(string) ([]part, error) { return nil, nil }
