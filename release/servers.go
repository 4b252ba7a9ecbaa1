package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// embed copies the files that the server embeds from dist to server/dist.
func (r releaser) embed() error {
	to := filepath.Join(r.root, "server", "dist")
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	for _, name := range append(scripts, "webim.mjs", "client.mjs") {
		if err := copyFile(filepath.Join(to, name), filepath.Join(r.dist, name)); err != nil {
			return err
		}
	}
	return os.CopyFS(filepath.Join(to, "notices"), os.DirFS(filepath.Join(r.dist, "notices")))
}

// buildServer compiles the server for a platform, with SDK, demo and licenses
// embedded. The build is reproducible for a commit and toolchain.
func (r releaser) buildServer(dir, platform string) error {
	system, arch, _ := strings.Cut(platform, "/")
	out, err := filepath.Abs(filepath.Join(dir, serverName(r.version, system, arch)))
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-tags=embedded", "-ldflags=-s -w -buildid=", "-o", out, serverPackage)
	cmd.Dir = r.root
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("webim-server for %s: %w\n%s", platform, err, output)
	}
	return nil
}

func serverName(version, system, arch string) string {
	name := fmt.Sprintf("webim-server-%s-%s-%s", version, system, arch)
	if system == "windows" {
		name += ".exe"
	}
	return name
}
