package webim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

// In a page int has 32 bits. These tests also run with GOARCH=386.

func TestSeqsBeyond31BitsAreDelivered(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		far := func(digit int) string {
			return strings.Replace(grp("@far", "bob", digit, ""), `"MsgSeq":`, `"MsgSeq":300000000`, 1)
		}
		r.push(groupEvent(far(0), far(1)))
		r.push(groupEvent(far(2)))
		assert.Equal(t, []string{"@far bob 3000000000", "@far bob 3000000001", "@far bob 3000000002"}, r.page.stored("GROUP@far"))
		r.take()
		r.on("group_open_http_svc/group_msg_get", hang)
		r.push(groupEvent(far(5)))
		require.NotEmpty(t, r.net.find("group_open_http_svc/group_msg_get"))
		assert.Contains(t, r.net.find("group_open_http_svc/group_msg_get").Body, `"ReqMsgSeq":3000000005,"ReqMsgNumber":3`)
	})
}

func TestKnownSeqsBeyond31BitsAreKept(t *testing.T) {
	r := newRig(t, "1.7")
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":4000000001}]`))
	r.scriptSignIn()
	r.login(me17)
	assert.Equal(t, 4e9, r.groups.known["@g"])
}

func TestTimesBeyond2038AreSent(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.clock.now = (4_000_000_000 - startTime) * time.Second
		fields := r.uploadFields(value(t, `"me"`), value(t, `"bob"`), value(t, `"md5"`), value(t, `1`), value(t, `1`), value(t, `2`))
		assert.Equal(t, "4000000000", fields.Get("Timestamp").JSON())
		r.push(groupEvent(strings.Replace(grp("@g", "bob", 11, ""), `"MsgTimeStamp":1500000011`, `"MsgTimeStamp":4000000000`, 1)))
		assert.Equal(t, []string{"@g bob 11"}, r.page.stored("GROUP@g"))
	})
}

func TestFilesBeyond2GBAreUploaded(t *testing.T) {
	r := connectedRig(t, "1.7")
	const size = 5 << 30
	file := &zeros{size: size}
	u := &transfer{c: r.Client, user: "me", fields: value(t, "{}"), UploadCall: UploadCall{Options: value(t, "{}"), File: file, Done: r.done("upload")}}
	r.onCall("openpic/pic_up", func(body jsontext.Value, n int) reply {
		if n == 1 {
			return okWith(`"IsFinish":0,"Next_Offset":4294967296`)
		}
		return okWith(`"IsFinish":1,"Next_Offset":5368709120,"File_UUID":"u"`)
	})
	u.slice(3 << 30)
	r.settle()
	lines := r.take()
	require.Len(t, lines, 3)
	assert.Contains(t, lines[0], `"Slice_Offset":3221225472`)
	assert.Contains(t, lines[1], `"Slice_Offset":4294967296`)
	assert.Contains(t, lines[2], `"File_Size":5368709120`)
}

// zeros is a file that holds only zeros.
type zeros struct{ size int64 }

func (z *zeros) Name() string                                   { return "zeros" }
func (z *zeros) Size() int64                                    { return z.size }
func (z *zeros) Read(from, to int64, done func([]byte, string)) { done(make([]byte, to-from), "") }
