package media

import (
	"bytes"
	"context"
	"errors"
	"image"
	_ "image/gif" // a decoder, as those below
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
	// A thumbnail's shorter side in pixels. What is smaller is not enlarged.
	largeSide = 720
	smallSide = 198

	// maxSide bounds a thumbnail's longer side in pixels: of a strip, a
	// shorter side of 198 pixels may be most of it.
	maxSide = 8192

	// maxPixels is the largest picture that is taken: 48 megapixels are what
	// phones make. More is made by hand, to fill the memory of whoever looks.
	maxPixels = 50_000_000

	// maxDecoded in bytes is what pictures may take here while they are scaled.
	// As one is scaled at a time, it is the process's. What needs more is taken,
	// but shown only in its own size. Photographs of 48 megapixels fit.
	maxDecoded = 320 << 20

	jpegQuality = 82
)

// render fills in the renditions of a picture, or refuses what is none. The
// thumbnails are what is still to be kept of them.
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
			// Too slow, animated WebP, or damaged: browsers show what they can of it.
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
			// The next, smaller one is made of this one, which stands upright.
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

// thumbnail encodes a thumbnail, unless the original is smaller: nil.
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

// fit is the size at which the shorter side is as asked for, in proportion,
// or the own size if that is smaller.
func fit(width, height, side int) (w, h int) {
	if min(width, height) <= side {
		return width, height
	}
	ratio := min(float64(side)/float64(min(width, height)), float64(maxSide)/float64(max(width, height)))
	return max(1, int(float64(width)*ratio+0.5)), max(1, int(float64(height)*ratio+0.5))
}

// scale returns the picture in w by h pixels, upright.
func scale(picture image.Image, o orientation, w, h int) *image.RGBA {
	if o.swaps() {
		w, h = h, w
	}
	scaled := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(scaled, scaled.Rect, picture, picture.Bounds(), draw.Src, nil)
	return o.turn(scaled)
}

// encode: JPEG, or PNG where something shines through.
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

// contextReader ends with its context, and with it the decoder that reads.
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
