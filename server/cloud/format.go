package cloud

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"webim.js/server/api"
)

// maxFile bounds the size of a decompressed file, in bytes.
const maxFile = 2 << 30

// person is a user in a response of portrait_get.
type person struct {
	Name  api.Text `json:"To_Account"`
	Items []struct {
		Tag   string
		Value json.RawMessage
	} `json:"ProfileItem"`
}

// groupInfo is a group in a response of get_group_info.
type groupInfo struct {
	ID      string `json:"GroupId"`
	Members []struct {
		Account  api.Text `json:"Member_Account"`
		Role     string
		JoinTime api.Int
	} `json:"MemberList"`
	fields map[string]json.RawMessage
}

// past is a message in a history file.
type past struct {
	From   api.Text        `json:"From_Account"`
	To     api.Text        `json:"To_Account"`
	Group  string          `json:"GroupId"`
	Time   api.Int         `json:"MsgTimestamp"`
	Seq    api.Int         `json:"MsgSeq"`
	Random *api.Int        `json:"MsgRandom"`
	Body   json.RawMessage `json:"MsgBody"`
}

// file holds the fields of all formats of files.
type file struct {
	SDKAppID int64           `json:"SdkAppId"`
	MsgTime  string          // the hour of a history file
	MsgList  []past          // history
	People   []person        `json:"UserProfileItem"`
	Groups   []rawGroup      `json:"GroupInfo"`
	GroupID  string          `json:"GroupId"` // with MemberList: members of one group
	Members  json.RawMessage `json:"MemberList"`
}

type rawGroup struct{ groupInfo }

// UnmarshalJSON implements json.Unmarshaler. It keeps all fields for import_group.
func (g *rawGroup) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &g.groupInfo); err != nil {
		return err
	}
	return json.Unmarshal(data, &g.fields)
}

func read(path string) (f file, err error) {
	in, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer in.Close()
	buffered := bufio.NewReader(in)
	var r io.Reader = buffered
	if magic, _ := buffered.Peek(2); string(magic) == "\x1f\x8b" {
		if r, err = gzip.NewReader(buffered); err != nil {
			return f, err
		}
	}
	limited := &io.LimitedReader{R: r, N: maxFile}
	err = json.NewDecoder(limited).Decode(&f)
	if limited.N == 0 {
		err = fmt.Errorf("larger than %d bytes", int64(maxFile))
	}
	return f, err
}
