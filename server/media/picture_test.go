package media_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

// loadedSize is one size of a picture, as described by the response and as downloaded.
type loadedSize struct {
	width, height int
	size          int
	contentType   string
	picture       image.Image // nil if it cannot be decoded
	url           string
}

// loadSizes downloads all sizes of an uploaded picture, by PIC_TYPE, and checks that they
// match the response.
func loadSizes(t *testing.T, a servertest.Response) map[int]loadedSize {
	t.Helper()
	require.Equal(t, 3, a.Len("URL_INFO"), a.Raw)
	sizes := map[int]loadedSize{}
	for i := range 3 {
		at := func(field string) any { return a.At("URL_INFO", i, field) }
		number := func(field string) int { return int(at(field).(float64)) }
		resp, data := fetch(t, at("DownUrl").(string))
		require.Equal(t, http.StatusOK, resp.StatusCode, at("DownUrl"))
		s := loadedSize{
			number("PIC_Width"), number("PIC_Height"), number("PIC_Size"),
			resp.Header.Get("Content-Type"), nil, at("DownUrl").(string),
		}
		assert.Len(t, data, s.size)
		s.picture, _, _ = image.Decode(bytes.NewReader(data))
		sizes[number("PIC_TYPE")] = s
	}
	assert.Len(t, sizes, 3)
	return sizes
}

const (
	original = 1
	small    = 2
	large    = 4
)

func TestThumbnailsFitTheirSizes(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	wide, tall := noise(250, 200), noise(722, 730)
	for _, c := range []struct {
		name         string
		data         []byte
		contentType  string
		large, small string
		thumbnails   string // content type of the thumbnails
	}{
		{"png", pngOf(t, wide), "image/png", "250x200", "248x198", "image/jpeg"},
		{"jpeg", jpegOf(t, wide), "image/jpeg", "250x200", "248x198", "image/jpeg"},
		{"gif", gifOf(t, wide), "image/gif", "250x200", "248x198", "image/jpeg"},
		{"bmp", bmpOf(t, wide), "image/bmp", "250x200", "248x198", "image/jpeg"},
		{"large", pngOf(t, tall), "image/png", "720x728", "198x200", "image/jpeg"},
		{"tiny", pngOf(t, noise(20, 30)), "image/png", "20x30", "20x30", "image/png"},
		{"one pixel", pngOf(t, noise(1, 1)), "image/png", "1x1", "1x1", "image/png"},
	} {
		a := alice.OK(t, "openpic/pic_up", newUpload(c.data, picture).wholeBody())
		sizes := loadSizes(t, a)
		own := sizes[original]
		assert.Equal(t, c.contentType, own.contentType, c.name)
		assert.Equal(t, len(c.data), own.size, c.name)
		for number, want := range map[int]string{large: c.large, small: c.small} {
			got := sizes[number]
			assert.Equal(t, want, fmt.Sprintf("%dx%d", got.width, got.height), "%s %d", c.name, number)
			require.NotNil(t, got.picture, c.name)
			assert.Equal(t, image.Pt(got.width, got.height), got.picture.Bounds().Size(), "%s %d", c.name, number)
			assert.LessOrEqual(t, got.size, own.size, "a thumbnail must not be larger than its picture")
			if got.width != own.width {
				assert.Equal(t, c.thumbnails, got.contentType, c.name)
			} else {
				assert.Equal(t, own.size, got.size, "%s: no size may be enlarged", c.name)
			}
		}
	}
}

func TestThumbnailsMatchPicture(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(bmpOf(t, painting(900, 730)), picture).wholeBody()))
	assert.Equal(t, []int{888, 720}, []int{sizes[large].width, sizes[large].height})
	assert.Equal(t, []int{244, 198}, []int{sizes[small].width, sizes[small].height})
	for number, p := range sizes {
		assert.Equal(t, "blue red green white", cornerColors(p.picture), number)
	}
}

// cornerColors returns the colors of a painting's corners.
func cornerColors(p image.Image) string {
	b := p.Bounds()
	var names []string
	for _, y := range []int{b.Min.Y + b.Dy()/8, b.Max.Y - b.Dy()/8} {
		for _, x := range []int{b.Min.X + b.Dx()/8, b.Max.X - b.Dx()/8} {
			r, g, b, _ := p.At(x, y).RGBA()
			names = append(names, map[[3]bool]string{
				{false, false, true}: "blue", {true, false, false}: "red", {false, true, false}: "green", {true, true, true}: "white",
			}[[3]bool{r > 0x8000, g > 0x8000, b > 0x8000}])
		}
	}
	return strings.Join(names, " ")
}

