package media

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// orientation says how a camera was held (EXIF): browsers turn such pictures,
// so thumbnails have to be turned.
type orientation uint16

const upright orientation = 1

// swaps tells whether turning exchanges width and height.
func (o orientation) swaps() bool { return o >= 5 && o <= 8 }

// turn returns the picture as it is to be seen.
func (o orientation) turn(p *image.RGBA) *image.RGBA {
	if o < 2 || o > 8 {
		return p
	}
	w, h := p.Rect.Dx(), p.Rect.Dy()
	turned := image.NewRGBA(image.Rect(0, 0, w, h))
	if o.swaps() {
		turned = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch o {
			case 2: // mirrored
				tx = w - 1 - x
			case 3: // upside down
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6: // its top is on the right
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8: // its top is on the left
				tx, ty = y, w-1-x
			}
			copy(turned.Pix[turned.PixOffset(tx, ty):][:4], p.Pix[p.PixOffset(x, y):][:4])
		}
	}
	return turned
}

// jpegHeader is what the decoder does not tell about a JPEG.
type jpegHeader struct {
	orientation  orientation
	coefficients float64 // that a progressive JPEG has for a pixel: 1.5 as cameras do it, 3 at most
}

// The markers of a JPEG's segments that are looked at.
const (
	markerProgressive = 0xC2
	markerScan        = 0xDA
	markerExif        = 0xE1
)

// readJPEGHeader reads the segments in front of the picture itself. What it
// does not understand it takes as absent: the decoder is the judge.
func readJPEGHeader(in io.ReadSeeker) (h jpegHeader, err error) {
	if _, err := in.Seek(2, io.SeekStart); err != nil {
		return h, err
	}
	r := bufio.NewReader(in)
	h.orientation = upright
	for {
		var segment [4]byte // FF, marker, length of the rest with itself
		if _, err := io.ReadFull(r, segment[:]); err != nil || segment[0] != 0xFF {
			return h, nil
		}
		length := int(binary.BigEndian.Uint16(segment[2:])) - 2
		if length < 0 {
			return h, nil
		}
		switch segment[1] {
		case markerScan:
			return h, nil
		case markerProgressive, markerExif:
			data := make([]byte, length)
			if _, err := io.ReadFull(r, data); err != nil {
				return h, nil
			}
			if segment[1] == markerProgressive {
				h.coefficients = coefficients(data)
			} else if o := exifOrientation(data); o != 0 {
				h.orientation = o
			}
		default:
			if _, err := r.Discard(length); err != nil {
				return h, nil
			}
		}
	}
}

// coefficients reads from a frame's header how many of them a pixel has: the
// colours are mostly stored in half the resolution.
func coefficients(frame []byte) float64 {
	const head, component = 6, 3
	all, most := 0, 1
	for at := head; at+component <= len(frame); at += component {
		across, down := int(frame[at+1]>>4), int(frame[at+1]&15)
		all += across * down
		most = max(most, across*down)
	}
	return float64(all) / float64(most)
}

const exifTagOrientation = 0x0112

// exifOrientation finds the orientation in an EXIF segment, 0 if there is
// none.
func exifOrientation(data []byte) orientation {
	const prefix = "Exif\x00\x00"
	if len(data) < len(prefix)+8 || string(data[:len(prefix)]) != prefix {
		return 0
	}
	tiff := data[len(prefix):]
	var order binary.ByteOrder
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 0
	}
	const entrySize = 12
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	entries := int(order.Uint16(tiff[at:]))
	for at += 2; entries > 0 && at+entrySize <= int64(len(tiff)); entries, at = entries-1, at+entrySize {
		entry := tiff[at:]
		if order.Uint16(entry) == exifTagOrientation {
			if o := orientation(order.Uint16(entry[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
	}
	return 0
}
