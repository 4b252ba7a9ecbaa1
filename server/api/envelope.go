package api

import (
	"errors"

	"webim.js/server/plainjson"
)

// Appender is a response that encodes itself as a JSON object, which must not be
// empty. Polls use it to assemble responses from encoded items.
type Appender interface {
	AppendJSON(dst []byte) []byte
}

// header is the part of the envelope that every response has.
type header struct {
	ActionStatus string
	ErrorCode    int
	ErrorInfo    string
}

// success is the header of successful responses.
const success = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`

// envelope returns the body of a response: the header's fields, then the handler's.
// The handler's fields override those of the header, so a command can succeed with an
// ErrorInfo.
func envelope(response any, err error, internal int) (body []byte, code int) {
	if err == nil {
		var fields []byte
		switch a := response.(type) {
		case nil:
		case Appender:
			return appendTo([]byte(success), a), 0
		default:
			fields, err = plainjson.Marshal(a)
		}
		if err == nil {
			return join([]byte(success), fields), 0
		}
	}
	h := header{ActionStatus: "FAIL", ErrorCode: internal, ErrorInfo: "internal server error"}
	var refusal *Error
	var fields []byte
	if errors.As(err, &refusal) {
		h.ErrorCode, h.ErrorInfo = refusal.Code, refusal.Info
		if refusal.Fields != nil {
			fields, _ = plainjson.Marshal(refusal.Fields) // on failure the error is sent without them
		}
	}
	body, _ = plainjson.Marshal(h) // strings and numbers always encode
	return join(body, fields), h.ErrorCode
}

// appendTo appends the fields of a response to the JSON object dst.
func appendTo(dst []byte, a Appender) []byte {
	body := a.AppendJSON(dst[:len(dst)-1])
	body[len(dst)-1] = ','
	return body
}

// join concatenates two JSON objects. Decoders use the last value of a name in both.
func join(a, b []byte) []byte {
	if len(b) <= len("{}") {
		return a
	}
	return append(append(a[:len(a)-1], ','), b[1:]...)
}
