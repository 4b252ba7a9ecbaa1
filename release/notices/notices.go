// Package notices collects the licenses of the code linked into a program: those of
// the modules that `go list -deps` lists, and of the toolchain, whose runtime and
// standard library are part of every program.
package notices

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// Part is a module or toolchain and its licenses.
type Part struct {
	Name  string   // a module with its version, or a toolchain
	Texts []string // sorted by file name
}

// Program identifies a program.
type Program struct {
	Root    string // the module's directory
	Package string
	// Targets lists the platforms of the program, such as "linux/amd64". Code linked
	// for any of them is included.
	Targets []string
}

// Parts returns the third-party parts of a program, Go first and the others sorted by
// name.
func Parts(p Program) ([]Part, error) {
	dirs := map[string]string{} // by module and version
	for _, target := range p.Targets {
		if err := modules(p, target, dirs); err != nil {
			return nil, err
		}
	}
	goroot, err := goTool(p.Root, nil, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	toolchain, err := Directory("Go, its runtime and standard library", strings.TrimSpace(string(goroot)))
	if err != nil {
		return nil, err
	}
	var parts []Part
	for name, dir := range dirs {
		part, err := Directory(name, dir)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b Part) int { return strings.Compare(a.Name, b.Name) })
	return append([]Part{toolchain}, parts...), nil
}

func modules(p Program, target string, dirs map[string]string) error {
	system, arch, _ := strings.Cut(target, "/")
	env := []string{"GOOS=" + system, "GOARCH=" + arch, "CGO_ENABLED=0"}
	out, err := goTool(p.Root, env, "list", "-deps", "-json=Module", p.Package)
	if err != nil {
		return err
	}
	for list := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := list.Decode(&pkg); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		if m := pkg.Module; m != nil && !m.Main {
			dirs[m.Path+" "+m.Version] = m.Dir
		}
	}
}

// licenseFile matches the names of license files.
var licenseFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|copyright)([-._].*)?$`)

// Directory returns the part with the licenses in dir. It returns an error if there are
// none, because a part without a license must not be redistributed.
func Directory(name, dir string) (Part, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Part{}, err
	}
	part := Part{Name: name}
	for _, e := range entries { // ReadDir sorts
		if e.IsDir() || !licenseFile.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return Part{}, err
		}
		part.Texts = append(part.Texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if part.Texts == nil {
		return Part{}, fmt.Errorf("%s has no license file in %s", name, dir)
	}
	return part, nil
}

const rule = "--------------------------------------------------------------------------------"

// Text formats the parts under a headline.
func Text(headline string, parts []Part) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", headline)
	for _, p := range parts {
		fmt.Fprintf(&b, "  %s\n", p.Name)
	}
	for _, p := range parts {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n", rule, p.Name, rule)
		for _, text := range p.Texts {
			fmt.Fprintf(&b, "\n%s\n", text)
		}
	}
	return b.String()
}

func goTool(dir string, env []string, args ...string) ([]byte, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if failed := (*exec.ExitError)(nil); errors.As(err, &failed) {
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, bytes.TrimSpace(failed.Stderr))
	}
	return out, err
}
