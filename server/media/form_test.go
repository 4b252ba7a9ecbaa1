package media_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// windowName matches the response to a form.
var windowName = regexp.MustCompile(`(?m)^window\.name = (".*");$`)

// submit posts a form as submitUploadFileForm does, and returns window.name.
func submit(t *testing.T, s *servertest.Server, c *servertest.Client, name string, data []byte, fields ...string) (a servertest.Response, body map[string]any) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		require.NoError(t, err)
		_, err = part.Write(data)
		require.NoError(t, err)
	}
	fields = append([]string{
		"App_Version", "2.1", "From_Account", c.Name, "To_Account", "bob", "Seq", "9", "Timestamp", "1500000000",
		"Random", "4", "Busi_Id", "2", "PkgFlag", "0", "Auth_Key", "null", "Server_Ver", "1", "File_Type", "undefined",
	}, fields...)
	for i := 0; i < len(fields); i += 2 {
		require.NoError(t, w.WriteField(fields[i], fields[i+1]))
	}
	require.NoError(t, w.Close())
	query := c.Query
	address := s.URL + "/v4/openpic/pic_up?tinyid=" + query.Get("tinyid") + "&a2=" + query.Get("a2") +
		"&sdkappid=1400000001&accounttype=1&contenttype=http"
	resp, err := http.Post(address, w.FormDataContentType(), &form)
	require.NoError(t, err)
	defer resp.Body.Close()
	page := readAll(t, resp.Body)
	found := windowName.FindSubmatch(page)
	require.NotNil(t, found, "%s", page)
	var text string
	require.NoError(t, json.Unmarshal(found[1], &text))
	require.NoError(t, json.Unmarshal([]byte(text), &a))
	require.NoError(t, json.Unmarshal([]byte(text), &body))
	return a, body
}

func TestFormUploadsFile(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.MaxUpload = 2 << 20 })
	alice := s.SignIn(t, "alice")
	photo := pngOf(t, noise(250, 200))
	a, body := submit(t, s, alice, "照片.png", photo)
	require.Equal(t, "OK", a.ActionStatus)
	assert.Equal(t, 1.0, body["IsFinish"])
	assert.Equal(t, float64(len(photo)), body["Next_Offset"])
	assert.Len(t, body["URL_INFO"], 3)
	assert.Equal(t, 4.0, body["Random"], "form fields must be converted to numbers")
	_, got := fetch(t, body["URL_INFO"].([]any)[0].(map[string]any)["DownUrl"].(string))
	assert.Equal(t, photo, got)

	_, again := submit(t, s, alice, "another name.png", photo)
	assert.Equal(t, body["File_UUID"], again["File_UUID"])
	sliced := newUpload(photo, picture)
	delete(sliced.fields, "File_Type")
	assert.Equal(t, body["File_UUID"], sliced.upload(t, alice), "the same content must be the same file")

	// The file name of the form applies if the address has none.
	large := documentOf(1<<20 + 1<<19)
	_, body = submit(t, s, alice, `..\..\年报.pdf`, large, "File_Type", "2")
	assert.Nil(t, body["URL_INFO"])
	resp, got := fetch(t, downloadURL(t, s, alice, body["File_UUID"].(string), "2107"))
	assert.Equal(t, large, got)
	assert.Contains(t, resp.Header.Get("Content-Disposition"), "%E5%B9%B4%E6%8A%A5.pdf")
	where := alice.OK(t, "openpic/apply_download", servertest.M{
		"request_info": []servertest.M{{"uuid": body["File_UUID"], "type": 2}},
	}).At("response_info", "url").(string)
	assert.True(t, strings.HasSuffix(where, "&filename=%E5%B9%B4%E6%8A%A5.pdf"), where)
	assert.Empty(t, listParts(t, s))
}

func TestInvalidFormUploadsAreRefused(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.MaxUpload = 2 << 20 })
	alice := s.SignIn(t, "alice")
	for name, c := range map[string]struct {
		file   string
		data   []byte
		fields []string
		code   int
	}{
		"no file":                 {"", nil, nil, -3},
		"page as a picture":       {"a.png", []byte("<html>"), []string{"File_Type", "1"}, -6},
		"unknown kind":            {"a.png", []byte("x"), []string{"File_Type", "picture"}, -6},
		"another account":         {"a.png", []byte("x"), []string{"From_Account", "bob"}, 70013},
		"too large for a file":    {"a.bin", documentOf(2<<20 + 1), []string{"File_Type", "2"}, -6},
		"too large for a request": {"a.bin", documentOf(5 << 20), []string{"File_Type", "2"}, 60101},
		"not a number":            {"a.bin", []byte("x"), []string{"Timestamp", "soon"}, -6},
	} {
		a, _ := submit(t, s, alice, c.file, c.data, c.fields...)
		assert.Equal(t, "FAIL", a.ActionStatus, name)
		assert.Equal(t, c.code, a.ErrorCode, name)
	}
	a, _ := submit(t, s, s.Client17("nobody"), "a.bin", []byte("x"))
	assert.Equal(t, 60005, a.ErrorCode, "a form must require a session")
	assert.Empty(t, listParts(t, s))
}

// A file that exceeds the quota is refused before it is written to disk.
func TestFormReservesSpaceFirst(t *testing.T) {
	var requested []int64
	s := servertest.Start(t, func(c *server.Config) {
		c.MaxUpload = 2 << 20
		c.QuotaBytes = 1 << 20
		c.Space = func(n int64) error {
			requested = append(requested, n)
			return nil
		}
	})
	alice := s.SignIn(t, "alice")
	temporary := t.TempDir()
	t.Setenv("TMPDIR", filepath.Join(temporary, "missing")) // the directory does not exist, so writing fails
	a, _ := submit(t, s, alice, "large.bin", documentOf(1<<20+64<<10))
	assert.Equal(t, -9, a.ErrorCode, a.Raw)
	assert.Empty(t, requested)
	t.Setenv("TMPDIR", temporary)
	a, _ = submit(t, s, alice, "small.bin", documentOf(100<<10))
	assert.Equal(t, 0, a.ErrorCode, a.Raw)
	require.NotEmpty(t, requested)
	assert.InDelta(t, 100<<10, requested[0], 16<<10)
}
