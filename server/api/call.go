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
	// Dialect17 signs in, polls with a LongPollingId and gets one-to-one
	// messages in the poll.
	Dialect17 Dialect = iota
	// Dialect13 sends its UserSig with every call and fetches one-to-one
	// messages when the poll says that there are some.
	Dialect13
)

// Caller is who makes a call.
type Caller struct {
	Account string // empty: without identity
	Dialect Dialect
	Version string // as in v=, "1.7.2"; empty in 1.3

	// Session names where the user is signed in: 1.7's a2 ticket (it is not
	// the ticket itself), 1.3's browser, as well as that can be told.
	Session string

	// SignedIn is the stamp at which the session began; 0 in 1.3.
	SignedIn uint64
	// Kicked is set for SignedOut commands when the session was ended from
	// outside: the reason.
	Kicked string

	// BackEnd is set when the call is a back end's, of the REST API: by an
	// administrator of the application, who is Operator. Account is the user
	// whom the administrator acts for, the administrator unless the body's
	// From_Account is another.
	BackEnd  bool
	Operator string
}

// Credentials are what a request says about its sender, all unchecked.
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

// Authenticator turns credentials into a caller, or refuses with an *Error.
type Authenticator interface {
	Authenticate(ctx context.Context, c Credentials, access Access) (Caller, error)
}

// Call is one request as its handler sees it.
type Call struct {
	Service, Command string
	Caller           Caller
	Body             []byte // a JSON object in valid UTF-8
	Query            url.Values
	Now              time.Time // when the call came in
	Host             string    // the server, as the client addressed it
	Base             string    // the server's address as the client knows it, "http://host:port"
	RemoteHost       string    // the client's address without its port
	UserAgent        string

	// File is what a form brings (Command.Form): the fields are in Body then,
	// each as a string.
	File *File

	// Charge takes one request from the caller's rate: for polls, which are not
	// counted otherwise, when they come without need. Pages without identity are
	// told apart by a name. It waits a little before it refuses. nil: any number.
	Charge func(ctx context.Context, page string) error

	room   func(ctx context.Context, c Caller, bytes int64) (release func(), err error) // Command.Room
	limits Limits                                                                       // nil: none
	memory share                                                                        // that the body has taken
}

// namesPerRequest is how many names of a list cost as much as one request.
const namesPerRequest = 10

// SpendNames takes what a list of names costs from the caller's rate.
func (c *Call) SpendNames(n int) { c.Spend(n / namesPerRequest) }

// Spend takes further requests from the caller's rate; see Limits.
func (c *Call) Spend(requests int) {
	if c.limits != nil && requests > 0 && !c.Caller.BackEnd {
		c.limits.Spend(c, requests)
	}
}

// Keep refuses to store more bytes of messages of the caller's; see Limits.
func (c *Call) Keep(bytes int) error {
	if c.limits == nil || c.Caller.BackEnd { // the site's own
		return nil
	}
	return c.limits.Keep(c, bytes)
}

// MaySay reports whether a group's rate allows another message; see Limits.
func (c *Call) MaySay(group string) bool { return c.limits == nil || c.limits.Say(group, c.Now) }

// Unix is the call's time in the protocol's unit.
func (c *Call) Unix() int64 { return c.Now.Unix() }

// shed drops what nobody needs while a poll waits.
func (c *Call) shed() {
	c.memory.end()
	*c = Call{Service: c.Service, Caller: c.Caller}
}

// Decode reads the body into a struct. A field of the wrong type is refused
// with badField, the family's code for a parameter it cannot use.
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

// Missing refuses a body that lacks a field.
func Missing(field string) error {
	return Errorf(CodeFieldMissing, "%s is missing", field)
}
