package media

import (
	"crypto/rand"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob/dirblobs"
)

// BenchmarkRender scales a photo of twelve megapixels to both sizes.
func BenchmarkRender(b *testing.B) {
	dir := b.TempDir()
	blobs, err := dirblobs.Open(dir)
	require.NoError(b, err)
	defer blobs.Close()
	photo := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range photo.Y {
		photo.Y[i] = byte(i * i >> 7)
	}
	f, err := os.Create(filepath.Join(dir, "photo.jpg"))
	require.NoError(b, err)
	defer f.Close()
	require.NoError(b, jpeg.Encode(f, photo, nil))
	m := &Media{Config: Config{Blobs: blobs}, scaler: newScaler(time.Minute)}
	for b.Loop() {
		_, err := m.render(b.Context(), f, &File{Owner: rand.Text(), Size: 1 << 30})
		require.NoError(b, err)
	}
}
