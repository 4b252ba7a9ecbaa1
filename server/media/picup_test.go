package media_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

const (
	slice13 = 120 << 10
	slice17 = 1080 << 10
)

func TestSlicesInOrderCompleteFile(t *testing.T) {
	s := servertest.Start(t)
	for name, c := range map[string]struct {
		client *servertest.Client
		slice  int
	}{"1.7": {s.SignIn(t, "alice"), slice17}, "1.3": {s.Client13("carol"), slice13}} {
		data := documentOf(2*c.slice + 5)
		u := newUpload(data, document)
		first := c.client.OK(t, "openpic/pic_up", u.sliceBody(0, c.slice))
		assert.Equal(t, float64(c.slice), first.At("Next_Offset"), name)
		assert.Equal(t, 0.0, first.At("IsFinish"))
		assert.Nil(t, first.At("File_UUID"))

		last := u.send(t, c.client, c.slice)
		for field, want := range map[string]any{
			"IsFinish": 1.0, "Next_Offset": float64(len(data)), "From_Account": c.client.Name, "To_Account": "bob",
			"App_Version": "2.1", "AppId": "1400000001", "Seq": 7.0, "Timestamp": float64(servertest.Epoch),
			"Random": 12345.0, "IsRejectRetry": 0.0, "URL_INFO": nil, "Download_Flag": nil,
		} {
			assert.Equal(t, want, last.At(field), "%s %s", name, field)
		}
		assert.Regexp(t, `^[A-Z2-7]{26}$`, last.At("File_UUID"), "the id must be URL-safe and random")
		_, got := fetch(t, s.URL+"/asn.com/stddownload_common_file?authkey="+downloadTicket(t, s, c.client)+
			"&fileid="+last.At("File_UUID").(string)+"&filetype=2107&ver=0")
		assert.True(t, bytes.Equal(data, got), name)
	}
	assert.Empty(t, listParts(t, s))
}

// downloadTicket returns a download ticket.
func downloadTicket(t *testing.T, s *servertest.Server, c *servertest.Client) string {
	t.Helper()
	return c.OK(t, "openim/authkey", servertest.M{}).At("AuthKey").(string)
}

func TestSlicesOutOfOrderCompleteFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	const size, n = 1000, 9
	data := documentOf(n*size - 1)
	for seed := range uint64(5) {
		// Send every slice twice. The file may exist only when all have been sent.
		order := append(rand.New(rand.NewPCG(seed, 0)).Perm(n), rand.New(rand.NewPCG(seed, 1)).Perm(n)...)
		u := newUpload(data, document).with(servertest.M{"Random": seed, "Timestamp": seed})
		u.data[0] = byte(seed) // a different file in each round
		u.fields["File_Str_Md5"] = newUpload(u.data, document).fields["File_Str_Md5"]
		have := map[int]bool{}
		for _, i := range order {
			have[i] = true
			a := alice.OK(t, "openpic/pic_up", u.sliceBody(i*size, min((i+1)*size, len(data))))
			missing := 0
			for have[missing] {
				missing++
			}
			if len(have) == n {
				assert.Equal(t, 1.0, a.At("IsFinish"))
				assert.Equal(t, float64(len(data)), a.At("Next_Offset"))
				continue
			}
			assert.Equal(t, 0.0, a.At("IsFinish"))
			assert.Equal(t, float64(missing*size), a.At("Next_Offset"), "Next_Offset must be the first missing byte")
		}
		assert.Equal(t, u.upload(t, alice), u.upload(t, alice))
	}
}

func TestOverlappingSlicesCompleteFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(100), document)
	alice.OK(t, "openpic/pic_up", u.sliceBody(10, 60))
	alice.OK(t, "openpic/pic_up", u.sliceBody(0, 30))
	assert.Equal(t, 1.0, alice.OK(t, "openpic/pic_up", u.sliceBody(50, 100)).At("IsFinish"))
}

func TestScatteredSlicesCompleteFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(1000), document)
	for at := 0; at < 200; at += 2 { // more gaps than the record holds
		alice.OK(t, "openpic/pic_up", u.sliceBody(at, at+1))
	}
	a := u.send(t, alice, 100)
	assert.Equal(t, 1.0, a.At("IsFinish"), "following Next_Offset must complete the upload")
}

