// Command release assembles a release from the output of `make dist`:
//
//	dist/notices/                  licenses of the code linked into SDK and server
//	dist/npm/                      the files of the npm package
//	dist/release/                  the package as a tarball, the scripts,
//	                               webim-server for every platform, SHA256SUMS
//	                               and RELEASE.md
//
// With -npm it writes only the package, its tarball into dist/. The file VERSION holds
// the version. CHANGELOG.md must have a section for it.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	webimjs "webim.js"
	"webim.js/release/notices"
)

const (
	serverPackage = "./server/webim-server"
	pagePackage   = "./wasm"
)

// platforms lists the platforms that the server is built for.
var platforms = []string{
	"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64",
}

// scripts lists the built scripts. The last two lack the emoticons.
var scripts = []string{"webim.js", "webim.es5.js", "webim_no_emotion.js", "webim_no_emotion.es5.js"}

// releaser holds the parameters of a release.
type releaser struct {
	root, dist string
	version    string
	platforms  []string
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("release: ")
	npmOnly := flag.Bool("npm", false, "write the npm package only")
	host := flag.Bool("host", false, "build the server for this platform only, to test a release")
	flag.Parse()
	r := releaser{root: ".", dist: "dist", version: webimjs.Version(), platforms: platforms}
	if *host {
		r.platforms = []string{runtime.GOOS + "/" + runtime.GOARCH}
	}
	if err := r.run(*npmOnly); err != nil {
		log.Fatal(err)
	}
}

func (r releaser) run(npmOnly bool) error {
	changes, err := r.changes()
	if err != nil {
		return err
	}
	if err := r.checkCompiler(); err != nil {
		return err
	}
	if err := r.writeNotices(); err != nil {
		return err
	}
	if err := r.writeNPM(); err != nil {
		return err
	}
	if npmOnly {
		if err := r.writeTarball(r.dist); err != nil {
			return err
		}
		log.Printf("install the package with: npm install %s", filepath.Join(r.dist, r.tarballName()))
		return nil
	}
	dir := filepath.Join(r.dist, "release")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := r.writeTarball(dir); err != nil {
		return err
	}
	for _, name := range append(scripts, "webim.mjs", "client.mjs") {
		if err := copyFile(filepath.Join(dir, name), filepath.Join(r.dist, name)); err != nil {
			return err
		}
	}
	if err := copyFile(filepath.Join(dir, "LICENSE"), filepath.Join(r.root, "LICENSE")); err != nil {
		return err
	}
	if err := r.embed(); err != nil {
		return err
	}
	for _, platform := range r.platforms {
		if err := r.buildServer(dir, platform); err != nil {
			return err
		}
	}
	if err := r.writeRelease(dir, changes); err != nil {
		return err
	}
	log.Printf("wrote release %s to %s", r.version, dir)
	return nil
}

// writeNotices writes the licenses of third parties. It runs before the server is
// built, which embeds them.
func (r releaser) writeNotices() error {
	page, err := notices.Parts(notices.Program{Root: r.root, Package: pagePackage, Targets: []string{"js/wasm"}})
	if err != nil {
		return err
	}
	if page, err = r.withTinyGo(page); err != nil {
		return err
	}
	server, err := notices.Parts(notices.Program{Root: r.root, Package: serverPackage, Targets: platforms})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(r.dist, "notices"), 0o777); err != nil {
		return err
	}
	for name, text := range map[string]string{
		"sdk.txt":    notices.Text("Third-party code linked into webim.js:", page),
		"server.txt": notices.Text("Third-party code linked into webim-server:", server),
	} {
		if err := os.WriteFile(filepath.Join(r.dist, "notices", name), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// changes returns the section of CHANGELOG.md for this version.
func (r releaser) changes() (string, error) {
	text, err := os.ReadFile(filepath.Join(r.root, "CHANGELOG.md"))
	if err != nil {
		return "", err
	}
	section := sectionOf(string(text), r.version)
	if section == "" {
		return "", fmt.Errorf("CHANGELOG.md has no section %q, or an empty one", "## "+r.version)
	}
	return section, nil
}

// sectionOf returns the text under the heading "## version".
func sectionOf(changelog, version string) string {
	var section []string
	inside := false
	for line := range strings.Lines(changelog) {
		if strings.HasPrefix(line, "## ") {
			inside = strings.TrimSpace(strings.TrimPrefix(line, "## ")) == version
			continue
		}
		if inside {
			section = append(section, line)
		}
	}
	return strings.TrimSpace(strings.Join(section, ""))
}

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o666)
}
