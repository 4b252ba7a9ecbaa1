package media_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/media"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

type M = servertest.M

// sweep runs the hourly maintenance.
func sweep(t *testing.T, s *servertest.Server) (files int) {
	t.Helper()
	files, _, err := s.IM.Sweep(t.Context())
	require.NoError(t, err)
	return files
}

// countContents returns the number of stored contents.
func countContents(t *testing.T, s *servertest.Server) (n int) {
	t.Helper()
	for _, err := range s.Blobs().All(t.Context()) {
		require.NoError(t, err)
		n++
	}
	return n
}

// canDownload reports whether a file can be downloaded.
func canDownload(t *testing.T, s *servertest.Server, c *servertest.Client, id string) bool {
	t.Helper()
	resp, _ := fetch(t, downloadURL(t, s, c, id, "2107"))
	return resp.StatusCode == http.StatusOK
}

func TestSweepDeletesUnusedFiles(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.QuotaFiles = 12; c.Admins = []string{"alice"} })
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	custom := func(text string) []M {
		return []M{{"MsgType": "TIMCustomElem", "MsgContent": M{"Data": text, "Desc": "", "Ext": ""}}}
	}
	const groups = "group_open_http_svc/"
	alice.OK(t, groups+"create_group", M{"Type": "ChatRoom", "Name": "g", "GroupId": "g", "MemberList": []M{{"Member_Account": "bob"}}})
	references := map[string]func(id string){
		"a message": func(id string) {
			alice.OK(t, "openim/sendmsg", M{"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": custom(`{"picture":"http://here/openpic/` + id + `/large.jpg"}`)})
		},
		"a group's message": func(id string) {
			alice.OK(t, groups+"send_group_msg", M{"GroupId": "g", "Random": 1, "MsgBody": custom("IMG" + id)})
		},
		"a profile": func(id string) {
			alice.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_Image", "Value": s.URL + "/openpic/" + id + "/small.jpg"}}})
		},
		"a group's picture": func(id string) {
			alice.OK(t, groups+"modify_group_base_info", M{"GroupId": "g", "FaceUrl": "/openpic/" + id + "/small.jpg"})
		},
		"a new group's picture": func(id string) {
			alice.OK(t, groups+"create_group", M{"Type": "Public", "Name": "g", "FaceUrl": "/openpic/" + id + "/small.jpg"})
		},
		"a name card": func(id string) {
			alice.OK(t, groups+"modify_group_member_info", M{"GroupId": "g", "Member_Account": "alice", "NameCard": id})
		},
		"a notice": func(id string) {
			alice.OK(t, groups+"send_group_system_notification", M{"GroupId": "g", "Content": id})
		},
		"a notice to some members": func(id string) {
			alice.OK(t, groups+"send_group_system_notification", M{"GroupId": "g", "Content": id, "ToMembers_Account": []string{"bob"}})
		},
	}
	ids := map[string]string{}
	for name := range references {
		ids[name] = newUpload([]byte(name), document).upload(t, alice)
	}
	forgotten := newUpload([]byte("forgotten"), document).upload(t, alice)
	before := countContents(t, s)
	withThumbnails := newUpload(pngOf(t, noise(300, 300)), picture).upload(t, alice)
	sizes := countContents(t, s) - before
	require.Greater(t, sizes, 1, "the picture must have a thumbnail")
	same := newUpload([]byte("the same"), document)
	own, bobs := same.upload(t, alice), same.upload(t, bob)
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "look: "+bobs))
	all := countContents(t, s)

	s.Clock.Advance(media.DefaultKeepUnused - time.Hour)
	assert.Zero(t, sweep(t, s))
	for name, do := range references {
		do(ids[name])
	}
	again := newUpload([]byte("again"), document)
	renewed := again.upload(t, alice)
	s.Clock.Advance(2 * time.Hour)
	assert.Equal(t, 3, sweep(t, s))
	assert.Equal(t, all+1-1-sizes, countContents(t, s), "a document and a picture must be deleted, and shared content kept")
	for name := range references {
		assert.True(t, canDownload(t, s, bob, ids[name]), name)
	}
	for _, id := range []string{forgotten, withThumbnails, own} {
		assert.False(t, canDownload(t, s, bob, id))
	}
	assert.True(t, canDownload(t, s, bob, bobs), "the file of another owner must be kept")

	s.Clock.Advance(20 * time.Hour)
	assert.Equal(t, renewed, again.upload(t, alice), "a file uploaded again must be the same file")
	s.Clock.Advance(20 * time.Hour)
	assert.Zero(t, sweep(t, s))
	assert.True(t, canDownload(t, s, alice, renewed))

	// Deleted files do not count and can be uploaded again.
	for _, text := range []string{"forgotten", "x", "y"} {
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", newUpload([]byte(text), document).upload(t, alice)))
	}
	a := alice.Call(t, "openpic/pic_up", newUpload([]byte("z"), document).wholeBody())
	assert.Equal(t, -9, a.ErrorCode, a.Raw)
}

// A file is never recorded while its content is being deleted, and deletions that
// were interrupted by a crash are completed.
func TestUploadOfContentInDeletionRetries(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload([]byte("content"), document)
	u.upload(t, alice)
	s.Clock.Advance(media.DefaultKeepUnused + time.Second)
	require.Equal(t, 1, sweep(t, s))
	sha, err := s.Blobs().Put(u.data) // simulates a process that exited before Drop
	require.NoError(t, err)
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("media_dropping", store.Key(sha), []byte{})
		return nil
	}))
	a := alice.Call(t, "openpic/pic_up", u.wholeBody())
	assert.NotZero(t, a.ErrorCode)
	assert.NotEqual(t, 1.0, a.At("IsRejectRetry"), "the client must be allowed to retry")
	assert.Zero(t, sweep(t, s))
	assert.Zero(t, countContents(t, s))
	assert.True(t, canDownload(t, s, alice, u.upload(t, alice)))
}
