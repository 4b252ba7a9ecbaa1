package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Some tests need a modified server: the next version, or one whose clock is wrong.
// It is built from the same sources with one file replaced (go build -overlay), so
// that the server needs no support for it.

// change replaces strings in a source file and adds files next to it.
type change struct {
	pkg, file string
	edit      func(source string) (string, error)
	added     map[string]string // path → contents
}

// clockVariable is the environment variable with the clock shift of a wrongClock
// server.
const clockVariable = "LOADTEST_CLOCK"

var wrongClock = change{
	pkg: "webim.js/server/clock", file: "clock.go",
	edit: func(source string) (string, error) {
		return replaceAll(source,
			`import "time"`, "import (\n\"os\"\n\"time\"\n)\n\nvar shift, _ = time.ParseDuration(os.Getenv(\""+clockVariable+"\"))",
			`return time.Now()`, `return time.Now().Add(shift)`)
	},
}

var versionConstant = regexp.MustCompile(`const newest = (\d+)`)

// nextVersion adds a migration.
func nextVersion() change {
	c := change{pkg: "webim.js/server/store/pgstore", file: "migrate.go", added: map[string]string{}}
	c.edit = func(source string) (string, error) {
		found := versionConstant.FindStringSubmatch(source)
		if found == nil {
			return "", fmt.Errorf("no version in %s", c.file)
		}
		newest, _ := strconv.Atoi(found[1]) // digits
		c.added[fmt.Sprintf("migrations/%05d_next.sql", newest+1)] = "-- +goose Up\nALTER TABLE head ADD COLUMN next int;\n"
		return strings.Replace(source, found[0], fmt.Sprint("const newest = ", newest+1), 1), nil
	}
	return c
}

// replaceAll replaces strings, each of which must occur.
func replaceAll(source string, pairs ...string) (string, error) {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(source, pairs[i]) {
			return "", fmt.Errorf("%q not found in the source", pairs[i])
		}
		source = strings.Replace(source, pairs[i], pairs[i+1], 1)
	}
	return source, nil
}

// buildVariant builds a modified server in the site's directory.
func (own *site) buildVariant(ctx context.Context, name string, c change) (program string, err error) {
	out, err := exec.CommandContext(ctx, "go", "list", "-f", "{{.Dir}}", c.pkg).Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", c.pkg, err)
	}
	source := strings.TrimSpace(string(out))
	original := filepath.Join(source, c.file)
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	edited, err := c.edit(string(text))
	if err != nil {
		return "", err
	}
	files := map[string]string{c.file: edited}
	for path, contents := range c.added {
		files[path] = contents
	}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for path, contents := range files {
		to := filepath.Join(own.dir, name+"-"+filepath.Base(path))
		if err := os.WriteFile(to, []byte(contents), 0o600); err != nil {
			return "", err
		}
		overlay.Replace[filepath.Join(source, path)] = to
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	overlayFile := filepath.Join(own.dir, name+".json")
	if err := os.WriteFile(overlayFile, list, 0o600); err != nil {
		return "", err
	}
	program = filepath.Join(own.dir, "webim-server-"+name)
	return program, build(ctx, program, "-overlay", overlayFile)
}
