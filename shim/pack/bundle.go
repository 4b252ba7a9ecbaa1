package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// serverPlaceholder is the literal of shim/config.js that holds the built-in
// server. It stays in a script built without one, for whoever serves the script.
const serverPlaceholder = `"__WEBIM_SERVER__"`

type bundler struct {
	root     string
	surface  string
	wasmExec []byte
}

// bundle answers shim/shim.js and all that it imports as one minified strict
// IIFE; source names the file of shim/ that provides the binary.
func (b bundler) bundle(source, id string) ([]byte, error) {
	shim, err := filepath.Abs(filepath.Join(b.root, "shim"))
	if err != nil {
		return nil, err
	}
	surface := filepath.Join(shim, "surface.js")
	if b.surface != "" {
		if surface, err = filepath.Abs(b.surface); err != nil {
			return nil, err
		}
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(shim, "shim.js")},
		AbsWorkingDir:     shim, // keeps the machine's paths out of messages and output
		Bundle:            true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2018,
		Charset:           api.CharsetASCII, // see script
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Define:            map[string]string{"BUILD_ID": strconv.Quote(id)},
		LogLevel:          api.LogLevelSilent,
		Plugins: []api.Plugin{{Name: "webim", Setup: func(build api.PluginBuild) {
			serveFile(build, `^webim:binary$`, filepath.Join(shim, source))
			serveFile(build, `^\./surface\.js$`, surface)
			serveText(build, "webim:wasm_exec", wrapWasmExec(b.wasmExec))
		}}},
	})
	if len(result.Errors)+len(result.Warnings) > 0 {
		kind := api.FormatMessagesOptions{Kind: api.ErrorMessage}
		return nil, errors.New(strings.Join(api.FormatMessages(append(result.Errors, result.Warnings...), kind), "\n"))
	}
	return result.OutputFiles[0].Contents, nil
}

// serveFile answers the import that filter describes with the file at path.
func serveFile(build api.PluginBuild, filter, path string) {
	build.OnResolve(api.OnResolveOptions{Filter: filter}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: path}, nil
	})
}

// serveText answers the import called name with text.
func serveText(build api.PluginBuild, name, text string) {
	build.OnResolve(api.OnResolveOptions{Filter: "^" + name + "$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: name, Namespace: name}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: name}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	})
}

// wrapWasmExec turns the toolchain's wasm_exec.js, a script that fills the
// page's globals, into a function of the globals it is to see. It reads fs once
// without saying globalThis, hence the second parameter.
func wrapWasmExec(text []byte) string {
	return "export default function (globalThis, fs) {\n" + string(text) + "\nreturn globalThis.Go;\n}\n"
}

// checkServer accepts what shim/config.js will accept.
func checkServer(server string) error {
	if server == "" || server == "self" {
		return nil
	}
	u, err := url.Parse(server)
	if err != nil {
		return err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("server %q is neither \"self\" nor an http(s) URL without query", server)
	}
	return nil
}

// setServer puts the built-in server into a bundle.
func setServer(bundle []byte, server string) ([]byte, error) {
	if n := bytes.Count(bundle, []byte(serverPlaceholder)); n != 1 {
		return nil, fmt.Errorf("the bundle holds %s %d times instead of once", serverPlaceholder, n)
	}
	if server == "" {
		return bundle, nil
	}
	literal, err := json.Marshal(server)
	if err != nil {
		return nil, err
	}
	return bytes.Replace(bundle, []byte(serverPlaceholder), literal, 1), nil
}
