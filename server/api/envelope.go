package api

import (
	"errors"

	"webim.js/server/plainjson"
)

// Appender is an answer that writes its own JSON object, which is not empty:
// for answers that are put together from ready pieces, as the polls' are.
type Appender interface {
	AppendJSON(dst []byte) []byte
}

// header is the part of the envelope that every answer has.
type header struct {
	ActionStatus string
	ErrorCode    int
	ErrorInfo    string
}

// success is the header of every answer that is none of a refusal.
const success = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`

// envelope builds the body of an answer: the header's fields, then the
// answer's own. An answer that has a header field itself wins, so a command
// can succeed with an ErrorInfo.
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
			fields, _ = plainjson.Marshal(refusal.Fields) // without them it is still a refusal
		}
	}
	body, _ = plainjson.Marshal(h) // strings and numbers always encode
	return join(body, fields), h.ErrorCode
}

// appendTo has an answer write itself behind the header, whose closing brace
// and the answer's opening one become the comma between them.
func appendTo(head []byte, a Appender) []byte {
	body := a.AppendJSON(head[:len(head)-1])
	body[len(head)-1] = ','
	return body
}

// join makes one JSON object of two. Of a name in both, readers take the last.
func join(a, b []byte) []byte {
	if len(b) <= len("{}") {
		return a
	}
	return append(append(a[:len(a)-1], ','), b[1:]...)
}
