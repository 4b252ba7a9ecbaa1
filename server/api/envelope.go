package api

import (
	"errors"

	"webim.js/server/plainjson"
)

// Appender is an answer that encodes itself as a JSON object, which must not be
// empty. Polls use it to assemble answers from encoded items.
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

// envelope returns the body of a response: the header's fields, then the answer's.
// The answer's fields override those of the header, so a command can succeed with an
// ErrorInfo.
func envelope(answer any, err error, internal int) (body []byte, code int) {
	if err == nil {
		var fields []byte
		switch a := answer.(type) {
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

// appendTo appends an answer to the header, and replaces the braces between them by a
// comma.
func appendTo(head []byte, a Appender) []byte {
	body := a.AppendJSON(head[:len(head)-1])
	body[len(head)-1] = ','
	return body
}

// join concatenates two JSON objects. Decoders use the last value of a name in both.
func join(a, b []byte) []byte {
	if len(b) <= len("{}") {
		return a
	}
	return append(append(a[:len(a)-1], ','), b[1:]...)
}