func TestUploadsResumeByIdentity(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	u := newUpload(documentOf(100), document)
	next := func(c *servertest.Client, u upload) any {
		return c.OK(t, "openpic/pic_up", u.sliceBody(50, 60)).At("Next_Offset")
	}
	alice.OK(t, "openpic/pic_up", u.sliceBody(0, 50))
	assert.Equal(t, 60.0, next(alice, u))
	assert.Equal(t, 60.0, next(alice, u.with(servertest.M{"Seq": 8, "File_Str_Md5": strings.ToUpper(u.fields["File_Str_Md5"].(string))})))
	assert.Equal(t, 60.0, next(s.Client13("alice"), u), "another session of the user must resume")
	assert.Equal(t, 0.0, next(bob, u))
	assert.Equal(t, 0.0, next(alice, u.with(servertest.M{"Random": 1})))
	assert.Equal(t, 0.0, next(alice, u.with(servertest.M{"Timestamp": 1})))
	assert.Equal(t, 0.0, next(alice, u.with(servertest.M{"File_Str_Md5": strings.Repeat("0", 32)})))
	assert.Equal(t, 0.0, next(alice, newUpload(documentOf(101), document)))
}

func TestUploadSurvivesRestart(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(3000), document)
	alice.OK(t, "openpic/pic_up", u.sliceBody(0, 1000))
	alice.OK(t, "openpic/pic_up", u.sliceBody(2000, 3000))
	s.Restart(t)
	assert.Equal(t, 1000.0, alice.OK(t, "openpic/pic_up", u.sliceBody(0, 1000)).At("Next_Offset"))
	done := alice.OK(t, "openpic/pic_up", u.sliceBody(1000, 2000))
	assert.Equal(t, 1.0, done.At("IsFinish"))
	s.Restart(t)
	_, got := fetch(t, s.URL+"/asn.com/stddownload_common_file?authkey="+downloadTicket(t, s, alice)+"&fileid="+done.At("File_UUID").(string))
	assert.Equal(t, u.data, got)
}

func TestKnownFileNeedsNoUpload(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	u := newUpload(documentOf(5000), document)
	first := u.send(t, alice, 1000)
	again := alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": 2}).sliceBody(0, 1000))
	assert.Equal(t, 1.0, again.At("IsFinish"))
	assert.Equal(t, 5000.0, again.At("Next_Offset"))
	assert.Equal(t, first.At("File_UUID"), again.At("File_UUID"))

	// Another user who knows only the MD5 must not get the file.
	assert.Equal(t, 0.0, bob.OK(t, "openpic/pic_up", u.sliceBody(0, 1000)).At("IsFinish"))
	assert.NotEqual(t, first.At("File_UUID"), u.send(t, bob, 1000).At("File_UUID"))
	// A document does not match a picture with the same bytes.
	other := u.with(servertest.M{"File_Type": sound})
	assert.Equal(t, 0.0, alice.OK(t, "openpic/pic_up", other.sliceBody(0, 1000)).At("IsFinish"))
	// An invalid slice is refused even if the file exists.
	alice.Refused(t, -8, "openpic/pic_up", u.withInvalid("Slice_Data", "!"))
}

// withInvalid returns the first slice with one field changed.
func (u upload) withInvalid(field string, value any) servertest.M {
	body := u.sliceBody(0, min(len(u.data), 10))
	body[field] = value
	return body
}

func TestUploadVerifiesMD5(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(100), document)
	wrong := u.with(servertest.M{"File_Str_Md5": strings.Repeat("ab", 16)})
	alice.OK(t, "openpic/pic_up", wrong.sliceBody(0, 50))
	alice.Refused(t, -8, "openpic/pic_up", wrong.sliceBody(50, 100))
	assert.Empty(t, listParts(t, s))
	// Clients repeat refused slices. If one were accepted, they would send the whole
	// file again indefinitely.
	for _, from := range []int{50, 0} {
		a := alice.Call(t, "openpic/pic_up", wrong.sliceBody(from, from+50))
		assert.Equal(t, -8, a.ErrorCode)
		assert.Equal(t, 1.0, a.At("IsRejectRetry"))
		assert.Equal(t, 12345.0, a.At("Random"), "errors must echo the request")
	}
	s.Restart(t)
	alice.Refused(t, -8, "openpic/pic_up", wrong.sliceBody(0, 50))

	// The client's next attempt is a new upload.
	again := wrong.with(servertest.M{"Random": 2})
	alice.OK(t, "openpic/pic_up", again.sliceBody(0, 50))
	right := u.with(servertest.M{"Random": 3})
	assert.Equal(t, 1.0, alice.OK(t, "openpic/pic_up", right.wholeBody()).At("IsFinish"))
}

