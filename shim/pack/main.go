// Command pack builds the SDK that a page loads: it compiles the Go program to
// WebAssembly, with TinyGo if available, bundles it with the JavaScript of shim/, and
// writes
//
//	DIR/webim.js      one self-contained classic script
//	DIR/webim.es5.js  the same program translated to JavaScript, for engines that
//	                  cannot run WebAssembly; TinyGo only
//	DIR/webim_no_emotion.js, DIR/webim_no_emotion.es5.js
//	                  the same without the built-in emoticons
//
// The scripts contain a build id, a hash of all inputs. If DIR already holds a build
// with that id, pack does nothing.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
)

type options struct {
	root     string // the module's directory
	out      string
	server   string // built-in server setting; empty for the original's hosts
	program  string // package path of the Go program
	compiler string // "tinygo", "go", or "" for TinyGo if available
	sizes    bool
	compress bool
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("pack: ")
	var o options
	flag.StringVar(&o.root, "C", ".", "`directory` of the Go module")
	flag.StringVar(&o.out, "out", "dist", "output `directory`")
	flag.StringVar(&o.server, "server", "", "built-in server `URL`, or \"self\" for the script's own origin")
	flag.StringVar(&o.program, "program", "./wasm", "Go `package` to compile")
	flag.StringVar(&o.compiler, "compiler", "", "`tinygo` or go (default TinyGo if available)")
	flag.BoolVar(&o.sizes, "sizes", false, "print raw, gzip and brotli sizes by part")
	flag.BoolVar(&o.compress, "compress", false, "also write .gz and .br files, for servers that send them")
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
	c, err := findCompiler(o.root, o.compiler)
	if err != nil {
		return err
	}
	shim, err := newBundler(o.root, c)
	if err != nil {
		return err
	}
	id, err := buildID(o, c, shim)
	if err != nil {
		return err
	}
	dist := distribution{dir: o.out, stamp: fmt.Sprintf("%s %s %s", id, c.name(), o.server)}
	if dist.current() {
		log.Printf("build %s in %s is up to date", id, o.out)
	} else {
		if err := build(o, dist, c, shim, id); err != nil {
			return err
		}
		log.Printf("wrote build %s to %s", id, o.out)
	}
	if o.compress {
		if err := dist.compress(); err != nil {
			return err
		}
	}
	if o.sizes {
		return printSizes(os.Stdout, o, c, shim)
	}
	return nil
}

// maxModule is Chromium's limit, in bytes, for compiling on the main thread.
const maxModule = 8 << 20

func build(o options, dist distribution, c compiler, shim bundler, id string) error {
	binary, err := c.compile(o.program)
	if err != nil {
		return fmt.Errorf("compile %s: %w", o.program, err)
	}
	if len(binary) > maxModule {
		return fmt.Errorf("module of %d bytes exceeds the limit of synchronous compilation", len(binary))
	}
	scripts, err := scriptsOf(o, c, shim, id, binary)
	if err != nil {
		return err
	}
	return dist.write(scripts)
}

// scriptsOf returns the scripts of a compiled program by name.
func scriptsOf(o options, c compiler, shim bundler, id string, binary []byte) (map[string][]byte, error) {
	scripts := map[string][]byte{}
	add := func(name string, e engine, icons emotions, payload []byte) error {
		bundle, err := shim.bundle(id, e, icons)
		if err != nil {
			return err
		}
		if bundle, err = setServer(bundle, o.server); err != nil {
			return err
		}
		scripts[name], err = script(bundle, shim.exports, payload)
		return err
	}
	if err := errors.Join(add(scriptFile, wasmEngine, builtIn, binary), add(plainFile, wasmEngine, noEmoticons, binary)); err != nil {
		return nil, err
	}
	translated, err := c.translate(binary)
	if errors.Is(err, errors.ErrUnsupported) {
		return scripts, nil
	}
	if err != nil {
		return nil, err
	}
	engine := jsEngine(translated.script)
	return scripts, errors.Join(add(es5File, engine, builtIn, translated.data), add(plainES5File, engine, noEmoticons, translated.data))
}
