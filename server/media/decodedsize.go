package media

import (
	"image"
	"image/color"
	"io"
)

const (
	// vp8lTrees in bytes is what the code trees of a WebP without losses may
	// take; the decoder refuses more of them.
	vp8lTrees = 128 << 20

	// vp8lFactor is how many bytes of trees one of the file can describe.
	vp8lFactor = 450

	// interlaceOffset is where a PNG says whether it is interlaced.
	interlaceOffset = 28
)

// decodedSize is what decoding a picture takes, in bytes, at most.
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
		case color.NYCbCrAModel: // the alpha is a picture of its own, without losses
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
		if interlaced[0] != 0 { // a pass is decoded beside the whole
			size += size / 2
		}
		return size, nil
	}
	return 4 * pixels, nil
}

// scalingSize is what scaling takes beside: for each line of the picture the
// columns of the scaled one, in four floating point numbers, and the scaled
// one twice, as it may have to be turned.
func scalingSize(width, height int) int64 {
	w, h := fit(width, height, largeSide)
	if w == width && h == height {
		return 0
	}
	const column, pixel = 32, 4
	// Turned by a quarter, width and height are the other way round.
	lines := max(int64(w)*int64(height), int64(h)*int64(width))
	return column*lines + 2*pixel*int64(w)*int64(h)
}
