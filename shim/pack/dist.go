package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// Names of the files in the output directory.
const (
	scriptFile = "webim.js"
	es5File    = "webim.es5.js" // the second script, without WebAssembly
	stampFile  = ".build"       // identifies the build of the scripts

	// The scripts without emoticons. Their names contain that of the original's copies.
	plainFile    = "webim_no_emotion.js"
	plainES5File = "webim_no_emotion.es5.js"
)

var scriptFiles = []string{scriptFile, es5File, plainFile, plainES5File}

// distribution is the output directory.
type distribution struct {
	dir   string
	stamp string
}

func (d distribution) path(name string) string { return filepath.Join(d.dir, name) }

// current reports whether the directory holds this build.
func (d distribution) current() bool {
	if _, err := os.Stat(d.path(scriptFile)); err != nil {
		return false
	}
	stamp, err := os.ReadFile(d.path(stampFile))
	return err == nil && string(stamp) == d.stamp
}

// write writes the scripts by name and then the stamp, so an interrupted build is not
// current.
func (d distribution) write(scripts map[string][]byte) error {
	if err := os.MkdirAll(d.dir, 0o777); err != nil {
		return err
	}
	// Compressed copies of another build would be served instead of this one.
	outdated := []string{stampFile}
	for _, name := range scriptFiles {
		outdated = append(outdated, name, name+".gz", name+".br")
	}
	for _, old := range outdated {
		if err := os.Remove(d.path(old)); err != nil && !os.IsNotExist(err) {
			return err
		}
	}
	for name, script := range scripts {
		if err := replace(d.path(name), script); err != nil {
			return err
		}
	}
	return replace(d.path(stampFile), []byte(d.stamp))
}

// replace writes a file atomically: a reader sees the complete old or new one.
func replace(path string, data []byte) error {
	temporary := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(temporary, data, 0o666); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// compress writes the missing .gz and .br files of the scripts.
func (d distribution) compress() error {
	for _, name := range scriptFiles {
		if _, err := os.Stat(d.path(name + ".br")); err == nil {
			continue
		}
		raw, err := os.ReadFile(d.path(name))
		if os.IsNotExist(err) {
			continue // standard Go has no translation
		}
		if err != nil {
			return err
		}
		packed, err := compressed(raw)
		if err != nil {
			return err
		}
		if err := replace(d.path(name+".gz"), packed.gzip); err != nil {
			return err
		}
		if err := replace(d.path(name+".br"), packed.brotli); err != nil {
			return err
		}
	}
	return nil
}

// forms holds the encodings of a file for transfer.
type forms struct{ raw, gzip, brotli []byte }

// compressed compresses raw at the highest levels.
func compressed(raw []byte) (forms, error) {
	var zipped, brotlied bytes.Buffer
	gz, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return forms{}, err
	}
	br := brotli.NewWriterOptions(&brotlied, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	for _, w := range []io.WriteCloser{gz, br} {
		if _, err := w.Write(raw); err != nil {
			return forms{}, err
		}
		if err := w.Close(); err != nil {
			return forms{}, err
		}
	}
	return forms{raw, zipped.Bytes(), brotlied.Bytes()}, nil
}
