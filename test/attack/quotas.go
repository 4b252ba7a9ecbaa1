package main

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"sync"
)

// upload uploads a document in one request and returns the response's code.
func (t *target) upload(user string, data []byte) int {
	sum := md5.Sum(data)
	return t.code(user, "openpic/pic_up", fmt.Sprintf(`{"Timestamp":1,"Random":2,"File_Type":2,"File_Str_Md5":%q,"File_Size":%d,"Slice_Offset":0,"Slice_Size":%d,"Slice_Data":%q}`,
		hex.EncodeToString(sum[:]), len(data), len(data), base64.StdEncoding.EncodeToString(data)))
}

// quotas exceeds a user's quotas with concurrent requests.
func quotas(t *target, r *result) {
	small, err := start(t.program, "", "-quota-files", "3", "-quota-bytes", "10000", "-max-groups", "2", "-max-upload", "9000")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer small.stop()
	at := func(n int, do func(i int) int) (done int) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				code := do(i)
				r.try(code != noResponse, "no error code")
				mu.Lock()
				defer mu.Unlock()
				if code == 0 {
					done++
				}
			})
		}
		wg.Wait()
		return done
	}
	done := at(20, func(i int) int { return small.upload("mallory", fmt.Append(nil, "file ", i)) })
	r.try(done == 3, "%d files instead of 3", done)
	done = at(5, func(i int) int { return small.upload("bob", append(make([]byte, 6000), byte(i))) })
	r.try(done == 1, "%d times 6,000 bytes of 10,000", done)
	r.try(small.upload("carol", make([]byte, 9001)) != 0, "file above the size limit accepted")
	done = at(10, func(i int) int {
		return small.code("mallory", "group_open_http_svc/create_group", fmt.Sprintf(`{"Type":"Public","Name":"g","GroupId":"mine%d"}`, i))
	})
	r.try(done == 2, "%d groups instead of 2", done)
	r.try(small.upload("alice", []byte("mine")) == 0, "other users cannot upload")
}
