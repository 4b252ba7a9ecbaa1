// Package npm provides tests with the npm packages that package.json and its
// lock file pin. setup.sh installs them into a folder outside the tree; to add a
// package, run `npm install --package-lock-only NAME@VERSION` in this folder.
package npm

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// setup runs setup.sh once per test binary.
var setup = sync.OnceValues(func() (string, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", err
	}
	cmd := exec.Command("sh", filepath.Join(strings.TrimSpace(string(root)), "test", "npm", "setup.sh"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		os.Stderr.Write(stderr.Bytes())
	}
	return filepath.Join(strings.TrimSpace(string(out)), "node_modules"), err
})

// Modules returns the node_modules folder of the pinned packages.
func Modules(t testing.TB) string {
	t.Helper()
	modules, err := setup()
	if err != nil {
		t.Fatalf("test/npm/setup.sh: %v", err)
	}
	return modules
}

// File returns the content of a file of a package, such as "requirejs/require.js".
func File(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(Modules(t), filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Node returns the command that runs a script in dir. In it, require() resolves
// the pinned packages.
func Node(t testing.TB, dir, script string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("node", append([]string{script}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NODE_PATH="+Modules(t))
	return cmd
}
