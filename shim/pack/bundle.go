package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	webimjs "webim.js"
)

// serverPlaceholder is the literal of shim/config.js that holds the built-in server. It
// remains in a script built without one, so that a server can replace it.
const serverPlaceholder = `"__WEBIM_SERVER__"`

type bundler struct {
	shim     string // the directory's absolute path
	program  string // its file that provides webim:program
	exports  []byte // shim/exports.js, minified
	wasmExec []byte // wasm_exec.js of the toolchain, if program imports it
	border   string // the module webim:border
}

// engine describes how a script runs the Go program.
type engine struct {
	file       string // of shim/, provides webim:engine
	polyfills  bool   // of polyfills.js
	translated string // provides webim:translated, for engine_js.js
}

var wasmEngine = engine{file: "engine_wasm.js"}

// jsEngine returns the engine for a translated program.
func jsEngine(translated string) engine {
	return engine{file: "engine_js.js", polyfills: true, translated: translated}
}

// replacements maps properties of globals to functions of polyfills.js.
var replacements = map[string]string{
	"Object.assign": "assign",
	"Math.trunc":    "trunc",
	"Math.imul":     "imul",
	"Math.clz32":    "clz32",
}

func newBundler(root string, c compiler) (bundler, error) {
	shim, err := filepath.Abs(filepath.Join(root, "shim"))
	if err != nil {
		return bundler{}, err
	}
	b := bundler{shim: shim}
	if b.exports, err = minifiedExports(filepath.Join(shim, "exports.js")); err != nil {
		return bundler{}, err
	}
	if b.border, err = borderModule(filepath.Join(root, "webim", "border.go")); err != nil {
		return bundler{}, err
	}
	b.program, b.wasmExec, err = c.glue()
	return b, err
}

// emotions is the file of shim/ that provides webim:emotions.
type emotions string

const (
	builtIn     emotions = "emotions_all.js"
	noEmoticons emotions = "emotions_none.js"
)

// bundle returns shim/shim.js and its imports, for an engine, as a minified strict
// IIFE. With TinyGo it is ES5; the glue of standard Go needs a newer engine.
func (b bundler) bundle(id string, e engine, icons emotions) ([]byte, error) {
	isES5 := b.wasmExec == nil
	result, err := b.build(id, e, icons, isES5)
	if err != nil {
		return nil, err
	}
	text := result.OutputFiles[0].Contents
	if !isES5 {
		return text, nil
	}
	if text, err = lower(text); err != nil {
		return nil, err
	}
	minified := api.Transform(string(text), api.TransformOptions{
		Target: api.ES5, Charset: api.CharsetASCII, LegalComments: api.LegalCommentsNone, LogLevel: api.LogLevelSilent,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
	})
	return minified.Code, problems(minified.Errors, minified.Warnings)
}

// problems returns an error unless esbuild reported nothing.
func problems(messages ...[]api.Message) error {
	all := slices.Concat(messages...)
	if len(all) == 0 {
		return nil
	}
	kind := api.FormatMessagesOptions{Kind: api.ErrorMessage}
	return errors.New(strings.Join(api.FormatMessages(all, kind), "\n"))
}

// build bundles with esbuild: minified ES2015 or, if toLower is set, the input of lower.
func (b bundler) build(id string, e engine, icons emotions, toLower bool) (api.BuildResult, error) {
	var inject []string
	define := map[string]string{"BUILD_ID": strconv.Quote(id), "VERSION": strconv.Quote(webimjs.Version())}
	if e.polyfills {
		inject = []string{filepath.Join(b.shim, "polyfills.js")}
		maps.Copy(define, replacements)
	}
	result := api.Build(api.BuildOptions{
		Inject:            inject,
		EntryPoints:       []string{filepath.Join(b.shim, "shim.js")},
		AbsWorkingDir:     b.shim, // no absolute paths in messages and output
		Bundle:            true,
		Metafile:          true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2015,
		Supported:         map[string]bool{"arrow": !toLower, "template-literal": !toLower},
		Charset:           api.CharsetASCII, // see script
		MinifyWhitespace:  !toLower,
		MinifyIdentifiers: !toLower,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
		Define:            define,
		LogLevel:          api.LogLevelSilent,
		Plugins: []api.Plugin{{Name: "webim", Setup: func(build api.PluginBuild) {
			serveFile(build, `^webim:program$`, filepath.Join(b.shim, b.program))
			serveFile(build, `^webim:engine$`, filepath.Join(b.shim, e.file))
			serveFile(build, `^webim:emotions$`, filepath.Join(b.shim, string(icons)))
			serveText(build, "webim:translated", e.translated)
			serveText(build, "webim:wasm_exec", wrapWasmExec(b.wasmExec))
			serveText(build, "webim:border", b.border)
		}}},
	})
	return result, problems(result.Errors, result.Warnings)
}

// parts returns the parts of the bundle before its conversion to ES5.
func (b bundler) parts() ([]part, error) {
	result, err := b.build("", wasmEngine, builtIn, false)
	if err != nil {
		return nil, err
	}
	var metafile struct {
		Outputs map[string]struct {
			Inputs map[string]struct {
				BytesInOutput int `json:"bytesInOutput"`
			} `json:"inputs"`
		} `json:"outputs"`
	}
	if err := json.Unmarshal([]byte(result.Metafile), &metafile); err != nil {
		return nil, err
	}
	kinds := []part{{name: "records and functions"}, {name: "glue of the program"}, {name: "emoticons"}}
	for _, out := range metafile.Outputs {
		for name, in := range out.Inputs {
			switch {
			case strings.HasPrefix(name, "emoti"):
				kinds[2].bytes += in.BytesInOutput
			case strings.HasPrefix(name, "program_"), strings.Contains(name, "wasm_exec"):
				kinds[1].bytes += in.BytesInOutput
			default:
				kinds[0].bytes += in.BytesInOutput
			}
		}
	}
	return kinds, nil
}

// minifiedExports returns shim/exports.js as a function expression.
func minifiedExports(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	result := api.Transform(string(text), api.TransformOptions{ // MinifySyntax would remove the unused function
		Target: api.ES2015, Charset: api.CharsetASCII, MinifyWhitespace: true, MinifyIdentifiers: true, LogLevel: api.LogLevelSilent,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("exports.js: %s", result.Errors[0].Text)
	}
	return bytes.TrimRight(result.Code, ";\n"), nil
}

// serveFile resolves imports that match filter to the file at path.
func serveFile(build api.PluginBuild, filter, path string) {
	build.OnResolve(api.OnResolveOptions{Filter: filter}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: path}, nil
	})
}

// serveText resolves the import called name to text.
func serveText(build api.PluginBuild, name, text string) {
	build.OnResolve(api.OnResolveOptions{Filter: "^" + name + "$"}, func(api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: name, Namespace: name}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: name}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
	})
}

// wrapWasmExec converts the toolchain's wasm_exec.js, a script that sets globals, to a
// function of its global object. The script reads fs once without globalThis, hence
// the second parameter.
func wrapWasmExec(text []byte) string {
	return "export default function (globalThis, fs) {\n" + string(text) + "\nreturn globalThis.Go;\n}\n"
}

// checkServer returns an error unless shim/config.js accepts server.
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

// setServer sets the built-in server of a bundle.
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
