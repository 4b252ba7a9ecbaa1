package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"webim.js/server/api"
)

// Error codes of openpic. The documents use two of them for invalid parameters.
const (
	codeMissing   = -3
	codeParameter = -6
	codeContent   = -8 // the bytes do not match the announced size or MD5
)

// picUpRequest is a slice of a file, or the fields of a form upload.
type picUpRequest struct {
	AppVersion api.Text `json:"App_Version"`
	To         api.Text `json:"To_Account"`
	Seq        api.Int
	Timestamp  *api.Int
	Random     *api.Int
	MD5        api.Text `json:"File_Str_Md5"`
	Size       *api.Int `json:"File_Size"`
	Type       api.Text `json:"File_Type"`
	PkgFlag    *api.Int
	Offset     *api.Int  `json:"Slice_Offset"`
	Length     *api.Int  `json:"Slice_Size"`
	Data       sliceData `json:"Slice_Data"`
}

// sliceData is decoded base64.
type sliceData []byte

// UnmarshalJSON implements json.Unmarshaler.
func (s *sliceData) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if data[0] != '"' {
		return api.Errorf(codeParameter, "Slice_Data must be a string")
	}
	text := data[1 : len(data)-1]
	if bytes.IndexByte(text, '\\') >= 0 { // some encoders escape / as \/
		var plain string
		if err := json.Unmarshal(data, &plain); err != nil {
			return err
		}
		text = []byte(plain)
	}
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Decode(decoded, text)
	if err != nil {
		return api.Errorf(codeContent, "Slice_Data is not base64")
	}
	*s = decoded[:n]
	return nil
}

// echoedFields holds the request fields that every response repeats.
type echoedFields struct {
	From       string `json:"From_Account"`
	To         string `json:"To_Account"`
	AppVersion string `json:"App_Version"`
	AppID      string `json:"AppId"`
	Seq        int64
	Timestamp  int64
	Random     int64

	IsRejectRetry int // 1 if retrying is useless
}

// progress is the response to a slice.
type progress struct {
	echoedFields
	NextOffset int64 `json:"Next_Offset"`
	IsFinish   int
}

// finished is the response when the file is complete. It has no Download_Flag, with
// which 1.7.0 clients cannot create the element to send.
type finished struct {
	progress
	UUID     string     `json:"File_UUID"`
	Pictures *[]urlInfo `json:"URL_INFO,omitempty"`
}

// picUp receives a slice, or a whole file from a form.
func (m *Media) picUp(ctx context.Context, call *api.Call) (any, error) {
	var req picUpRequest
	f, next, err := m.receive(ctx, call, &req)
	back := req.echo(call)
	var refused *api.Error
	switch {
	case errors.As(err, &refused):
		back.IsRejectRetry = 1
		return nil, &api.Error{Code: refused.Code, Info: refused.Info, Fields: back}
	case err != nil:
		return nil, err
	case f == nil:
		return progress{back, next, 0}, nil
	}
	response := finished{progress{back, f.Size, 1}, f.ID, nil}
	if k, _ := req.kind(); k == picture || k == unstated {
		pictures := f.urlInfo(call.Base) // empty if it is not a picture
		response.Pictures = &pictures
	}
	return response, nil
}

// receive stores the content of a request. f is nil until the file is complete;
// then next is the offset of the first missing byte.
func (m *Media) receive(ctx context.Context, call *api.Call, req *picUpRequest) (f *File, next int64, err error) {
	if err := call.Decode(req, codeParameter); err != nil {
		return nil, 0, err
	}
	if m.Blobs == nil {
		return nil, 0, api.Errorf(codeParameter, "uploads are disabled")
	}
	k, err := req.kind()
	if err != nil {
		return nil, 0, err
	}
	if call.Query.Get("contenttype") == "http" {
		f, err := m.receiveForm(ctx, call, k)
		return f, 0, err
	}
	id, at, err := req.check(call, m.MaxSize)
	if err != nil {
		return nil, 0, err
	}
	// The SDKs send slices one at a time. Clients that send them concurrently get
	// the same result, with no more work for the server.
	u, f, next, err := m.take(ctx, call, id, k, at, req.Data)
	if err != nil || f != nil || next < id.Size {
		return f, next, err
	}
	return m.complete(ctx, call, id, k, u)
}

// lockAccount serializes the writes of an account. Longer work, such as decoding, is done
// without it.
func (m *Media) lockAccount(ctx context.Context, call *api.Call) (release func(), err error) {
	return m.Store.Lock(ctx, "upload "+call.Caller.Account)
}

