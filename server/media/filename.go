package media

import (
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// extensions maps content types to file name extensions.
var extensions = map[string]string{
	"image/png":       ".png",
	"image/jpeg":      ".jpg",
	"image/gif":       ".gif",
	"image/bmp":       ".bmp",
	"image/webp":      ".webp",
	"audio/amr":       ".amr",
	"audio/mpeg":      ".mp3",
	"audio/wav":       ".wav",
	"audio/ogg":       ".ogg",
	"audio/aac":       ".aac",
	"audio/mp4":       ".m4a",
	"audio/flac":      ".flac",
	"video/mp4":       ".mp4",
	"video/webm":      ".webm",
	"video/quicktime": ".mov",
}

func extension(contentType string) string { return extensions[contentType] }

// maxName is the longest file name in bytes that all common systems accept.
const maxName = 200

// cleanName makes a user's file name safe to save under. It removes paths,
// invisible characters (which can make an .exe look like a .jpg) and characters
// that some system forbids.
func cleanName(name, otherwise string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		case strings.ContainsRune(`<>:"|?*`, r), unicode.Is(unicode.Z, r) && r != ' ':
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if over := len(name) - maxName; over > 0 {
		ext := path.Ext(name)
		if len(ext) > maxName/4 {
			ext = ""
		}
		stem := strings.TrimSuffix(name, ext)
		stem = strings.ToValidUTF8(stem[:maxName-len(ext)], "")
		name = strings.TrimRight(stem, " .") + ext
	}
	if name == "" {
		return otherwise
	}
	return name
}

// dispositionHeader returns a Content-Disposition header with a file name.
func dispositionHeader(kind, name string) string {
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}
