package media_test

import (
	"testing"

	"webim.js/server/servertest"
)

// BenchmarkSlice uploads one slice of a 1.7 client, from request to response.
func BenchmarkSlice(b *testing.B) {
	s := servertest.Start(b)
	alice := s.SignIn(b, "alice")
	u := newUpload(documentOf(2*slice17), document)
	body := string(marshal(b, u.sliceBody(0, slice17)))
	b.SetBytes(slice17)
	for b.Loop() {
		alice.OK(b, "openpic/pic_up", body)
	}
}

// BenchmarkWholeInBase64 uploads a file of 20 MB in one request.
func BenchmarkWholeInBase64(b *testing.B) {
	s := servertest.Start(b)
	alice := s.SignIn(b, "alice")
	u := newUpload(documentOf(20<<20), document)
	body := string(marshal(b, u.wholeBody()))
	b.SetBytes(int64(len(u.data)))
	b.ReportAllocs()
	for b.Loop() {
		alice.OK(b, "openpic/pic_up", body)
	}
}
