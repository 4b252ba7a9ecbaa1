package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// Targets in kB of 1000 bytes.
const gzipAim = 165

var brotliAims = map[string]float64{"webim.js": 95, "webim.es5.js": 115, "webim_no_emotion.js": 85}

func sizes(r *report, dist string) error {
	for _, name := range []string{"webim.js", "webim.es5.js", "webim_no_emotion.js"} {
		raw, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			return err
		}
		zipped, err := packed(raw, gzipped)
		if err != nil {
			return err
		}
		small, err := packed(raw, brotlied)
		if err != nil {
			return err
		}
		gz, br := float64(len(zipped))/1000, float64(len(small))/1000
		r.add(row{"dist/" + name + ", gzip / brotli", fmt.Sprintf("%.0f / %.0f kB", gz, br), fmt.Sprintf("%d / %.0f kB", gzipAim, brotliAims[name]), gz <= gzipAim && br <= brotliAims[name]})
	}
	return nil
}

// parts prints the parts of the script and their sizes, as the packer reports them.
func parts(w io.Writer, dist string) error {
	cmd := exec.Command("go", "run", "./shim/pack", "-out", dist, "-sizes")
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	return cmd.Run()
}

func packed(body []byte, pack func(io.Writer) (io.WriteCloser, error)) ([]byte, error) {
	var out bytes.Buffer
	w, err := pack(&out)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

func gzipped(w io.Writer) (io.WriteCloser, error) {
	return gzip.NewWriterLevel(w, gzip.BestCompression)
}

// brotlied uses the largest window that browsers support.
func brotlied(w io.Writer) (io.WriteCloser, error) {
	return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24}), nil
}