func TestInvalidSlicesAreRefused(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.MaxUpload = 1 << 20 })
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(100), document)
	for _, c := range []struct {
		field string
		value any
		code  int
	}{
		{"Timestamp", nil, -3},
		{"Random", nil, -3},
		{"File_Str_Md5", nil, -3},
		{"File_Str_Md5", "", -3},
		{"File_Size", nil, -3},
		{"Slice_Offset", nil, -3},
		{"Slice_Size", nil, -3},
		{"Slice_Data", nil, -3},

		{"File_Str_Md5", "../../etc/passwd", -6},
		{"File_Str_Md5", strings.Repeat("g", 32), -6},
		{"File_Str_Md5", strings.Repeat("a", 33), -6},
		{"File_Str_Md5", []int{1}, -6},
		{"File_Size", -1, -6},
		{"File_Size", 1<<20 + 1, -6},
		{"File_Size", 200 << 20, -6},
		{"File_Size", 1e18, -6},
		{"File_Size", "many", -6},
		{"File_Size", 9, -6},
		{"File_Size", 0, -6},
		{"File_Type", 5, -6},
		{"File_Type", -1, -6},
		{"File_Type", "picture", -6},
		{"File_Type", servertest.M{}, -6},
		{"PkgFlag", 0, -6},
		{"Slice_Offset", -10, -6},
		{"Slice_Offset", 91, -6},
		{"Slice_Offset", 1 << 62, -6},
		{"Slice_Size", -1, -6},
		{"Slice_Size", 0, -6},
		{"Slice_Size", 101, -6},
		{"Slice_Size", int64(1)<<62 + 5, -6},
		{"Slice_Data", 12, -6},
		{"Slice_Data", []string{"MDEy"}, -6},

		{"Slice_Size", 9, -8},
		{"Slice_Size", 11, -8},
		{"Slice_Data", "", -8},
		{"Slice_Data", "MDEyMzQ1Njc4OQ", -8},
		{"Slice_Data", "MDEyMzQ1Njc4O Q==", -8},
		{"Slice_Data", "data:text/plain;base64,MDEyMzQ1Njc4OQ==", -8},
		{"Slice_Data", "MDEyMzQ1Njc4_-==", -8},
		{"Slice_Data", "\u0000", -8},
	} {
		alice.Refused(t, c.code, "openpic/pic_up", u.withInvalid(c.field, c.value))
	}
	assert.Empty(t, listParts(t, s), "no file may be created")
	alice.Refused(t, 70013, "openpic/pic_up", u.withInvalid("From_Account", "bob"))
	alice.Refused(t, 60003, "openpic/pic_up", `{"Slice_Data":"`)
	alice.Refused(t, 60101, "openpic/pic_up", `{"Slice_Data":"`+strings.Repeat("A", 5<<20)+`"}`)
	s.Anonymous().Refused(t, 60005, "openpic/pic_up", u.wholeBody())

	// Exceptions for existing clients.
	for _, field := range []string{"Seq", "App_Version", "To_Account", "Busi_Id", "PkgFlag", "Server_Ver"} {
		body := u.with(servertest.M{"Random": len(field)}).sliceBody(0, 10)
		delete(body, field)
		alice.OK(t, "openpic/pic_up", body)
	}
	// A 1.6 client sends neither the kind of the file nor a ticket.
	old := newUpload(pngOf(t, painting(600, 400)), picture)
	picture16 := old.wholeBody()
	for _, field := range []string{"Server_Ver", "Auth_Key", "File_Type"} {
		delete(picture16, field)
	}
	shown := alice.OK(t, "openpic/pic_up", picture16)
	assert.Len(t, shown.At("URL_INFO"), 3, "the picture must have three sizes")
	alice.OK(t, "openpic/pic_up", `{"Timestamp":1,"Random":2,"File_Str_Md5":"00594fd4f42ba43fc1ca0427a0576295",
		"File_Size":"1","File_Type":"2","Slice_Offset":0,"Slice_Size":1,"Slice_Data":"\/w=="}`)
}

func TestWholeFileInBase64IsStored(t *testing.T) {
	const limit = 100 << 10 // for requests without files
	s := servertest.Start(t, func(c *server.Config) { c.BodyLimit = limit })
	alice := s.SignIn(t, "alice")
	data := documentOf(2 * limit) // uploadPicByBase64 does not slice
	u := newUpload(data, document)
	a := alice.OK(t, "openpic/pic_up", u.wholeBody())
	assert.Equal(t, 1.0, a.At("IsFinish"))
	assert.Equal(t, float64(len(data)), a.At("Next_Offset"))
	assert.Equal(t, u.upload(t, alice), alice.OK(t, "openpic/pic_up_test", u.wholeBody()).At("File_UUID"), "the service name of the test environment must be accepted")
}

