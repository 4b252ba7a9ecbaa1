package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"text/tabwriter"

	"github.com/andybalholm/brotli"
)

// Names of the files made, relative to the output directory.
const (
	singleScript = "webim.js"
	splitScript  = "split/webim.js"
	splitBinary  = "split/webim.wasm"
	stampFile    = ".build" // what the other files were made from
)

var products = []string{singleScript, splitScript, splitBinary}

// distribution is the output directory.
type distribution struct {
	dir   string
	stamp string
}

func (d distribution) path(name string) string { return filepath.Join(d.dir, filepath.FromSlash(name)) }

// current tells whether the directory holds this very build.
func (d distribution) current() bool {
	for _, name := range products {
		if _, err := os.Stat(d.path(name)); err != nil {
			return false
		}
	}
	stamp, err := os.ReadFile(d.path(stampFile))
	return err == nil && string(stamp) == d.stamp
}

// write puts the files in place, the stamp last: an interrupted build is not current.
func (d distribution) write(files map[string][]byte) error {
	if err := os.MkdirAll(filepath.Dir(d.path(splitScript)), 0o777); err != nil {
		return err
	}
	if err := os.Remove(d.path(stampFile)); err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, name := range products {
		// Compressed copies of another build would be served in place of this one.
		for _, old := range []string{name + ".gz", name + ".br"} {
			if err := os.Remove(d.path(old)); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		if err := replace(d.path(name), files[name]); err != nil {
			return err
		}
	}
	return replace(d.path(stampFile), []byte(d.stamp))
}

// replace writes a file so that a reader sees the old one or the new one, whole.
func replace(path string, data []byte) error {
	temporary := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(temporary, data, 0o666); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}

// compress writes the .gz and .br neighbours that are not there yet.
func (d distribution) compress() error {
	var missing []string
	for _, name := range products {
		if _, err := os.Stat(d.path(name + ".br")); err != nil {
			missing = append(missing, name)
		}
	}
	packed, err := d.compressed(missing)
	if err != nil {
		return err
	}
	for name, file := range packed {
		if err := replace(d.path(name+".gz"), file.gzip); err != nil {
			return err
		}
		if err := replace(d.path(name+".br"), file.brotli); err != nil {
			return err
		}
	}
	return nil
}

type compressedFile struct{ raw, gzip, brotli []byte }

// compressed answers the named files at the strongest settings, all at once:
// brotli 11 takes seconds a megabyte.
func (d distribution) compressed(names []string) (map[string]compressedFile, error) {
	files := make([]compressedFile, len(names))
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { files[i], errs[i] = compressFile(d.path(name)) })
	}
	wg.Wait()
	packed := map[string]compressedFile{}
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		packed[name] = files[i]
	}
	return packed, nil
}

func compressFile(path string) (compressedFile, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return compressedFile{}, err
	}
	var zipped, brotlied bytes.Buffer
	gz, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return compressedFile{}, err
	}
	br := brotli.NewWriterOptions(&brotlied, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	for _, w := range []io.WriteCloser{gz, br} {
		if _, err := w.Write(raw); err != nil {
			return compressedFile{}, err
		}
		if err := w.Close(); err != nil {
			return compressedFile{}, err
		}
	}
	return compressedFile{raw, zipped.Bytes(), brotlied.Bytes()}, nil
}

func (d distribution) printSizes(w io.Writer) error {
	packed, err := d.compressed(products)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "kB\traw\tgzip -9\tbrotli 11\t")
	row := func(name string, files ...compressedFile) {
		var raw, gz, br int
		for _, f := range files {
			raw, gz, br = raw+len(f.raw), gz+len(f.gzip), br+len(f.brotli)
		}
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t\n", name, kB(raw), kB(gz), kB(br))
	}
	for _, name := range products {
		row(name, packed[name])
	}
	row("split, both files", packed[splitScript], packed[splitBinary])
	return table.Flush()
}

func kB(bytes int) float64 { return float64(bytes) / 1000 }