// withExif inserts an EXIF segment with an orientation into a JPEG.
func withExif(jpeg []byte, orientation uint16, order binary.ByteOrder) []byte {
	var tiff bytes.Buffer
	mark := map[binary.ByteOrder]string{binary.LittleEndian: "II", binary.BigEndian: "MM"}[order]
	tiff.WriteString("Exif\x00\x00" + mark)
	_ = binary.Write(&tiff, order, []uint16{42})
	_ = binary.Write(&tiff, order, []uint32{8})
	// Two entries: camera maker and orientation.
	_ = binary.Write(&tiff, order, []uint16{2, 0x010F, 2, 0, 4, 0, 0})
	_ = binary.Write(&tiff, order, []uint16{0x0112, 3})
	_ = binary.Write(&tiff, order, []uint32{1})
	_ = binary.Write(&tiff, order, []uint16{orientation, 0})
	_ = binary.Write(&tiff, order, []uint32{0})
	segment := binary.BigEndian.AppendUint16([]byte{0xFF, 0xE1}, uint16(tiff.Len()+2))
	return bytes.Join([][]byte{jpeg[:2], segment, tiff.Bytes(), jpeg[2:]}, nil)
}

func TestThumbnailsFollowOrientation(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	plain := jpegOf(t, painting(220, 200))
	for i, want := range []string{
		"blue red green white", // 0 is not defined
		"blue red green white",
		"red blue white green",
		"white green red blue",
		"green white blue red",
		"blue green red white",
		"green blue white red",
		"white red green blue",
		"red white blue green",
		"blue red green white", // 9 is not defined either
	} {
		order := []binary.ByteOrder{binary.LittleEndian, binary.BigEndian}[i%2]
		data := withExif(plain, uint16(i), order)
		sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(data, picture).wholeBody()))
		assert.Equal(t, want, cornerColors(sizes[small].picture), "orientation %d", i)
		own, thumb := "220x200", "218x198"
		if i >= 5 && i <= 8 {
			own, thumb = "200x220", "198x218"
		}
		assert.Equal(t, own, fmt.Sprintf("%dx%d", sizes[original].width, sizes[original].height), "the thumbnail must look as in browsers")
		assert.Equal(t, thumb, fmt.Sprintf("%dx%d", sizes[small].width, sizes[small].height))
	}
}

func TestThumbnailsKeepTransparency(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	p := image.NewNRGBA(image.Rect(0, 0, 300, 300))
	draw.Draw(p, image.Rect(0, 0, 300, 150), noise(300, 150), image.Point{}, draw.Src)
	sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(pngOf(t, p), picture).wholeBody()))
	thumb := sizes[small]
	assert.Equal(t, "image/png", thumb.contentType)
	assert.Equal(t, 198, thumb.width)
	_, _, _, above := thumb.picture.At(99, 5).RGBA()
	_, _, _, below := thumb.picture.At(99, 190).RGBA()
	assert.Equal(t, []uint32{0xFFFF, 0}, []uint32{above, below})
}

// webpOf returns a WebP picture of one color in any size, in 34 bytes.
func webpOf(t testing.TB, width, height int) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	require.NoError(t, err)
	const sizes = 21 // 14 bits each, minus one, and a bit for alpha
	binary.LittleEndian.PutUint32(data[sizes:], uint32(width-1)|uint32(height-1)<<14|1<<28)
	return data
}

// hugePNG returns a PNG of one row that declares another size.
func hugePNG(t testing.TB, width, height uint32) []byte {
	data := pngOf(t, image.NewGray(image.Rect(0, 0, 10, 1)))
	const header = 12 // the chunk's name, before the size
	binary.BigEndian.PutUint32(data[header+4:], width)
	binary.BigEndian.PutUint32(data[header+8:], height)
	binary.BigEndian.PutUint32(data[header+17:], crc32.ChecksumIEEE(data[header:header+17]))
	return data
}

func TestWebPGetsThumbnails(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(webpOf(t, 250, 200), picture).wholeBody()))
	assert.Equal(t, "image/webp", sizes[original].contentType)
	assert.Equal(t, image.Pt(250, 200), sizes[original].picture.Bounds().Size())
	assert.Equal(t, sizes[original].size, sizes[small].size, "a file of 34 bytes must get no thumbnails")
}