func TestEmptyFilesAreStored(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(nil, document)
	body := u.wholeBody()
	delete(body, "Slice_Data") // as sent for an empty data URL
	a := alice.OK(t, "openpic/pic_up", body)
	assert.Equal(t, 1.0, a.At("IsFinish"))
	assert.Equal(t, 0.0, a.At("Next_Offset"))
	_, got := fetch(t, s.URL+"/asn.com/stddownload_common_file?authkey="+downloadTicket(t, s, alice)+"&fileid="+a.At("File_UUID").(string))
	assert.Empty(t, got)
	alice.Refused(t, -6, "openpic/pic_up", newUpload(nil, picture).wholeBody())
}

func TestUnfinishedUploadsExpire(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	u := newUpload(documentOf(100), document)
	alice.OK(t, "openpic/pic_up", u.sliceBody(0, 50))
	old := listParts(t, s)
	require.Len(t, old, 1)
	s.Clock.Advance(23 * time.Hour)
	bob.OK(t, "openpic/pic_up", u.sliceBody(0, 50))
	assert.Len(t, listParts(t, s), 2)
	s.Clock.Advance(2 * time.Hour)
	sweep(t, s)
	assert.NotContains(t, listParts(t, s), old[0])
	assert.Len(t, listParts(t, s), 1)
	a := alice.OK(t, "openpic/pic_up", u.sliceBody(50, 100))
	assert.Equal(t, 0.0, a.At("Next_Offset"), "the upload must start again")
	assert.Equal(t, 1.0, u.send(t, alice, 50).At("IsFinish"))
}

func TestUnfinishedUploadsAreLimited(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	u := newUpload(documentOf(100), document)
	bob.OK(t, "openpic/pic_up", u.sliceBody(0, 50))
	for i := range 20 {
		s.Clock.Advance(time.Second)
		alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": i}).sliceBody(0, 50))
	}
	assert.Len(t, listParts(t, s), 16+1)
	assert.Equal(t, 0.0, alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": 0}).sliceBody(50, 60)).At("Next_Offset"), "the oldest upload must be deleted")
	assert.Equal(t, 60.0, alice.OK(t, "openpic/pic_up", u.with(servertest.M{"Random": 19}).sliceBody(50, 60)).At("Next_Offset"))
	assert.Equal(t, 60.0, bob.OK(t, "openpic/pic_up", u.sliceBody(50, 60)).At("Next_Offset"))
}

func TestSweepDeletesLostParts(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	u := newUpload(documentOf(100), document)
	alice.OK(t, "openpic/pic_up", u.sliceBody(0, 50))
	known := listParts(t, s)
	left, fresh := s.BlobPath()+"/parts/LEFTOVER", s.BlobPath()+"/parts/YOUNG"
	writeFile(t, left, "x")
	writeFile(t, fresh, "x")
	day := time.Now().Add(-24 * time.Hour)
	require.NoError(t, os.Chtimes(left, day, day))
	require.NoError(t, os.Chtimes(known[0], day, day))
	sweep(t, s)
	assert.ElementsMatch(t, append([]string{fresh}, known...), listParts(t, s), "a new part must be kept, since another process may use it")

	removeFile(t, known[0])
	a := alice.OK(t, "openpic/pic_up", u.sliceBody(50, 100))
	assert.Equal(t, 0.0, a.At("Next_Offset"), "lost bytes must be requested again")
	assert.Equal(t, 1.0, u.send(t, alice, 50).At("IsFinish"))
}

func TestConcurrentSlicesStoreOneFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	const size, n = 1000, 20
	u := newUpload(documentOf(n*size), document)
	var wg sync.WaitGroup
	finished := make([]any, 2*n)
	for i := range 2 * n {
		at := i % n * size
		wg.Go(func() { finished[i] = alice.Call(t, "openpic/pic_up", u.sliceBody(at, at+size)).At("File_UUID") })
	}
	wg.Wait()
	ids := map[any]bool{}
	for _, id := range finished {
		ids[id] = true
	}
	delete(ids, nil)
	assert.Len(t, ids, 1, "all requests must return the same file")
	assert.True(t, ids[u.upload(t, alice)])
}

func TestUploadsDisabledAreRefused(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Blobs = nil })
	alice := s.SignIn(t, "alice")
	alice.Refused(t, -6, "openpic/pic_up", newUpload(documentOf(10), document).wholeBody())
	resp, _ := fetch(t, s.URL+"/openpic/AAAA/original.png")
	assert.Equal(t, 404, resp.StatusCode)
}
