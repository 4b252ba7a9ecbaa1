package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// target is the TinyGo target of a page. It is TinyGo's own without a C library and
// goroutines, which the program does not need, and with the collector of jsbridge/gc.
// The only undefined function is arc4random, which program_tinygo.js provides.
//
//go:embed target.json
var target []byte

// tinyGo is the compiler of the SDK. Its modules have a seventh of the size of those of
// standard Go.
type tinyGo struct {
	root, command, version string
	wasmOpt                string
	goroot                 string
}

// tinyFlags are the flags of the compilation. Optimization level z yields by far the
// smallest module, and no other level is measurably faster. Panics keep their messages,
// which cost 1.5 kB.
var tinyFlags = []string{"-buildmode=c-shared", "-opt=z", "-no-debug", "-panic=print"}

// exports lists TinyGo's exports that JavaScript uses. Others, such as malloc, are
// removed, because wasm-opt keeps the code of exported functions.
var exports = []string{"memory", "_initialize", "__stack_pointer"}

const ownExports = "webim_"

// features are the target's WebAssembly features: the oldest ones, and bulk memory,
// without which copying is slow. Others would save half a kilobyte.
var features = []string{"--enable-bulk-memory", "--enable-mutable-globals"}

// optimizer holds the flags of wasm-opt. 64-bit integers are passed to JavaScript as
// two of 32 bits, because old engines and the translation lack BigInt. The lowest
// kilobyte of memory counts as unused: it is the end of the stack, which is reached
// only before an overflow.
var optimizer = append([]string{"--legalize-js-interface", "-Oz", "--low-memory-unused"}, features...)

// findTinyGo finds TinyGo by running tinygo.sh.
func findTinyGo(root string) (*tinyGo, error) {
	out, err := output(root, nil, "sh", "shim/pack/tinygo.sh")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 3 {
		return nil, fmt.Errorf("tinygo.sh: unexpected output %q", out)
	}
	goroot, err := leanGoroot(root)
	if err != nil {
		return nil, err
	}
	return &tinyGo{root: root, command: lines[0], wasmOpt: lines[1], version: lines[2], goroot: goroot}, nil
}

func (t *tinyGo) name() string { return "tinygo" }

func (t *tinyGo) id() string {
	return fmt.Sprintf("%s %q %q %s %s", t.version, tinyFlags, optimizer, target, filepath.Base(t.goroot))
}

func (t *tinyGo) glue() (string, []byte, error) { return "program_tinygo.js", nil, nil }

func (t *tinyGo) compile(pkg string) ([]byte, error) {
	return module(func(file string) error {
		description := filepath.Join(filepath.Dir(file), "webim.json")
		if err := os.WriteFile(description, target, 0o600); err != nil {
			return err
		}
		args := append([]string{"build", "-target", description, "-o", file}, tinyFlags...)
		if _, err := t.run(append(args, pkg)...); err != nil {
			return err
		}
		full, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if full, err = keepExports(full); err != nil {
			return err
		}
		if err := os.WriteFile(file, full, 0o600); err != nil {
			return err
		}
		_, err = output("", nil, t.wasmOpt, append(optimizer, file, "-o", file)...)
		return err
	})
}

func (t *tinyGo) translate(module []byte) (translation, error) {
	return translate(filepath.Join(filepath.Dir(t.wasmOpt), "wasm2js"), module)
}

func (t *tinyGo) run(args ...string) ([]byte, error) {
	return output(t.root, []string{"GOROOT=" + t.goroot}, t.command, args...)
}

// keepExports returns the module without the exports that JavaScript does not use.
func keepExports(module []byte) ([]byte, error) {
	sections, err := readModule(module)
	if err != nil {
		return nil, err
	}
	for i, s := range sections {
		if s.id != sectionExport {
			continue
		}
		list, err := readExports(s.body)
		if err != nil {
			return nil, err
		}
		var kept []export
		for _, e := range list {
			if strings.HasPrefix(e.name, ownExports) || slices.Contains(exports, e.name) {
				kept = append(kept, e)
			}
		}
		if len(kept) == len(list) {
			return nil, errors.New("TinyGo has no exports to remove: keepExports is obsolete")
		}
		sections[i].body = writeExports(kept)
	}
	return writeModule(sections), nil
}

// parts returns the sizes of code and read-only data by package, as TinyGo reports them
// for a build with symbols before wasm-opt.
func (t *tinyGo) parts(pkg string) ([]part, error) {
	var report []byte
	_, err := module(func(file string) error {
		description := filepath.Join(filepath.Dir(file), "webim.json")
		err := os.WriteFile(description, target, 0o600)
		if err == nil {
			report, err = t.run("build", "-target", description, "-buildmode=c-shared", "-opt=z", "-size=full", "-o", file, pkg)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	kinds := []part{{name: "webim packages"}, {name: "libraries"}, {name: "runtime, unnamed functions"}}
	for line := range strings.Lines(string(report)) {
		var code, rodata int
		var name string
		columns := strings.Split(line, "|")
		if len(columns) != 3 {
			continue
		}
		if n, _ := fmt.Sscan(columns[0], &code, &rodata); n != 2 {
			continue
		}
		switch name = strings.TrimSpace(columns[2]); {
		case name == "total":
			continue
		case strings.HasPrefix(name, "webim.js/"):
			kinds[0].bytes += code + rodata
		case strings.HasPrefix(name, "("), strings.HasPrefix(name, "runtime"), strings.HasPrefix(name, "internal/task"), strings.HasPrefix(name, "Go "), name == "internal/reflectlite":
			kinds[2].bytes += code + rodata
		default:
			kinds[1].bytes += code + rodata
		}
	}
	return kinds, nil
}
