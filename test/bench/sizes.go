package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// Aims in kB of 1000 bytes.
const (
	singleGzipAim   = 800
	singleBrotliAim = 640
	splitBrotliAim  = 600
)

func sizes(r *report, dist string) error {
	zipped, err := compressed(dist, gzipped, "webim.js")
	if err != nil {
		return err
	}
	single, err := compressed(dist, brotlied, "webim.js")
	if err != nil {
		return err
	}
	split, err := compressed(dist, brotlied, "split/webim.js", "split/webim.wasm")
	if err != nil {
		return err
	}
	for _, s := range []struct {
		what     string
		kB, wish float64
	}{
		{"dist/webim.js, gzip -9", zipped, singleGzipAim},
		{"dist/webim.js, brotli 11", single, singleBrotliAim},
		{"dist/split script and wasm, brotli 11", split, splitBrotliAim},
	} {
		r.add(row{s.what, fmt.Sprintf("%.0f kB", s.kB), fmt.Sprintf("%.0f kB", s.wish), s.kB <= s.wish})
	}
	return nil
}

// compressed is the sum of the files' compressed sizes in kB.
func compressed(dist string, pack func(io.Writer) (io.WriteCloser, error), files ...string) (float64, error) {
	var n counter
	for _, name := range files {
		body, err := os.ReadFile(filepath.Join(dist, name))
		if err != nil {
			return 0, err
		}
		w, err := pack(&n)
		if err != nil {
			return 0, err
		}
		if _, err := w.Write(body); err != nil {
			return 0, err
		}
		if err := w.Close(); err != nil {
			return 0, err
		}
	}
	return float64(n) / 1000, nil
}

func gzipped(w io.Writer) (io.WriteCloser, error) {
	return gzip.NewWriterLevel(w, gzip.BestCompression)
}

// brotlied uses the largest window that browsers take.
func brotlied(w io.Writer) (io.WriteCloser, error) {
	return brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24}), nil
}

// counter counts what is written to it.
type counter int

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
