package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"time"
)

// Dialect is the client's version of the protocol.
type Dialect int

const (
	// Dialect17 signs in, polls with a LongPollingId and receives one-to-one
	// messages in the poll.
	Dialect17 Dialect = iota
	// Dialect13 sends its UserSig with every call, and fetches one-to-one messages
	// when the poll reports new ones.
	Dialect13
)

// Caller is the user or back end that makes a call.
type Caller struct {
	Account string // empty for callers without identity
	Dialect Dialect
	Version string // as in v=, "1.7.2"; empty in 1.3

	// Session identifies the session: in 1.7 that of the a2 ticket (it is not the
	// ticket itself), in 1.3 the browser, by its address and User-Agent.
	Session string

	// SignedIn is the stamp at which the session began; 0 in 1.3.
	SignedIn uint64
	// Kicked is the reason why the session was ended by another sign-in or by an
	// administrator; it is set for SignedOut commands only.
	Kicked string

	// BackEnd is set for calls of the REST API by a back end. Operator is the
	// administrator of the application who makes the call. Account is the user on
	// whose behalf it is made: the one in the body's From_Account, or Operator.
	BackEnd  bool
	Operator string
}

// Credentials are the parameters of a request that identify its sender, unverified.
type Credentials struct {
	Identifier string
	UserSig    string // usersig or accesstoken
	TinyID, A2 string
	SDKAppID   string
	Version    string
}

func credentials(q url.Values) Credentials {
	sig := q.Get("usersig")
	if sig == "" {
		sig = q.Get("accesstoken")
	}
	return Credentials{
		Identifier: q.Get("identifier"),
		UserSig:    sig,
		TinyID:     q.Get("tinyid"),
		A2:         q.Get("a2"),
		SDKAppID:   q.Get("sdkappid"),
		Version:    q.Get("v"),
	}
}

// Authenticator verifies credentials. Authenticate returns their caller, or an *Error
// if they are refused.
type Authenticator interface {
	Authenticate(ctx context.Context, c Credentials, access Access) (Caller, error)
}

// Call is a request, as passed to its handler.
type Call struct {
	Service, Command string
	Caller           Caller
	Body             []byte // a JSON object in valid UTF-8
	Query            url.Values
	Now              time.Time // when the request was received
	Host             string    // the server's host as the client addressed it
	Base             string    // the server's address as the client addressed it, "http://host:port"
	RemoteHost       string    // the client's address without its port
	UserAgent        string

	// File is the file of a form (Command.Form), whose fields are in Body as strings.
	File *File

	// Charge counts a poll that was not needed as a request of the caller; other polls
	// do not count. client distinguishes clients without identity. Charge returns an
	// error after a short delay if the rate is exceeded. nil means no limit.
	Charge func(ctx context.Context, client string) error

	// EndEarly is closed when a poll must end without an event, because its browser
	// needs the connection. nil means never.
	EndEarly <-chan struct{}

	reserve func(ctx context.Context, c Caller, bytes int64) (release func(), err error) // Command.Reserve
	limits  Limits                                                                       // nil means none
	memory  share                                                                        // reserved for the body
}

// namesPerRequest is the number of names in a list that count as one request.
const namesPerRequest = 10

// SpendNames counts a list of n names against the caller's rate.
func (c *Call) SpendNames(n int) { c.Spend(n / namesPerRequest) }

// Spend counts further requests against the caller's rate; see Limits.
func (c *Call) Spend(requests int) {
	if c.limits != nil && requests > 0 && !c.Caller.BackEnd {
		c.limits.Spend(c, requests)
	}
}

// ChargeBytes returns an error if the caller may not store that many more bytes of
// messages; see Limits.
func (c *Call) ChargeBytes(bytes int) error {
	if c.limits == nil || c.Caller.BackEnd { // back ends are trusted
		return nil
	}
	return c.limits.ChargeBytes(c, bytes)
}

// AllowGroupMessage reports whether a group's rate allows another message; see Limits.
func (c *Call) AllowGroupMessage(group string) bool {
	return c.limits == nil || c.Caller.BackEnd || c.limits.AllowGroupMessage(group, c.Now)
}

// Unix returns the call's time in seconds, the protocol's unit.
func (c *Call) Unix() int64 { return c.Now.Unix() }

// releaseBody releases the parts of a call that a waiting poll does not need.
func (c *Call) releaseBody() {
	c.memory.end()
	*c = Call{Service: c.Service, Caller: c.Caller}
}

// Decode decodes the body into dst. It returns an *Error with badField, the family's
// code for an invalid parameter, if a field has the wrong type.
func (c *Call) Decode(dst any, badField int) error {
	err := json.Unmarshal(c.Body, dst)
	if err == nil {
		return nil
	}
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &wrongType) {
		return Errorf(badField, "%s must not be %s", wrongType.Field, wrongType.Value)
	}
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal
	}
	return Errorf(badField, "%v", err)
}

// Missing returns the error for a body without a required field.
func Missing(field string) error {
	return Errorf(CodeFieldMissing, "%s is missing", field)
}
