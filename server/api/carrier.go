package api

import (
	"errors"
	"net/http"
	"net/url"
)

// carrier is an encoding of requests and responses: a POST with JSON, JSONP, or a
// form.
type carrier interface {
	// read reads the call's body, of at most limit bytes.
	read(call *Call, w http.ResponseWriter, r *http.Request, limit int64) error
	// wrap encodes a response, and sets its content type.
	wrap(h http.Header, response []byte) []byte
}

// carrierRefusal is an HTTP error, for requests that no SDK sends.
type carrierRefusal struct {
	status int
	text   string
}

func carrierOf(r *http.Request, query url.Values, command Command) (carrier, *carrierRefusal) {
	switch {
	case r.Method == http.MethodGet && query.Has(jsonpCallback):
		if !callbackName.MatchString(query.Get(jsonpCallback)) {
			return nil, &carrierRefusal{http.StatusBadRequest, jsonpCallback + " is not the name of a function"}
		}
		return jsonp{query.Get(jsonpCallback)}, nil
	case r.Method != http.MethodPost:
		return nil, &carrierRefusal{http.StatusMethodNotAllowed, "commands are sent by POST"}
	case command.Form && query.Get("contenttype") == "http":
		return form{origin: originOf(r)}, nil
	}
	return post{}, nil
}

// post is the default carrier: JSON in both directions.
type post struct{}

func (post) read(call *Call, w http.ResponseWriter, r *http.Request, limit int64) (err error) {
	if err := raiseLimit(w, r, limit); err != nil {
		return err
	}
	body, err := readBody(r.Body, r.ContentLength, limit, &call.memory)
	if err != nil {
		return unreadable(err, limit)
	}
	return call.setBody(body)
}

func (post) wrap(h http.Header, response []byte) []byte {
	h.Set("Content-Type", "application/json; charset=utf-8")
	return response
}

// setBody sets a body that passes checkBody.
func (c *Call) setBody(body []byte) error {
	if err := checkBody(body); err != nil {
		return err
	}
	c.Body = body
	return nil
}

func unreadable(err error, limit int64) error {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return Errorf(CodeTooLarge, "the request is larger than %d bytes", limit)
	}
	return Errorf(CodeBadHTTP, "the request body is incomplete")
}
