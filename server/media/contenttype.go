package media

import (
	"bytes"
	"net/http"
	"strings"
)

// sniffed is how many bytes contentType looks at.
const sniffed = 512

// unknownType is what browsers only save.
const unknownType = "application/octet-stream"

// magic are beginnings that the standard library does not know or calls
// otherwise: mostly what phones record.
var magic = []struct {
	offset      int
	begins      string
	contentType string
}{
	{0, "#!AMR", "audio/amr"},
	{0, "#!SILK", "audio/silk"},
	{0, "\x02#!SILK", "audio/silk"},
	{0, "fLaC", "audio/flac"},
	{0, "OggS", "audio/ogg"},
	{0, "\xFF\xFB", "audio/mpeg"},
	{0, "\xFF\xF3", "audio/mpeg"},
	{0, "\xFF\xF2", "audio/mpeg"},
	{0, "\xFF\xF1", "audio/aac"},
	{0, "\xFF\xF9", "audio/aac"},
	{4, "ftypM4A", "audio/mp4"},
	{4, "ftypM4B", "audio/mp4"},
	{4, "ftyp3g", "video/3gpp"},
	{4, "ftypqt", "video/quicktime"},
	{4, "ftypisom", "video/mp4"},
}

// contentType is the type of a file by its first bytes. It only ever is a type
// that no browser takes for a program or a document: raster pictures, sounds,
// videos, or unknown.
func contentType(head []byte) string {
	for _, m := range magic {
		if len(head) > m.offset && bytes.HasPrefix(head[m.offset:], []byte(m.begins)) {
			return m.contentType
		}
	}
	switch guess := http.DetectContentType(head); {
	case guess == "audio/wave":
		return "audio/wav"
	case isRaster(guess), strings.HasPrefix(guess, "audio/"), strings.HasPrefix(guess, "video/"):
		return guess
	}
	return unknownType
}

// rasterTypes are the pictures that are shown, by the names that their
// decoders register. SVG is none: it holds scripts.
var rasterTypes = map[string]string{
	"png":  "image/png",
	"jpeg": "image/jpeg",
	"gif":  "image/gif",
	"bmp":  "image/bmp",
	"webp": "image/webp",
}

func isRaster(contentType string) bool {
	for _, t := range rasterTypes {
		if t == contentType {
			return true
		}
	}
	return false
}

// shown tells whether a browser may show a file in place of saving it.
func shown(contentType string) bool {
	return isRaster(contentType) || strings.HasPrefix(contentType, "audio/")
}
