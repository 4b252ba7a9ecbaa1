package main

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// endlessJPEG returns a progressive JPEG of 23 megapixels with many empty scans of about
// sixty bytes, each of which takes milliseconds to decode. mark makes its MD5 unique.
func endlessJPEG(scans int, mark byte) []byte {
	const side = 4800
	segment := func(marker byte, data ...byte) []byte {
		header := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(data)+2))
		return append(header, data...)
	}
	quantization := bytes.Repeat([]byte{1}, 65)
	quantization[0] = 0
	// A Huffman table with a single code, the bit 0.
	table := func(class, symbol byte) []byte {
		return segment(0xC4, append([]byte{class, 1, 15: 0, 16: 0}, symbol)...)
	}
	p := append([]byte{0xFF, 0xD8}, segment(0xFE, mark)...)
	p = append(p, segment(0xDB, quantization...)...)
	p = append(p, segment(0xC2, 8, side>>8, side&0xFF, side>>8, side&0xFF, 1, 1, 0x11, 0)...)
	p = append(p, table(0x00, 0)...)
	p = append(p, table(0x10, 0xE0)...)
	p = append(p, segment(0xDA, 1, 1, 0, 0, 0, 0)...) // brightness of the blocks, one bit each
	p = append(p, make([]byte, (side/8)*(side/8)/8+1)...)
	// All other coefficients are zero: runs of 16384 blocks, each in 15 bits.
	scan := append(segment(0xDA, 1, 1, 0, 1, 63, 0), make([]byte, (side/8)*(side/8)/16384*15/8+8)...)
	for range scans {
		p = append(p, scan...)
	}
	return append(p, 0xFF, 0xD9)
}

// uploadPicture uploads a picture in one request.
func (t *target) uploadPicture(user string, data []byte) (code int, took time.Duration) {
	sum := md5.Sum(data)
	began := time.Now()
	code = t.code(user, "openpic/pic_up", fmt.Sprintf(`{"Timestamp":1,"Random":2,"File_Type":1,"File_Str_Md5":%q,"File_Size":%d,"Slice_Offset":0,"Slice_Size":%d,"Slice_Data":%q}`,
		hex.EncodeToString(sum[:]), len(data), len(data), base64.StdEncoding.EncodeToString(data)))
	return code, time.Since(began)
}

// slowPictures lets one account upload pictures that take long to decode, in parallel,
// while another uploads small ones. Those must finish within 15 s, the timeout of pages.
func slowPictures(t *target, r *result) {
	var ended atomic.Bool
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n := 0; !ended.Load() && n < 4; n++ {
				t.uploadPicture("mallory", endlessJPEG(8000, byte(i*4+n)))
			}
		})
	}
	for i := range 5 {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1000, 800+i))); err != nil {
			r.skipped = err.Error()
			break
		}
		code, took := t.uploadPicture("alice", b.Bytes())
		r.try(code == 0 && took < 15*time.Second, "picture of another user: %d after %v", code, took)
	}
	ended.Store(true)
	wg.Wait()
}

// forms lets one account send large forms in parallel that exceed its quota: they must
// be refused before they are written to disk.
func forms(t *target, r *result) {
	small, err := start(t.program, "", "-quota-bytes", "1000000")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer small.stop()
	q := url.Values{"sdkappid": {"1400000001"}, "identifier": {"mallory"}, "usersig": {small.sigs["mallory"]}, "contenttype": {"http"}}
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			body, w := io.Pipe()
			form := multipart.NewWriter(w)
			go func() {
				part, err := form.CreateFormFile("file", "large.bin")
				for i := 0; err == nil && i < 20; i++ {
					_, err = part.Write(make([]byte, 1<<20))
				}
				w.CloseWithError(form.Close())
			}()
			req, err := http.NewRequest(http.MethodPost, small.url+"/v4/openpic/pic_up?"+q.Encode(), body)
			if err != nil {
				return
			}
			req.Header.Set("Content-Type", form.FormDataContentType())
			_, text, _ := do(req)
			r.try(!bytes.Contains([]byte(text), []byte(`\"ErrorCode\":0`)), "form above the quota: %.200s", text)
		})
	}
	wg.Wait()
	r.try(small.upload("alice", []byte("mine")) == 0, "other users cannot upload")
}
