package media

import (
	"image"
	"image/color"
	"io"
)

const (
	// vp8lTrees is the maximum size in bytes of the code trees of a lossless WebP.
	// The decoder rejects larger ones.
	vp8lTrees = 128 << 20

	// vp8lFactor is the maximum size in bytes of the code trees per byte of the
	// file.
	vp8lFactor = 450

	// interlaceOffset is the offset of the interlace method in a PNG.
	interlaceOffset = 28
)

// decodedSize returns the maximum memory in bytes for decoding a picture.
func decodedSize(in io.ReadSeeker, c image.Config, format string, fileSize int64, header jpegHeader) (int64, error) {
	pixels := int64(c.Width) * int64(c.Height)
	switch format {
	case "jpeg":
		return header.memory, nil
	case "gif":
		return pixels, nil
	case "webp":
		trees := min(vp8lTrees, vp8lFactor*fileSize)
		switch c.ColorModel {
		case color.YCbCrModel:
			return 2 * pixels, nil
		case color.NYCbCrAModel: // the alpha plane is a separate lossless picture
			return 2*pixels + 9*pixels + trees, nil
		}
		return 8*pixels + trees, nil
	case "png":
		size := 4 * pixels
		if c.ColorModel == color.RGBA64Model || c.ColorModel == color.NRGBA64Model {
			size = 8 * pixels
		}
		var interlaced [1]byte
		if _, err := in.Seek(interlaceOffset, io.SeekStart); err != nil {
			return 0, err
		}
		if _, err := io.ReadFull(in, interlaced[:]); err != nil {
			return 0, err
		}
		if interlaced[0] != 0 { // a pass is decoded in addition to the whole
			size += size / 2
		}
		return size, nil
	}
	return 4 * pixels, nil
}

// scalingSize returns the memory in bytes for scaling, in addition to the decoded
// picture: for each line, the columns of the scaled picture as four floating-point
// numbers, and the scaled picture twice, as it may be rotated.
func scalingSize(width, height int) int64 {
	w, h := fit(width, height, largeSide)
	if w == width && h == height {
		return 0
	}
	const column, pixel = 32, 4
	// A rotation by 90° swaps width and height.
	lines := max(int64(w)*int64(height), int64(h)*int64(width))
	return column*lines + 2*pixel*int64(w)*int64(h)
}
