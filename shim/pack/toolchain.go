package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// goFlags are the flags of every compilation to WebAssembly. Symbols and
// debugging data are of no use in a page; paths, version control and the
// toolchain's own build id would make two builds of the same sources differ.
// Inlining stays on: without it (-gcflags=all=-l) the module compresses to 4 %
// less, but starting and receiving take a fifth longer.
func goFlags(ldflags string) []string {
	return []string{"-trimpath", "-buildvcs=false", "-ldflags=" + strings.TrimSpace("-s -w -buildid= "+ldflags)}
}

// goTool runs the go command for js/wasm and answers its standard output.
func goTool(root string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, bytes.TrimSpace(failed.Stderr))
	}
	return out, err
}

type toolchain struct {
	version  string
	goroot   string
	wasmExec []byte // wasm_exec.js, which has to be of the very toolchain that compiles
}

func findToolchain(root string) (toolchain, error) {
	out, err := goTool(root, "env", "GOVERSION", "GOROOT", "GOWASM")
	if err != nil {
		return toolchain{}, err
	}
	lines := strings.Split(string(out), "\n")
	if len(lines) < 3 {
		return toolchain{}, fmt.Errorf("go env: unexpected answer %q", out)
	}
	glue, err := os.ReadFile(filepath.Join(lines[1], "lib", "wasm", "wasm_exec.js"))
	return toolchain{version: lines[0] + " " + lines[2], goroot: lines[1], wasmExec: glue}, err
}
