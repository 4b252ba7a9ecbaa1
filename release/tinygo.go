package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"webim.js/release/notices"
)

// checkCompiler returns an error unless TinyGo built the script in dist. It reads the
// packer's stamp, which names the compiler after the build id.
func (r releaser) checkCompiler() error {
	stamp, err := os.ReadFile(filepath.Join(r.dist, ".build"))
	if err != nil {
		return fmt.Errorf("no build in %s: %w", r.dist, err)
	}
	if fields := strings.Fields(string(stamp)); len(fields) < 2 || fields[1] != "tinygo" {
		return fmt.Errorf("the script in %s is not built by TinyGo: %q", r.dist, stamp)
	}
	return nil
}

// withTinyGo prepends TinyGo, whose runtime is linked into the script. It finds TinyGo
// with the packer's shell script.
func (r releaser) withTinyGo(parts []notices.Part) ([]notices.Part, error) {
	find := exec.Command("sh", "shim/pack/tinygo.sh")
	find.Dir = r.root
	found, err := find.Output()
	if err != nil {
		return nil, fmt.Errorf("tinygo.sh: %w", err)
	}
	command, _, _ := strings.Cut(string(found), "\n")
	root, err := exec.Command(command, "env", "TINYGOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("%s env TINYGOROOT: %w", command, err)
	}
	tinygo, err := notices.Directory("TinyGo, its runtime and library", strings.TrimSpace(string(root)))
	if err != nil {
		return nil, err
	}
	return append([]notices.Part{tinygo}, parts...), nil
}
