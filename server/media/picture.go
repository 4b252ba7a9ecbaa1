package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/gif" // decoder
	"image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/bmp"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"webim.js/server/api"
	"webim.js/server/media/blob"
)

const (
	// largeSide and smallSide are the shorter sides of the two thumbnails in pixels.
	// Smaller pictures are not enlarged.
	largeSide = 720
	smallSide = 198

	// maxSide bounds the longer side of a thumbnail in pixels. For a narrow strip,
	// a shorter side of 198 pixels would be too much.
	maxSide = 8192

	// maxPixels is the maximum number of pixels of a picture. Phones take pictures of up
	// to 48 megapixels; larger ones are usually crafted to exhaust the viewer's memory.
	maxPixels = 50_000_000

	// maxDecoded is the memory in bytes for scaling a picture. Pictures are scaled
	// one at a time, so this is a limit of the process. Larger pictures are
	// accepted, but only in their original size. Photographs of 48 megapixels fit.
	maxDecoded = 320 << 20

	jpegQuality = 82
)

// render sets the renditions of a picture, or returns an error if the file is not a
// picture. It returns the thumbnails, which are to be stored.
func (m *Media) render(ctx context.Context, in io.ReadSeeker, f *File) (thumbnails [][]byte, err error) {
	config, format, err := decodeConfig(in)
	if err != nil || rasterTypes[format] == "" || config.Width <= 0 || config.Height <= 0 {
		return nil, api.Errorf(codeParameter, "the file is not a PNG, JPEG, GIF, BMP or WebP picture")
	}
	if int64(config.Width)*int64(config.Height) > maxPixels {
		return nil, api.Errorf(codeParameter, "the picture has more than %d pixels", maxPixels)
	}
	header := jpegHeader{orientation: upright}
	if format == "jpeg" {
		if header, err = readJPEGHeader(in); err != nil {
			return nil, err
		}
	}
	needs, err := decodedSize(in, config, format, f.Size, header)
	if err != nil {
		return nil, err
	}
	f.Type = rasterTypes[format]
	own := Rendition{Blob: f.Blob, Type: f.Type, Size: f.Size, Width: config.Width, Height: config.Height}
	if header.orientation.swaps() {
		own.Width, own.Height = own.Height, own.Width
	}
	original, large, small := own, own, own
	f.Original, f.Large, f.Small = &original, &large, &small
	if needs+scalingSize(own.Width, own.Height) > maxDecoded {
		return nil, nil
	}

	done, err := m.scaler.run(ctx, f.Owner, func(ctx context.Context) error {
		picture, err := decode(ctx, in)
		if err != nil {
			// The picture is too slow to decode, an animated WebP or damaged. Browsers may
			// still be able to display the original.
			return nil
		}
		for _, size := range []struct {
			side int
			to   *Rendition
		}{{largeSide, &large}, {smallSide, &small}} {
			w, h := fit(own.Width, own.Height, size.side)
			if w == own.Width && h == own.Height {
				continue
			}
			scaled := scale(picture, header.orientation, w, h)
			data, err := thumbnail(scaled, size.to)
			if err != nil {
				return err
			}
			if data != nil {
				thumbnails = append(thumbnails, data)
			}
			// Scale the next size from this one, which is upright.
			picture, header.orientation = scaled, upright
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !done {
		large, small = own, own
		return nil, nil
	}
	return thumbnails, nil
}

// thumbnail encodes a thumbnail. It returns nil if the original is smaller.
func thumbnail(scaled *image.RGBA, to *Rendition) ([]byte, error) {
	data, contentType, err := encode(scaled)
	if err != nil || int64(len(data)) >= to.Size {
		return nil, err
	}
	*to = Rendition{
		Blob: blob.Hash(data), Type: contentType, Size: int64(len(data)),
		Width: scaled.Rect.Dx(), Height: scaled.Rect.Dy(),
	}
	return data, nil
}

// fit returns the size at which the shorter side equals side, with the same aspect
// ratio, or the original size if that is smaller.
func fit(width, height, side int) (w, h int) {
	if min(width, height) <= side {
		return width, height
	}
	ratio := min(float64(side)/float64(min(width, height)), float64(maxSide)/float64(max(width, height)))
	return max(1, int(float64(width)*ratio+0.5)), max(1, int(float64(height)*ratio+0.5))
}

// scale returns the picture scaled to w by h pixels, upright.
func scale(picture image.Image, o orientation, w, h int) *image.RGBA {
	if o.swaps() {
		w, h = h, w
	}
	scaled := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(scaled, scaled.Rect, picture, picture.Bounds(), draw.Src, nil)
	return o.upright(scaled)
}

// encode encodes a picture as JPEG, or as PNG if it has transparency.
func encode(p *image.RGBA) (data []byte, contentType string, err error) {
	var b bytes.Buffer
	if p.Opaque() {
		err = jpeg.Encode(&b, p, &jpeg.Options{Quality: jpegQuality})
		return b.Bytes(), rasterTypes["jpeg"], err
	}
	err = png.Encode(&b, p)
	return b.Bytes(), rasterTypes["png"], err
}

func decodeConfig(in io.ReadSeeker) (image.Config, string, error) {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return image.Config{}, "", err
	}
	return image.DecodeConfig(in)
}

func decode(ctx context.Context, in io.ReadSeeker) (image.Image, error) {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(contextReader{ctx, in})
	return picture, err
}

// contextReader fails when its context ends, which aborts the decoder.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	if errors.Is(err, io.EOF) {
		return n, io.EOF
	}
	return n, err
}
