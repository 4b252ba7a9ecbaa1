package server_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

func TestDemoFilesAreCached(t *testing.T) {
	s := servertest.Start(t)
	resp, page := get(t, s.URL+"/demo/")
	assert.Equal(t, "no-cache", resp.Header.Get("Cache-Control"))
	resp, _ = get(t, s.URL+"/demo/", "If-None-Match", resp.Header.Get("ETag"))
	assert.Equal(t, http.StatusNotModified, resp.StatusCode)

	assert.NotContains(t, page, `rel="stylesheet"`)
	assert.Contains(t, page, "signing-in #session_list", "styles must be sent within the page")

	found := regexp.MustCompile(`src="(v-[0-9a-f]{16}/js/main\.js)"`).FindStringSubmatch(page)
	require.NotNil(t, found, page)
	for _, encoding := range []string{"br", "gzip"} {
		resp, _ := get(t, s.URL+"/demo/"+found[1], "Accept-Encoding", encoding)
		assert.Equal(t, encoding, resp.Header.Get("Content-Encoding"))
		assert.Contains(t, resp.Header.Get("Cache-Control"), "immutable")
	}
	// A page of another version of the server gets this version's files, uncached.
	resp, _ = get(t, s.URL+"/demo/v-0123456789abcdef/js/main.js")
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "no-cache", resp.Header.Get("Cache-Control"))
	for _, path := range []string{"js/", "README.md", "embed.go", "v-0123456789abcdef/js/none.js"} {
		resp, _ = get(t, s.URL+"/demo/"+path)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
	}
}