// receiveForm stores the file of a form.
func (m *Media) receiveForm(ctx context.Context, call *api.Call, k kind) (*File, error) {
	if call.File == nil {
		return nil, api.Errorf(codeMissing, "form has no file")
	}
	if call.File.Refused != nil {
		return nil, call.File.Refused
	}
	if call.File.Size > m.MaxSize {
		return nil, api.Errorf(codeParameter, "the file is larger than %d bytes", m.MaxSize)
	}
	part, err := m.fill(ctx, call)
	if err != nil {
		return nil, err
	}
	f, err := m.storeWhole(ctx, call, part, k, call.File.Name)
	return &f, err
}

// fill writes the file of a form to a part.
func (m *Media) fill(ctx context.Context, call *api.Call) (part string, err error) {
	release, err := m.lockAccount(ctx, call)
	if err != nil {
		return "", err
	}
	defer release()
	if err := m.allow(ctx, call.Caller.Account, 1, call.File.Size); err != nil {
		return "", err
	}
	if err := m.checkSpace(call.File.Size); err != nil {
		return "", err
	}
	if part, err = m.Blobs.NewPart(); err != nil {
		return "", err
	}
	if err := m.Blobs.FillPart(part, call.File.Open()); err != nil {
		return "", errors.Join(err, m.Blobs.DropPart(part))
	}
	return part, nil
}

var md5Hex = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

// check validates a slice.
func (r *picUpRequest) check(call *api.Call, maxSize int64) (id identity, at byteRange, err error) {
	for _, field := range []struct {
		name  string
		value *api.Int
	}{
		{"Timestamp", r.Timestamp}, {"Random", r.Random}, {"File_Size", r.Size},
		{"Slice_Offset", r.Offset}, {"Slice_Size", r.Length},
	} {
		if field.value == nil {
			return id, at, api.Errorf(codeMissing, "%s is missing", field.name)
		}
	}
	if r.MD5 == "" {
		return id, at, api.Errorf(codeMissing, "File_Str_Md5 is missing")
	}
	size, offset, length := int64(*r.Size), int64(*r.Offset), int64(*r.Length)
	switch {
	case size > maxSize:
		return id, at, api.Errorf(codeParameter, "the file is larger than %d bytes", maxSize)
	case size < 0:
		return id, at, api.Errorf(codeParameter, "File_Size must be at least 0")
	case !md5Hex.MatchString(string(r.MD5)):
		return id, at, api.Errorf(codeParameter, "File_Str_Md5 is not an MD5 in hex")
	case r.PkgFlag != nil && *r.PkgFlag != 1:
		return id, at, api.Errorf(codeParameter, "PkgFlag must be 1 (base64)")
	case length < 0 || offset < 0 || offset > size || length > size-offset || length == 0 && size > 0:
		return id, at, api.Errorf(codeParameter, "Slice_Offset and Slice_Size are not within the file")
	case r.Data == nil && length > 0:
		return id, at, api.Errorf(codeMissing, "Slice_Data is missing")
	case int64(len(r.Data)) != length:
		return id, at, api.Errorf(codeContent, "Slice_Data has %d bytes, not Slice_Size", len(r.Data))
	}
	return identity{
		content:   content{call.Caller.Account, strings.ToLower(string(r.MD5)), size},
		Timestamp: int64(*r.Timestamp),
		Random:    int64(*r.Random),
	}, byteRange{offset, offset + length}, nil
}

// kind returns the kind in File_Type. Forms send "undefined" if the client set none.
func (r *picUpRequest) kind() (kind, error) {
	switch r.Type {
	case "", "0", "undefined", "null":
		return unstated, nil
	case "1":
		return picture, nil
	case "2":
		return document, nil
	case "3":
		return video, nil
	case "4":
		return sound, nil
	}
	return 0, api.Errorf(codeParameter, "File_Type must be 1 to 4")
}

func (r *picUpRequest) echo(call *api.Call) echoedFields {
	e := echoedFields{
		From: call.Caller.Account, To: string(r.To), AppVersion: string(r.AppVersion),
		AppID: call.Query.Get("sdkappid"), Seq: int64(r.Seq),
	}
	if r.Timestamp != nil {
		e.Timestamp = int64(*r.Timestamp)
	}
	if r.Random != nil {
		e.Random = int64(*r.Random)
	}
	return e
}
