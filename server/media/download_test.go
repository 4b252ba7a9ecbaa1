package media_test

import (
	"bytes"
	"mime"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/account"
	"webim.js/server/servertest"
)

// downloadURL returns the address that the SDKs build for a sound or file.
func downloadURL(t *testing.T, s *servertest.Server, c *servertest.Client, id, filetype string) string {
	t.Helper()
	ticket := c.OK(t, "openim/authkey", servertest.M{})
	return "http://" + ticket.At("IpList", 0).(string) + "/asn.com/stddownload_common_file?authkey=" + ticket.At("AuthKey").(string) +
		"&bid=10001&subbid=1400000001&fileid=" + id + "&filetype=" + filetype + "&openid=alice&ver=0"
}

func TestDownloadsHaveSafeTypes(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	html := "<html><script>alert(document.domain)</script>"
	for name, c := range map[string]struct {
		content     string
		filetype    string
		contentType string
		disposition string
	}{
		"a sound":           {"ID3\x03\x00\x00\x00\x00\x00\x00", "2106", "audio/mpeg", "inline"},
		"amr sound":         {"#!AMR\n\x3c", "2106", "audio/amr", "inline"},
		"sound as a file":   {"#!AMR\n\x3d", "2107", "audio/amr", "attachment"},
		"mp4 sound":         {"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "2106", "audio/mp4", "inline"},
		"page as a sound":   {html, "2106", "application/octet-stream", "attachment"},
		"a page":            {html, "2107", "application/octet-stream", "attachment"},
		"page without type": {html + " ", "", "application/octet-stream", "attachment"},
		"svg picture":       {`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, "2106", "application/octet-stream", "attachment"},
		"a pdf":             {"%PDF-1.4 ", "2106", "application/octet-stream", "attachment"},
		"a text":            {"just text", "2106", "application/octet-stream", "attachment"},
		"a video":           {"\x00\x00\x00\x20ftypisom\x00\x00\x00\x00", "2106", "video/mp4", "attachment"},
		"an icon":           {"\x00\x00\x01\x00\x01\x00", "2106", "application/octet-stream", "attachment"},
		"png as a file":     {"\x89PNG\r\n\x1a\n", "2107", "image/png", "attachment"},
		"empty file":        {"", "2107", "application/octet-stream", "attachment"},
	} {
		id := newUpload([]byte(c.content), document).upload(t, alice)
		resp, got := fetch(t, downloadURL(t, s, alice, id, c.filetype))
		assert.Equal(t, http.StatusOK, resp.StatusCode, name)
		assert.Equal(t, c.content, string(got), name)
		assert.Equal(t, c.contentType, resp.Header.Get("Content-Type"), name)
		kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
		require.NoError(t, err)
		assert.Equal(t, c.disposition, kind, name)
		assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"), name)
		assert.Equal(t, "cross-origin", resp.Header.Get("Cross-Origin-Resource-Policy"), name)
		assert.Equal(t, "private, no-cache", resp.Header.Get("Cache-Control"), name)
		checkHarmless(t, resp, name)
	}
}

func TestDownloadRequiresTicket(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	id := newUpload([]byte("secret"), document).upload(t, alice)
	good := downloadURL(t, s, bob, id, "2107")
	_, got := fetch(t, good)
	assert.Equal(t, "secret", string(got), "recipients must be able to download the file")

	u, err := url.Parse(good)
	require.NoError(t, err)
	ticket := u.Query().Get("authkey")
	for _, wrong := range []string{"", "null", "undefined", ticket[:len(ticket)-2], ticket + "00", "ff" + ticket[2:], strings.Repeat("00", 40)} {
		resp, got := fetch(t, strings.Replace(good, ticket, wrong, 1))
		assert.Equal(t, http.StatusForbidden, resp.StatusCode, wrong)
		assert.NotContains(t, string(got), "secret")
		assert.Empty(t, resp.Header.Get("Content-Disposition"))
	}
	for _, unknown := range []string{"", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "..%2F..%2Fim.db", "%00", strings.ToLower(id), id + "x"} {
		resp, _ := fetch(t, strings.Replace(good, id, unknown, 1))
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, unknown)
	}
	s.Clock.Advance(account.SessionLifetime)
	resp, _ := fetch(t, good)
	assert.Equal(t, http.StatusForbidden, resp.StatusCode, "the ticket must expire")
}

func TestFileNamesAreCleaned(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	id := newUpload([]byte("x"), document).upload(t, alice)
	where := downloadURL(t, s, alice, id, "2107")
	long := strings.Repeat("长", 100)
	for name, want := range map[string]string{
		"report.pdf":                    "report.pdf",
		"季度 报告 (1).pdf":                 "季度 报告 (1).pdf",
		"../../../etc/passwd":           "passwd",
		`..\..\windows\evil.exe`:        "evil.exe",
		"/etc/passwd":                   "passwd",
		"C:\\boot.ini":                  "boot.ini",
		"a:b?c*d|e<f>g\"h":              "a_b_c_d_e_f_g_h",
		"line\r\nSet-Cookie: a=b":       "lineSet-Cookie_ a=b",
		"zero\x00byte":                  "zerobyte",
		"photo\u202egpj.exe":            "photogpj.exe",
		"zero\u200bwidth":               "zerowidth",
		"\xff\xfebytes":                 "bytes",
		"..":                            id,
		".":                             id,
		"":                              id,
		" . . ":                         id,
		".bashrc":                       "bashrc",
		"dots...":                       "dots",
		"a;b=c'd%20e,f":                 "a;b=c'd%20e,f",
		long + ".docx":                  strings.Repeat("长", 65) + ".docx",
		long:                            strings.Repeat("长", 66),
		"x." + strings.Repeat("e", 300): "x." + strings.Repeat("e", 198),
	} {
		resp, _ := fetch(t, where+"&filename="+url.QueryEscape(name))
		kind, parameters, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
		require.NoError(t, err, "%q", name)
		assert.Equal(t, "attachment", kind)
		assert.Equal(t, want, parameters["filename"], "%q", name)
		assert.Empty(t, resp.Header.Get("Set-Cookie"))
	}
}

func TestRangeRequestsReturnParts(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	data := documentOf(1000)
	where := downloadURL(t, s, alice, newUpload(data, document).upload(t, alice), "2107")

	resp, got := fetch(t, where, "Range", "bytes=10-19")
	assert.Equal(t, http.StatusPartialContent, resp.StatusCode)
	assert.Equal(t, "bytes 10-19/1000", resp.Header.Get("Content-Range"))
	assert.Equal(t, data[10:20], got)
	resp, got = fetch(t, where, "Range", "bytes=-5")
	assert.Equal(t, http.StatusPartialContent, resp.StatusCode)
	assert.Equal(t, data[995:], got)
	resp, _ = fetch(t, where, "Range", "bytes=2000-")
	assert.Equal(t, http.StatusRequestedRangeNotSatisfiable, resp.StatusCode)

	resp, got = request(t, http.MethodHead, where)
	assert.Empty(t, got)
	assert.Equal(t, int64(1000), resp.ContentLength)
	tag := resp.Header.Get("ETag")
	require.NotEmpty(t, tag)
	resp, _ = fetch(t, where, "If-None-Match", tag)
	assert.Equal(t, http.StatusNotModified, resp.StatusCode)
	resp, _ = fetch(t, where, "Range", "bytes=0-1", "If-Range", `"another"`)
	assert.Equal(t, http.StatusOK, resp.StatusCode, "If-Range with another ETag must return the whole file")

	resp, _ = request(t, http.MethodOptions, where)
	assert.Equal(t, http.StatusNoContent, resp.StatusCode)
	assert.Contains(t, resp.Header.Get("Access-Control-Allow-Headers"), "Range")
	resp, _ = request(t, http.MethodPost, where)
	assert.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
}

func TestPictureAddressesAreCacheable(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	a := alice.OK(t, "openpic/pic_up", newUpload(pngOf(t, noise(250, 200)), picture).wholeBody())
	sizes := loadSizes(t, a)
	id := a.At("File_UUID").(string)
	assert.Equal(t, s.URL+"/openpic/"+id+"/original.png", sizes[original].url)
	assert.Equal(t, s.URL+"/openpic/"+id+"/small.jpg", sizes[small].url)
	for number, p := range sizes {
		resp, _ := fetch(t, p.url)
		assert.Equal(t, "public, max-age=31536000, immutable", resp.Header.Get("Cache-Control"), number)
		assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"))
		assert.Contains(t, resp.Header.Get("Content-Disposition"), "inline")
		checkHarmless(t, resp, p.url)
	}
	document := newUpload([]byte("no picture"), document).upload(t, alice)
	for _, path := range []string{
		id + "/huge.png", id + "/", id, "/original.png", id + "/..%2foriginal.png", "..%2f..%2fim.db/original.png",
		document + "/original.png", strings.ToLower(id) + "/original.png",
	} {
		resp, _ := fetch(t, s.URL+"/openpic/"+path)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
	}
}

func TestDownloadOfMissingContentFails(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	where := downloadURL(t, s, alice, newUpload([]byte("soon gone"), document).upload(t, alice), "2107")
	files, err := filepath.Glob(filepath.Join(s.BlobPath(), "[0-9a-f][0-9a-f]", "*"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	removeFile(t, files[0])
	resp, got := fetch(t, where)
	assert.Equal(t, http.StatusInternalServerError, resp.StatusCode)
	assert.NotContains(t, string(got), s.BlobPath(), "the response must not contain the cause")
	assert.NotContains(t, resp.Header.Get("Cache-Control"), "immutable")
}

func TestApplyDownloadIssuesTicket(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	content := []byte("#!AMR\nhello")
	id := newUpload(content, sound).upload(t, alice)
	ask := func(id string, kind int) servertest.M {
		return servertest.M{
			"From_Account": "alice", "To_Account": "bob", "os_platform": 10, "Timestamp": "1500000000", "Random": "1",
			"request_info": []servertest.M{{"busi_id": 2, "download_flag": 0, "type": kind, "uuid": id, "version": 1, "auth_key": "", "ip": ""}},
		}
	}
	a := bob.OK(t, "openpic/apply_download", ask(id, 4))
	assert.Equal(t, 0.0, a.At("error_code"))
	where := a.At("response_info", "url").(string)
	assert.Contains(t, where, s.URL+"/asn.com/stddownload_common_file?authkey=")
	assert.Contains(t, where, "&filetype=2106&openid=alice")
	resp, got := fetch(t, where)
	assert.Equal(t, content, got)
	assert.Equal(t, "audio/amr", resp.Header.Get("Content-Type"))
	next := newUpload([]byte("another"), document).upload(t, alice)
	resp, _ = fetch(t, strings.Replace(where, id, next, 1))
	assert.Equal(t, http.StatusForbidden, resp.StatusCode, "a ticket must be valid for one file only")

	other := newUpload([]byte("a document"), document).upload(t, alice)
	for kind, filetype := range map[int]string{1: "2107", 2: "2107", 3: "2106", 4: "2106"} {
		where := bob.OK(t, "openpic/apply_download", ask(other, kind)).At("response_info", "url").(string)
		assert.Contains(t, where, "&filetype="+filetype, "both numberings of kinds must be accepted")
		resp, _ := fetch(t, where)
		assert.Contains(t, resp.Header.Get("Content-Disposition"), "attachment")
	}
	s.Client13("carol").OK(t, "openpic/apply_download", ask(id, 4))

	bob.Refused(t, -6, "openpic/apply_download", ask("AAAA", 4))
	bob.Refused(t, -3, "openpic/apply_download", ask("", 4))
	bob.Refused(t, -3, "openpic/apply_download", servertest.M{})
	bob.Refused(t, -3, "openpic/apply_download", servertest.M{"request_info": []int{}})
	bob.Refused(t, -6, "openpic/apply_download", servertest.M{"request_info": "x"})
	bob.Refused(t, -6, "openpic/apply_download", servertest.M{"request_info": []servertest.M{{"uuid": []int{1}}}})
	s.Anonymous().Refused(t, 60005, "openpic/apply_download", ask(id, 4))
}

func TestAddressesUseRequestHost(t *testing.T) {
	s := servertest.Start(t)
	carol := s.Client13("carol")
	body := newUpload(pngOf(t, noise(4, 4)), picture).wholeBody()
	req, err := http.NewRequest(http.MethodPost, s.URL+"/v1/openpic/pic_up?"+carol.Query.Encode(), bytes.NewReader(marshal(t, body)))
	require.NoError(t, err)
	req.Host = "im.example:8443"
	req.Header.Set("X-Forwarded-Proto", "https")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	assert.Contains(t, string(readAll(t, resp.Body)), `"DownUrl":"https://im.example:8443/openpic/`)
}
