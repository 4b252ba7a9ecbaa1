package s3blobs_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/blobtest"
	"webim.js/server/media/blob/s3blobs"
)

// start runs a server that speaks S3 over HTTP.
func start(t *testing.T) (endpoint string, backend *s3mem.Backend) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	backend = s3mem.New()
	fake := gofakes3.New(backend).Server()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 { // was told, but Go's server keeps no header of it
			r.Header.Set("Content-Length", "0")
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	return web.URL, backend
}

func TestStore(t *testing.T) {
	endpoint, backend := start(t)
	require.NoError(t, backend.CreateBucket("files"))
	blobtest.Run(t, func(t *testing.T, name string) blob.Store {
		s, err := s3blobs.Open(t.Context(), "s3://files/"+url.PathEscape(name)+"?region=us-east-1&endpoint="+url.QueryEscape(endpoint))
		require.NoError(t, err)
		return s
	})
}

func TestOpenRefuses(t *testing.T) {
	endpoint, _ := start(t)
	for _, address := range []string{
		"s3://", "http://bucket", "s3://nowhere?region=us-east-1&endpoint=" + url.QueryEscape(endpoint),
	} {
		_, err := s3blobs.Open(t.Context(), address)
		assert.Error(t, err, address)
	}
}
