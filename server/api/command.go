// Package api is the HTTP layer that all commands share: it finds the command,
// authenticates the caller, reads the JSON body, and writes the response in the
// protocol's envelope. It implements no command itself.
//
// A family of commands is a package with a method that returns its table:
//
//	func (f *Family) Commands() []api.Command {
//		return []api.Command{
//			{Service: "openim", Name: "sendmsg", Handler: f.sendMsg},
//		}
//	}
//
//	func (f *Family) sendMsg(ctx context.Context, call *api.Call) (any, error) {
//		var req struct {
//			To api.Text `json:"To_Account"`
//		}
//		if err := call.Decode(&req, codeBadPacket); err != nil {
//			return nil, err
//		}
//		…
//		return response{MsgTime: now}, nil // or nil, for the bare envelope
//	}
package api

import (
	"context"
	"fmt"
)

// Handler processes a call of a command. The response is a struct or map whose fields
// are added to the envelope, or nil, or a Pending. An *Error becomes the response's
// ErrorCode and ErrorInfo.
type Handler func(ctx context.Context, call *Call) (any, error)

// Access specifies which callers may call a command.
type Access int

const (
	// Users allows users who are signed in: by a2 (1.7) or by a UserSig on every
	// call (1.3).
	Users Access = iota
	// SigOnly requires a UserSig, as signing in does.
	SigOnly
	// Anyone includes callers without identity, whose Call.Caller.Account is empty.
	// Credentials are used if they are present and valid.
	Anyone
	// SignedOut allows Users, and users whose session was ended by another sign-in:
	// for the commands of signing out.
	SignedOut
	// BackEnds allows administrators' back ends only: for commands of the REST API.
	BackEnds
)

// Command is one entry of the command table.
type Command struct {
	Service string // as in the path, "openim"
	Name    string // as in the path, "sendmsg"
	Handler Handler
	Access  Access

	// FromOthers allows a From_Account other than the caller. Without it Edge refuses
	// such a body before the handler runs.
	FromOthers bool

	// OnBehalf lets a back end call on behalf of the user in From_Account.
	OnBehalf bool

	// BodyLimit is the maximum size of a request in bytes; 0 means Edge.BodyLimit.
	BodyLimit int64

	// Form lets the request be a form with a file (see form.go).
	Form bool

	// Reserve reserves space for a form's file before it is written to disk; its error
	// becomes File.Refused. nil means no limit.
	Reserve func(ctx context.Context, c Caller, bytes int64) (release func(), err error)

	// Waits marks long polls, which may wait for a minute. They count against the
	// limit of waiting polls, not against the rate of requests.
	Waits bool
}

// Table maps "service/name" to commands.
type Table map[string]Command

// NewTable merges the commands of all families. It panics if two commands have the
// same name.
func NewTable(families ...[]Command) Table {
	t := Table{}
	for _, family := range families {
		for _, c := range family {
			key := c.Service + "/" + c.Name
			if _, ok := t[key]; ok {
				panic(fmt.Sprintf("api: duplicate command %s", key))
			}
			t[key] = c
		}
	}
	return t
}
