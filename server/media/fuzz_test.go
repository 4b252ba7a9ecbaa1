package media_test

import (
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/servertest"
)

// FuzzPicUp posts arbitrary bodies. Each response must have the protocol's format and
// must not be an internal error.
func FuzzPicUp(f *testing.F) {
	whole := newUpload(pngOf(f, painting(3, 3)), picture)
	for _, body := range []servertest.M{
		whole.wholeBody(), whole.sliceBody(0, 10), whole.sliceBody(10, 20),
		newUpload(webpOf(f, 16383, 16383), picture).wholeBody(),
		newUpload(hugePNG(f, 60000, 60000), picture).wholeBody(),
		newUpload(withExif(jpegOf(f, painting(8, 8)), 6, binary.LittleEndian), picture).wholeBody(),
		newUpload([]byte("text"), document).wholeBody(),
		newUpload(nil, document).wholeBody(),
	} {
		f.Add(string(marshal(f, body)))
	}
	f.Add(`{"Timestamp":1,"Random":2,"File_Str_Md5":"00594fd4f42ba43fc1ca0427a0576295","File_Size":"1","Slice_Offset":0,"Slice_Size":1,"Slice_Data":"\/w=="}`)
	f.Add(`{"Slice_Data":"\ud800"}`)
	f.Add(`{"From_Account":"alice","request_info":[{"uuid":1,"type":"4"}]}`)
	s := servertest.Start(f, func(c *server.Config) { c.MaxUpload = 1 << 16 })
	alice, carol := s.SignIn(f, "alice"), s.Client13("carol")
	f.Fuzz(func(t *testing.T, body string) {
		for _, c := range []*servertest.Client{alice, carol} {
			for _, command := range []string{"openpic/pic_up", "openpic/apply_download"} {
				a := c.Call(t, command, body)
				if !json.Valid([]byte(body)) {
					assert.Equal(t, 60003, a.ErrorCode)
				}
				switch {
				case a.ActionStatus != "OK":
					assert.Contains(t, []int{-3, -6, -8, 60003, 70013}, a.ErrorCode, a.Raw)
				case command == "openpic/pic_up" && a.At("IsFinish") == 0.0:
					next := a.At("Next_Offset").(float64)
					var sent struct {
						Size json.Number `json:"File_Size"`
					}
					_ = json.Unmarshal([]byte(body), &sent)
					if size, err := sent.Size.Float64(); err == nil {
						assert.Less(t, next, size, "Next_Offset must be inside the file, or the SDKs hang")
					}
				case command == "openpic/pic_up":
					assert.NotEmpty(t, a.At("File_UUID"))
				}
			}
		}
	})
}
