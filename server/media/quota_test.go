package media_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/servertest"
)

func TestUploadsAboveQuotaAreRefused(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.QuotaFiles, c.QuotaBytes = 3, 1000 })
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	newUpload(make([]byte, 600), document).upload(t, alice)
	refused := func(c *servertest.Client, u upload) {
		t.Helper()
		a := c.Call(t, "openpic/pic_up", u.sliceBody(0, len(u.data)))
		assert.Equal(t, -9, a.ErrorCode, a.Raw)
		assert.EqualValues(t, 1, a.At("IsRejectRetry"), "the client must not retry")
	}
	refused(alice, newUpload(make([]byte, 500), document))
	newUpload(make([]byte, 600), document).upload(t, alice) // a file that exists takes no space
	newUpload(make([]byte, 399), document).upload(t, alice)
	newUpload([]byte("x"), document).upload(t, alice)
	refused(alice, newUpload([]byte{}, document))
	newUpload([]byte("x"), document).upload(t, bob)
	s.Restart(t)
	refused(alice, newUpload([]byte("y"), document))

	// Unfinished uploads count, so announcing many does not bypass the quota.
	carol := s.SignIn(t, "carol")
	for i := range 3 {
		u := newUpload([]byte(fmt.Sprint("announced ", i)), document)
		a := carol.OK(t, "openpic/pic_up", u.sliceBody(0, 1))
		assert.EqualValues(t, 0, a.At("IsFinish"))
	}
	refused(carol, newUpload([]byte("one more"), document))
}

func TestUploadsLeaveReservedSpace(t *testing.T) {
	var full error
	s := servertest.Start(t, func(c *server.Config) { c.Space = func(int64) error { return full } })
	alice := s.SignIn(t, "alice")
	newUpload([]byte("before"), document).upload(t, alice)
	full = errors.New("only 10 bytes free")
	u := newUpload([]byte("now"), document)
	a := alice.Call(t, "openpic/pic_up", u.sliceBody(0, 3))
	assert.Equal(t, -9, a.ErrorCode, a.Raw)
	assert.NotContains(t, a.ErrorInfo, "10 bytes")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "messages must be accepted"))
	full = nil
	u.upload(t, alice)
}
