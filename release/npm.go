package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// writeNPM writes dist/npm: the files of npm/, the built scripts, the client as a
// CommonJS module, and the licenses.
func (r releaser) writeNPM() error {
	dir := filepath.Join(r.dist, "npm")
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	source := filepath.Join(r.root, "npm")
	copies := map[string]string{
		"LICENSE":    filepath.Join(r.root, "LICENSE"),
		"NOTICES":    filepath.Join(r.dist, "notices", "sdk.txt"),
		"README.md":  filepath.Join(source, "README.md"),
		"webim.mjs":  filepath.Join(source, "webim.mjs"),
		"webim.d.ts": filepath.Join(source, "webim.d.ts"),
		"client.mjs": filepath.Join(source, "client.mjs"), "client.d.ts": filepath.Join(source, "client.d.ts"),
	}
	for _, name := range scripts {
		copies[name] = filepath.Join(r.dist, name)
	}
	for name, from := range copies {
		if err := copyFile(filepath.Join(dir, name), from); err != nil {
			return err
		}
	}
	client, err := os.ReadFile(filepath.Join(source, "client.mjs"))
	if err != nil {
		return err
	}
	if client, err = toCommonJS(client); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "client.js"), client, 0o666); err != nil {
		return err
	}
	manifest, err := os.ReadFile(filepath.Join(source, "package.json"))
	if err != nil {
		return err
	}
	if manifest, err = setVersion(manifest, r.version); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "package.json"), manifest, 0o666)
}

func (r releaser) tarballName() string { return "webim-wasm-" + r.version + ".tgz" }

// writeTarball writes the package as a tarball into dir.
func (r releaser) writeTarball(dir string) error {
	return tarball(filepath.Join(dir, r.tarballName()), filepath.Join(r.dist, "npm"))
}

// toCommonJS converts the client to a CommonJS module.
func toCommonJS(module []byte) ([]byte, error) {
	const from, to = `'./webim.mjs'`, `'./webim.js'` // webim.js is also a CommonJS module
	if n := bytes.Count(module, []byte(from)); n != 1 {
		return nil, fmt.Errorf("client.mjs imports %s %d times instead of once", from, n)
	}
	result := api.Transform(strings.Replace(string(module), from, to, 1), api.TransformOptions{
		Format: api.FormatCommonJS, Target: api.ES2018, LogLevel: api.LogLevelSilent,
	})
	if len(result.Errors)+len(result.Warnings) > 0 {
		return nil, fmt.Errorf("client.mjs: %v %v", result.Errors, result.Warnings)
	}
	return result.Code, nil
}

// setVersion replaces the placeholder version of package.json.
func setVersion(manifest []byte, version string) ([]byte, error) {
	const placeholder = `"version": "0.0.0"`
	if n := bytes.Count(manifest, []byte(placeholder)); n != 1 {
		return nil, fmt.Errorf("npm/package.json has %s %d times instead of once", placeholder, n)
	}
	quoted, err := json.Marshal(version)
	if err != nil {
		return nil, err
	}
	return bytes.Replace(manifest, []byte(placeholder), append([]byte(`"version": `), quoted...), 1), nil
}