func TestOversizedPicturesAreRefused(t *testing.T) {
	s := servertest.Start(t)
	alice, old := s.SignIn(t, "alice"), s.Client13("carol")
	for name, data := range map[string][]byte{
		"webp, 268 megapixels": webpOf(t, 16383, 16383),
		"png, 3600 megapixels": hugePNG(t, 60000, 60000),
		"png of one row":       hugePNG(t, 60_000_000, 1),
		"png, size of 31 bits": hugePNG(t, 0x7FFFFFFF, 0x7FFFFFFF),
		"png of zero size":     hugePNG(t, 0, 0),
		"html":                 []byte("<html><script>alert(1)</script>"),
		"svg":                  []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`),
		"truncated png":        []byte("\x89PNG\r\n\x1a\n"),
		"gif without a size":   []byte("GIF89a"),
		"empty jpeg":           {0xFF, 0xD8, 0xFF, 0xD9},
		"tiff":                 []byte("II*\x00\x08\x00\x00\x00\x00\x00"),
	} {
		u := newUpload(data, picture)
		alice.Refused(t, -6, "openpic/pic_up", u.wholeBody())
		alice.Refused(t, -6, "openpic/pic_up", u.wholeBody())
		delete(u.fields, "File_Type")
		old.Refused(t, -6, "openpic/pic_up", u.wholeBody())

		// 1.7 clients that upload documents in base64 do not send the kind.
		a := alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": 2}).wholeBody())
		assert.Equal(t, []any{}, a.At("URL_INFO"), name)
		resp, got := fetch(t, s.URL+"/asn.com/stddownload_common_file?authkey="+downloadTicket(t, s, alice)+
			"&filetype=2107&fileid="+a.At("File_UUID").(string))
		assert.Equal(t, data, got, name)
		assert.Contains(t, resp.Header.Get("Content-Disposition"), "attachment", name)
	}
	assert.Empty(t, listParts(t, s))
}

func TestLargePicturesAreNotScaled(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	whole := pngOf(t, noise(250, 200))
	deep := hugePNG(t, 7000, 7000) // 16 bits per channel: 392 MB
	deep[24], deep[25] = 16, 6
	binary.BigEndian.PutUint32(deep[29:], crc32.ChecksumIEEE(deep[12:29]))
	for name, data := range map[string][]byte{"cut off": whole[:len(whole)/2], "needs too much memory": deep} {
		sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(data, picture).wholeBody()))
		for number, p := range sizes {
			assert.Equal(t, len(data), p.size, "%s %d: the picture must be shown in its own size", name, number)
		}
	}
}

func TestPolyglotFilesAreHarmless(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	script := "<html><script>alert(1)</script></html>"
	for name, c := range map[string]struct {
		data        []byte
		contentType string
	}{
		"gif and page":    {append(gifOf(t, painting(10, 10)), script...), "image/gif"},
		"png and archive": {append(pngOf(t, painting(10, 10)), "PK\x03\x04"...), "image/png"},
		"bmp and script":  {append(bmpOf(t, image.NewPaletted(image.Rect(0, 0, 4, 4), color.Palette{color.Black, color.White})), "*/alert(1)"...), "image/bmp"},
	} {
		sizes := loadSizes(t, alice.OK(t, "openpic/pic_up", newUpload(c.data, picture).wholeBody()))
		resp, got := fetch(t, sizes[original].url)
		assert.Equal(t, c.data, got, name)
		assert.Equal(t, c.contentType, resp.Header.Get("Content-Type"), name)
		checkHarmless(t, resp, name)
	}
}

// checkHarmless checks the headers that prevent browsers from treating a response as a page
// or script of this server.
func checkHarmless(t *testing.T, resp *http.Response, name string) {
	t.Helper()
	h := resp.Header
	assert.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), name)
	assert.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'", name)
	assert.Contains(t, h.Get("Content-Security-Policy"), "sandbox", name)
	assert.NotContains(t, h.Get("Content-Security-Policy"), "allow-", name)
	assert.NotRegexp(t, `html|xml|script|svg|pdf|text|flash`, h.Get("Content-Type"), name)
	if !strings.HasPrefix(h.Get("Content-Type"), "image/") && !strings.HasPrefix(h.Get("Content-Type"), "audio/") {
		assert.Contains(t, h.Get("Content-Disposition"), "attachment", name)
	}
}

func TestRepeatedPictureIsSameFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(pngOf(t, noise(300, 300)), picture)
	first := alice.OK(t, "openpic/pic_up", u.wholeBody())
	again := alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": 2}).sliceBody(0, 100))
	assert.Equal(t, first.At("URL_INFO"), again.At("URL_INFO"))

	// Addresses contain the host that the request used.
	delete(u.fields, "File_Type")
	stated := alice.OK(t, "openpic/pic_up", u.wholeBody())
	assert.Equal(t, 3, stated.Len("URL_INFO"), "without a kind the file must be a picture")
}
