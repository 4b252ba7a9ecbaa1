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
const (
	gzipAim   = 165
	brotliAim = 145
)

func sizes(r *report, dist string) error {
	for _, s := range []struct {
		what, file string
		pack       func(io.Writer) (io.WriteCloser, error)
		wish       float64
	}{
		{"dist/webim.js, gzip -9", "webim.js", gzipped, gzipAim},
		{"dist/webim.js, brotli 11", "webim.js", brotlied, brotliAim},
	} {
		kB, err := compressed(filepath.Join(dist, filepath.FromSlash(s.file)), s.pack)
		if err != nil {
			return err
		}
		r.add(row{s.what, fmt.Sprintf("%.1f kB", kB), fmt.Sprintf("%.0f kB", s.wish), kB <= s.wish})
	}
	return nil
}

// parts prints the parts of the script and their sizes, as the packer reports them.
func parts(w io.Writer, dist string) error {
	cmd := exec.Command("go", "run", "./shim/pack", "-out", dist, "-sizes")
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	return cmd.Run()
}

// compressed returns a file's compressed size in kB.
func compressed(file string, pack func(io.Writer) (io.WriteCloser, error)) (float64, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	packed, err := packed(body, pack)
	return float64(len(packed)) / 1000, err
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
