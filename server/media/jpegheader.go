package media

import (
	"bufio"
	"encoding/binary"
	"image"
	"io"
)

// orientation is the EXIF orientation. Browsers rotate pictures accordingly, so
// thumbnails must be rotated, too.
type orientation uint16

const upright orientation = 1

// swaps reports whether the orientation exchanges width and height.
func (o orientation) swaps() bool { return o >= 5 && o <= 8 }

// upright returns the picture in upright orientation.
func (o orientation) upright(p *image.RGBA) *image.RGBA {
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
			case 6: // top is on the right
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8: // top is on the left
				tx, ty = y, w-1-x
			}
			copy(turned.Pix[turned.PixOffset(tx, ty):][:4], p.Pix[p.PixOffset(x, y):][:4])
		}
	}
	return turned
}

// jpegHeader holds properties of a JPEG that image.DecodeConfig does not return.
type jpegHeader struct {
	orientation orientation
	memory      int64 // bytes needed to decode; 0 means no frame, so decoding will fail
}

// The JPEG markers in use.
const (
	markerBaseline    = 0xC0
	markerExtended    = 0xC1
	markerProgressive = 0xC2
	markerRestart     = 0xD0 // first of eight
	markerEnd         = 0xD9
	markerScan        = 0xDA
	markerExif        = 0xE1
	markerAdobe       = 0xEE
)

// readJPEGHeader reads the segments before the image data. It skips stray and fill
// bytes exactly as the decoder does, or a picture could be decoded without having
// been measured. Segments that it does not understand are treated as absent, as the
// decoder will reject them.
func readJPEGHeader(in io.ReadSeeker) (h jpegHeader, err error) {
	if _, err := in.Seek(2, io.SeekStart); err != nil {
		return h, err
	}
	r := bufio.NewReader(in)
	h.orientation = upright
	converts := false // to RGB, after decoding
	for {
		marker, data, ok := nextSegment(r)
		if !ok || marker == markerScan || marker == markerEnd {
			return h, nil
		}
		switch marker {
		case markerBaseline, markerExtended, markerProgressive:
			h.memory = frameMemory(data, marker == markerProgressive, converts)
		case markerAdobe:
			converts = len(data) >= 12 && string(data[:5]) == "Adobe" && data[11] == 0
		case markerExif:
			if o := exifOrientation(data); o != 0 {
				h.orientation = o
			}
		}
	}
}

// nextSegment reads up to the next marker with data and returns both.
func nextSegment(r *bufio.Reader) (marker byte, data []byte, ok bool) {
	var last byte
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, nil, false
		}
		if last != 0xFF {
			last = b
			continue
		}
		switch {
		case b == 0xFF: // fill byte
			continue
		case b == 0, b >= markerRestart && b < markerRestart+8:
			last = 0
			continue
		case b == markerEnd:
			return b, nil, true
		}
		marker = b
		break
	}
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return 0, nil, false
	}
	n := int(binary.BigEndian.Uint16(length[:])) - 2
	if n < 0 {
		return 0, nil, false
	}
	data = make([]byte, n)
	_, err := io.ReadFull(r, data)
	return marker, data, err == nil
}

// frameMemory returns the memory in bytes that the decoder needs for a frame: one
// byte per sample, four more for progressive pictures, whose coefficients are held
// across scans, and the size of the converted picture.
func frameMemory(frame []byte, progressive, converts bool) int64 {
	const headerSize, componentSize, blockSize = 6, 3, 8
	if len(frame) < headerSize+componentSize {
		return 0
	}
	height, width := int64(binary.BigEndian.Uint16(frame[1:])), int64(binary.BigEndian.Uint16(frame[3:]))
	var across, down, blocks int64
	n := 0
	for at := headerSize; at+componentSize <= len(frame); at += componentSize {
		h, v := int64(frame[at+1]>>4), int64(frame[at+1]&15)
		across, down, blocks = max(across, h), max(down, v), blocks+h*v
		n++
	}
	if n == 1 {
		across, down, blocks = 1, 1, 1 // sampling factors have no effect
	}
	if across == 0 || down == 0 {
		return 0
	}
	units := ((width + blockSize*across - 1) / (blockSize * across)) * ((height + blockSize*down - 1) / (blockSize * down))
	sample := int64(1)
	if progressive {
		sample += 4
	}
	memory := units * blocks * blockSize * blockSize * sample
	rgb := n == 3 && frame[headerSize] == 'R' && frame[headerSize+componentSize] == 'G' && frame[headerSize+2*componentSize] == 'B'
	if converts || rgb || n == 4 {
		memory += 4 * width * height
	}
	return memory
}

const exifTagOrientation = 0x0112

// exifOrientation returns the orientation in an EXIF segment, or 0.
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
