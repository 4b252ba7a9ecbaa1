package main

import (
	"net/http"
	"net/http/httptest"
	"sync"
)

// stalledStorage starts a server whose S3 storage stops responding. Uploads that wait
// for it must not delay other requests.
func stalledStorage(t *target, r *result) {
	stalled := make(chan struct{})
	storage := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodHead && q.URL.Path == "/bucket/" {
			return // the bucket exists
		}
		<-stalled
	}))
	own, err := start(t.program, "", "-blobs", "s3://bucket/prefix?region=r&endpoint="+storage.URL)
	r.try(err == nil, "the server does not start: %v", err)
	var uploads sync.WaitGroup
	if err == nil {
		for i := range 16 {
			uploads.Go(func() { own.upload("mallory", []byte{byte(i)}) })
		}
		for i := range 30 {
			code, took := own.send("alice", "bob", i, "hello")
			r.try(code == 0 && took < 4*latencyLimit, "message of another user: %d after %v", code, took)
		}
		own.stop() // ends the uploads
	}
	close(stalled)
	storage.Close()
	uploads.Wait()
}
