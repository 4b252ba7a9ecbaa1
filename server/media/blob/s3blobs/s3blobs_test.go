package s3blobs_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/blobtest"
	"webim.js/server/media/blob/s3blobs"
)

// start runs an S3 server over HTTP.
func start(t *testing.T) (endpoint string, backend *s3mem.Backend) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	backend = s3mem.New()
	fake := gofakes3.New(backend).Server()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 { // Go's server removes the header
			r.Header.Set("Content-Length", "0")
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(web.Close)
	return web.URL, backend
}

func TestS3ImplementsStore(t *testing.T) {
	endpoint, backend := start(t)
	require.NoError(t, backend.CreateBucket("files"))
	blobtest.Run(t, func(t *testing.T, name string) blob.Store {
		s, err := s3blobs.Open(t.Context(), "s3://files/"+url.PathEscape(name)+"?region=us-east-1&endpoint="+url.QueryEscape(endpoint))
		require.NoError(t, err)
		return s
	})
}

func TestOpenRejectsBadAddresses(t *testing.T) {
	endpoint, _ := start(t)
	for _, address := range []string{
		"s3://", "http://bucket", "s3://nowhere?region=us-east-1&endpoint=" + url.QueryEscape(endpoint),
	} {
		_, err := s3blobs.Open(t.Context(), address)
		assert.Error(t, err, address)
	}
}

// A call to a store that does not respond fails after callTime.
func TestCallsTimeOutWhenStoreHangs(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	over := make(chan struct{})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodHead && r.URL.Path == "/files/":
			return // the bucket exists
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "ab34"):
			w.Header().Set("Content-Length", "100")
			w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
			w.Header().Set("ETag", `"x"`)
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write([]byte("some"))
			_ = http.NewResponseController(w).Flush()
		}
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	defer web.Close()
	defer close(over)
	s, err := s3blobs.Open(t.Context(), "s3://files?region=us-east-1&endpoint="+url.QueryEscape(web.URL))
	require.NoError(t, err)
	defer s3blobs.SetCallTime(100 * time.Millisecond)()
	_, err = s3blobs.Open(t.Context(), "s3://silent?region=us-east-1&endpoint="+url.QueryEscape(web.URL))
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = s.OpenPart("x")
	assert.Error(t, err)
	_, err = s.OldParts(time.Now())
	assert.Error(t, err)
	_, err = s.Get("cd56")
	assert.Error(t, err)
	in, err := s.Get("ab34")
	if err == nil {
		_, err = io.ReadAll(in)
		assert.NoError(t, in.Close())
	}
	assert.Error(t, err)
}
