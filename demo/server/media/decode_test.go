package media

import (
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/demo/server/api"
	"webim.js/demo/server/media/blob/dirblobs"
)

// endlessJPEG is a progressive JPEG of 23 megapixels whose scans say nothing,
// again and again: each takes milliseconds and thirty bytes.
func endlessJPEG(scans int) []byte {
	const side = 4800
	segment := func(marker byte, data ...byte) []byte {
		head := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2))
		return append(head, data...)
	}
	quantization := make([]byte, 65)
	for i := range quantization[1:] {
		quantization[i+1] = 1
	}
	// A Huffman table whose only code, the bit 0, is one symbol.
	table := func(class, symbol byte) []byte {
		return segment(0xC4, append([]byte{class, 1, 15: 0, 16: 0}, symbol)...)
	}
	p := []byte{0xFF, 0xD8}
	p = append(p, segment(0xDB, quantization...)...)
	p = append(p, segment(0xC2, 8, side>>8, side&0xFF, side>>8, side&0xFF, 1, 1, 0x11, 0)...)
	p = append(p, table(0x00, 0)...)
	p = append(p, table(0x10, 0xE0)...)
	p = append(p, segment(0xDA, 1, 1, 0, 0, 0, 0)...) // the blocks' brightness: a bit each
	p = append(p, make([]byte, (side/8)*(side/8)/8+1)...)
	// All else is nothing, for 16384 blocks with each 15 bits.
	scan := append(segment(0xDA, 1, 1, 0, 1, 63, 0), make([]byte, (side/8)*(side/8)/16384*15/8+8)...)
	for range scans {
		p = append(p, scan...)
	}
	return append(p, 0xFF, 0xD9)
}

func TestDecodingEnds(t *testing.T) {
	dir := t.TempDir()
	blobs, err := dirblobs.Open(dir)
	require.NoError(t, err)
	defer blobs.Close()
	path := filepath.Join(dir, "endless.jpg")
	require.NoError(t, os.WriteFile(path, endlessJPEG(50_000), 0o600))
	in, err := os.Open(path)
	require.NoError(t, err)
	defer in.Close()

	m := &Media{Config: Config{Blobs: blobs}, scaler: make(chan struct{}, 1)}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err = m.render(ctx, in, &File{})
	assert.ErrorIs(t, err, &api.Error{Code: codeParameter})
	assert.ErrorContains(t, err, "too long")
	assert.Empty(t, m.scaler, "the next picture may come")
}

func FuzzJPEGHeader(f *testing.F) {
	f.Add(endlessJPEG(1)[:700])
	f.Add([]byte("\xFF\xD8\xFF\xE1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"))
	path := filepath.Join(f.TempDir(), "x.jpg")
	f.Fuzz(func(t *testing.T, data []byte) {
		require.NoError(t, os.WriteFile(path, data, 0o600))
		in, err := os.Open(path)
		require.NoError(t, err)
		defer in.Close()
		h, err := readJPEGHeader(in)
		require.NoError(t, err)
		assert.True(t, h.orientation >= 1 && h.orientation <= 8)
	})
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ w, h, side, wantW, wantH int }{
		{4000, 3000, 720, 960, 720},
		{3000, 4000, 720, 720, 960},
		{720, 5000, 720, 720, 5000},
		{719, 5000, 720, 719, 5000},
		{1, 50_000_000, 198, 1, 50_000_000},
		{9000, 199, 720, 9000, 199},
		{9000, 199, 198, 8192, 181},
		{199, 199, 198, 198, 198},
	} {
		w, h := fit(c.w, c.h, c.side)
		assert.Equal(t, []int{c.wantW, c.wantH}, []int{w, h}, c)
	}
}

func TestDecodedSize(t *testing.T) {
	for name, c := range map[string]struct {
		model  color.Model
		header jpegHeader
		want   int64
	}{
		"png":              {color.NRGBAModel, jpegHeader{}, 4},
		"deep png":         {color.NRGBA64Model, jpegHeader{}, 8},
		"jpeg":             {color.YCbCrModel, jpegHeader{}, 3},
		"progressive jpeg": {color.YCbCrModel, jpegHeader{coefficients: coefficients([]byte{8, 0, 1, 0, 1, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0})}, 9},
		"without losses":   {color.YCbCrModel, jpegHeader{coefficients: coefficients([]byte{8, 0, 1, 0, 1, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0})}, 15},
	} {
		assert.Equal(t, c.want, decodedSize(image.Config{ColorModel: c.model, Width: 1, Height: 1}, c.header), name)
	}
}
