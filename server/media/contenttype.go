package media

import (
	"bytes"
	"net/http"
	"strings"
)

// sniffLength is the number of bytes that contentType reads.
const sniffLength = 512

// unknownType is a content type that browsers save and never display.
const unknownType = "application/octet-stream"

// magic lists signatures that net/http does not detect or names differently, mostly
// formats recorded by phones.
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

// contentType detects the type of a file by its first bytes. It returns only types
// that browsers do not run or render as a document: raster pictures, sounds, videos
// and unknownType.
func contentType(prefix []byte) string {
	for _, m := range magic {
		if len(prefix) > m.offset && bytes.HasPrefix(prefix[m.offset:], []byte(m.begins)) {
			return m.contentType
		}
	}
	switch guess := http.DetectContentType(prefix); {
	case guess == "audio/wave":
		return "audio/wav"
	case isRaster(guess), strings.HasPrefix(guess, "audio/"), strings.HasPrefix(guess, "video/"):
		return guess
	}
	return unknownType
}

// rasterTypes maps the format names of the registered decoders to the picture types
// that may be displayed. SVG is excluded because it may contain scripts.
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

// isDisplayable reports whether a browser may display a file instead of saving it.
func isDisplayable(contentType string) bool {
	return isRaster(contentType) || strings.HasPrefix(contentType, "audio/")
}
