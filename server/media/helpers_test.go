package media_test

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/bmp"

	"webim.js/server/servertest"
)

// The values of File_Type.
const (
	picture  = 1
	document = 2
	sound    = 4
)

// upload is a file to upload.
type upload struct {
	data   []byte
	fields servertest.M // included in every slice
}

func newUpload(data []byte, kind int) upload {
	sum := md5.Sum(data)
	return upload{data, servertest.M{
		"App_Version": "2.1", "To_Account": "bob", "Seq": 7, "Timestamp": servertest.Epoch, "Random": 12345,
		"File_Str_Md5": hex.EncodeToString(sum[:]), "File_Size": len(data), "File_Type": kind,
		"Server_Ver": 1, "Auth_Key": nil, "Busi_Id": 2, "PkgFlag": 1,
	}}
}

// with returns a copy of the upload with other fields; nil removes a field.
func (u upload) with(fields servertest.M) upload {
	u.fields = maps.Clone(u.fields)
	maps.Copy(u.fields, fields)
	return u
}

// sliceBody returns the body of a request with the bytes from from to to.
func (u upload) sliceBody(from, to int) servertest.M {
	body := maps.Clone(u.fields)
	body["Slice_Offset"], body["Slice_Size"] = from, to-from
	body["Slice_Data"] = base64.StdEncoding.EncodeToString(u.data[from:to])
	return body
}

// wholeBody returns the body of a request with the whole file.
func (u upload) wholeBody() servertest.M { return u.sliceBody(0, len(u.data)) }

// send uploads the file as the SDKs do: slice by slice, each at the offset of the last
// response.
func (u upload) send(t *testing.T, c *servertest.Client, size int) servertest.Response {
	t.Helper()
	for from, n := 0, 0; ; n++ {
		require.Less(t, n, 10_000, "the upload must end")
		a := c.OK(t, "openpic/pic_up", u.sliceBody(from, min(from+size, len(u.data))))
		if a.At("IsFinish") != 0.0 {
			return a
		}
		from = int(a.At("Next_Offset").(float64))
		require.Less(t, from, len(u.data), "Next_Offset must be inside the file, or the SDKs hang")
	}
}

// upload uploads a file in one request and returns its id.
func (u upload) upload(t *testing.T, c *servertest.Client) string {
	t.Helper()
	return c.OK(t, "openpic/pic_up", u.wholeBody()).At("File_UUID").(string)
}

// fetch sends a GET request as a page of another origin.
func fetch(t *testing.T, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	return request(t, http.MethodGet, address, header...)
}

func request(t *testing.T, method, address string, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	require.NoError(t, err)
	req.Header.Set("Origin", "https://page.example")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, data
}

// listParts returns the paths of unfinished files.
func listParts(t *testing.T, s *servertest.Server) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(s.BlobPath(), "parts", "*"))
	require.NoError(t, err)
	return names
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

func readAll(t testing.TB, r io.Reader) []byte {
	t.Helper()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return data
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
}

func removeFile(t *testing.T, path string) {
	t.Helper()
	require.NoError(t, os.Remove(path))
}

// painting returns a picture with different corners: blue at the top left, red at the
// top right, green at the bottom left, white at the bottom right.
func painting(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	corners := [2][2]color.RGBA{{{0, 0, 255, 255}, {255, 0, 0, 255}}, {{0, 255, 0, 255}, {255, 255, 255, 255}}}
	for y := range h {
		for x := range w {
			p.SetRGBA(x, y, corners[2*y/h][2*x/w])
		}
	}
	return p
}

func encoded(t testing.TB, encode func(w io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, encode(&b))
	return b.Bytes()
}

func pngOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return png.Encode(w, p) })
}

func jpegOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return jpeg.Encode(w, p, &jpeg.Options{Quality: 100}) })
}

func gifOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return gif.Encode(w, p, nil) })
}

func bmpOf(t testing.TB, p image.Image) []byte {
	return encoded(t, func(w io.Writer) error { return bmp.Encode(w, p) })
}

// noise returns a picture that does not compress, so that thumbnails are smaller.
func noise(w, h int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	seed := uint32(1)
	for i := range p.Pix {
		seed = seed*1664525 + 1013904223
		p.Pix[i] = byte(seed >> 24)
		if i%4 == 3 {
			p.Pix[i] = 255
		}
	}
	return p
}

// documentOf returns content that is not a picture.
func documentOf(n int) []byte { return bytes.Repeat([]byte("0123456789abcdef"), n/16+1)[:n] }
