// Command pack builds the SDK that a page loads: it compiles the Go program to
// WebAssembly, bundles the JavaScript of shim/ around it, and writes
//
//	DIR/webim.js          one self-contained classic script
//	DIR/split/webim.js    the same script without the binary
//	DIR/split/webim.wasm  the binary it loads from beside itself
//
// Both scripts and the binary carry one build id, a hash over everything that
// goes into them, and refuse each other otherwise. When the id is the one that
// DIR already holds, nothing is done.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
)

type options struct {
	root     string // the module's directory
	out      string
	server   string // built-in server setting; empty for the original's hosts
	program  string // package path of the Go program
	surface  string // file to use as shim/surface.js; empty for the real one
	sizes    bool
	compress bool
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("pack: ")
	var o options
	flag.StringVar(&o.root, "C", ".", "the module's `directory`")
	flag.StringVar(&o.out, "out", "dist", "write to this `directory`")
	flag.StringVar(&o.server, "server", "", "built-in server `URL`, or \"self\" for the script's own origin")
	flag.StringVar(&o.program, "program", "./wasm", "the Go `package` to compile (tests use a smaller one)")
	flag.StringVar(&o.surface, "surface", "", "use this `file` for shim/surface.js (tests)")
	flag.BoolVar(&o.sizes, "sizes", false, "print raw, gzip and brotli sizes")
	flag.BoolVar(&o.compress, "compress", false, "also write .gz and .br beside each file, for servers that send them")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}
	if err := pack(o); err != nil {
		log.Fatal(err)
	}
}

func pack(o options) error {
	if err := checkServer(o.server); err != nil {
		return err
	}
	tools, err := findToolchain(o.root)
	if err != nil {
		return err
	}
	shim := bundler{root: o.root, surface: o.surface, wasmExec: tools.wasmExec}
	id, err := buildID(o, tools, shim)
	if err != nil {
		return err
	}

	dist := distribution{dir: o.out, stamp: id + " " + o.server}
	if dist.current() {
		log.Printf("%s is up to date, build %s", o.out, id)
	} else {
		if err := build(o, dist, tools, shim, id); err != nil {
			return err
		}
		log.Printf("%s is build %s", o.out, id)
	}
	if o.compress {
		if err := dist.compress(); err != nil {
			return err
		}
	}
	if o.sizes {
		return dist.printSizes(os.Stdout)
	}
	return nil
}

func build(o options, dist distribution, tools toolchain, shim bundler, id string) error {
	binary, err := compile(o.root, tools.goroot, o.program, id)
	if err != nil {
		return err
	}
	single, err := shim.bundle("binary_embedded.js", id)
	if err != nil {
		return err
	}
	split, err := shim.bundle("binary_beside.js", id)
	if err != nil {
		return err
	}
	if single, err = setServer(single, o.server); err != nil {
		return err
	}
	if split, err = setServer(split, o.server); err != nil {
		return err
	}
	files := map[string][]byte{splitBinary: binary}
	if files[singleScript], err = script(single, binary); err != nil {
		return err
	}
	if files[splitScript], err = script(split, nil); err != nil {
		return err
	}
	return dist.write(files)
}

// maxModule is Chromium's limit, in bytes, for compiling on the main thread.
const maxModule = 8 << 20

// compile builds the Go program and answers the module's bytes, made smaller.
func compile(root, goroot, program, id string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "webim-pack-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "webim.wasm")
	overlay, err := writeOverlay(dir, goroot)
	if err != nil {
		return nil, err
	}
	args := append([]string{"build", "-overlay", overlay, "-o", out}, goFlags("-X main.buildID="+id)...)
	if _, err := goTool(root, append(args, program)...); err != nil {
		return nil, fmt.Errorf("compile %s: %w", program, err)
	}
	module, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	if module, err = slim(module); err != nil {
		return nil, err
	}
	if len(module) > maxModule {
		return nil, fmt.Errorf("the module is %d bytes, more than a page may compile synchronously", len(module))
	}
	return module, nil
}
