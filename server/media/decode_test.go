package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"

	"webim.js/server/media/blob/dirblobs"
)

// endlessJPEG returns a progressive JPEG with many empty scans. At 4800 pixels a scan
// is thirty bytes and takes milliseconds to decode.
func endlessJPEG(side, scans int) []byte {
	segment := func(marker byte, data ...byte) []byte {
		segment := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2))
		return append(segment, data...)
	}
	quantization := make([]byte, 65)
	for i := range quantization[1:] {
		quantization[i+1] = 1
	}
	// A Huffman table with a single code, the bit 0.
	table := func(class, symbol byte) []byte {
		return segment(0xC4, append([]byte{class, 1, 15: 0, 16: 0}, symbol)...)
	}
	p := []byte{0xFF, 0xD8}
	p = append(p, segment(0xDB, quantization...)...)
	p = append(p, segment(0xC2, 8, byte(side>>8), byte(side), byte(side>>8), byte(side), 1, 1, 0x11, 0)...)
	p = append(p, table(0x00, 0)...)
	p = append(p, table(0x10, 0xE0)...)
	p = append(p, segment(0xDA, 1, 1, 0, 0, 0, 0)...) // luminance of the blocks, one bit each
	p = append(p, make([]byte, (side/8)*(side/8)/8+1)...)
	// All other scans are empty: runs of 16384 blocks, each in 15 bits.
	scan := append(segment(0xDA, 1, 1, 0, 1, 63, 0), make([]byte, (side/8)*(side/8)/16384*15/8+8)...)
	for range scans {
		p = append(p, scan...)
	}
	return append(p, 0xFF, 0xD9)
}

func TestDecodingIsTimeBounded(t *testing.T) {
	dir := t.TempDir()
	blobs, err := dirblobs.Open(dir)
	require.NoError(t, err)
	defer blobs.Close()
	path := filepath.Join(dir, "endless.jpg")
	require.NoError(t, os.WriteFile(path, endlessJPEG(4800, 50_000), 0o600))
	in, err := os.Open(path)
	require.NoError(t, err)
	defer in.Close()

	m := &Media{Config: Config{Blobs: blobs}, scaler: newScaler(100 * time.Millisecond)}
	f := &File{Owner: "alice"}
	thumbnails, err := m.render(t.Context(), in, f)
	require.NoError(t, err)
	assert.Empty(t, thumbnails)
	assert.Equal(t, *f.Original, *f.Small, "the picture must be shown in its original size")
	assert.Empty(t, m.scaler.queue, "the scaler must be released")
	assert.NotZero(t, m.scaler.spent["alice"].time)
}

func FuzzJPEGHeader(f *testing.F) {
	f.Add(endlessJPEG(4800, 1)[:700])
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

func TestFitKeepsAspectRatio(t *testing.T) {
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

// allocated returns the number of bytes that a function allocates.
func allocated(fn func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// The estimate must match the decoder's allocations for every encoding. A stray or
// fill byte before the frame must not hide the frame.
func TestDecodedSizeMatchesDecoder(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	progressive := endlessJPEG(1600, 1)
	frame := bytes.Index(progressive, []byte{0xFF, 0xC2})
	with := func(stray ...byte) []byte { return slices.Concat(progressive[:frame], stray, progressive[frame:]) }
	gray := image.NewGray(image.Rect(0, 0, 1500, 1000))
	colors := image.NewNRGBA(image.Rect(0, 0, 1000, 1500))
	colors.Pix[3] = 7
	deep := image.NewNRGBA64(image.Rect(0, 0, 500, 750))
	encoded := func(encode func(w io.Writer) error) []byte {
		var b bytes.Buffer
		require.NoError(t, encode(&b))
		return b.Bytes()
	}
	for name, data := range map[string][]byte{
		"progressive":         progressive,
		"stray byte":          with(0x00),
		"several stray bytes": with(1, 2, 3, 0xFF, 0, 0x42),
		"fill bytes":          with(0xFF, 0xFF, 0xFF),
		"restart marker":      with(0xFF, 0xD0),
		"gray":                encoded(func(w io.Writer) error { return jpeg.Encode(w, gray, nil) }),
		"colors":              encoded(func(w io.Writer) error { return jpeg.Encode(w, colors, nil) }),
		"png":                 encoded(func(w io.Writer) error { return png.Encode(w, colors) }),
		"deep png":            encoded(func(w io.Writer) error { return png.Encode(w, deep) }),
		"gif":                 encoded(func(w io.Writer) error { return gif.Encode(w, gray, nil) }),
		"bmp":                 encoded(func(w io.Writer) error { return bmp.Encode(w, colors) }),
	} {
		path := filepath.Join(t.TempDir(), "picture")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		in, err := os.Open(path)
		require.NoError(t, err)
		defer in.Close()
		config, format, err := decodeConfig(in)
		require.NoError(t, err, name)
		header := jpegHeader{}
		if format == "jpeg" {
			header, err = readJPEGHeader(in)
			require.NoError(t, err)
		}
		budget, err := decodedSize(in, config, format, int64(len(data)), header)
		require.NoError(t, err)
		taken := allocated(func() { _, err = decode(t.Context(), in) })
		require.NoError(t, err, name)
		const aside = 512 << 10 // buffers, tables and other allocations
		assert.LessOrEqual(t, taken, budget+budget/8+aside, name)
		assert.LessOrEqual(t, budget, 4*taken+aside, "%s: the estimate must not be too high", name)
	}
}

func TestScalingSizeBoundsMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	photo := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	taken := allocated(func() { scale(photo, 6, 960, 720) })
	assert.LessOrEqual(t, taken, scalingSize(3000, 4000)+1<<20)
	assert.Zero(t, scalingSize(700, 5000))
	// Photos of phones must be scaled.
	frame := []byte{8, 6000 >> 8, 6000 & 255, 8000 >> 8, 8000 & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0}
	assert.Less(t, frameMemory(frame, false, false)+scalingSize(8000, 6000), int64(maxDecoded))
	assert.Greater(t, frameMemory(frame, true, false), int64(maxDecoded))
}
