// Package api is the edge that every command shares: it finds the command,
// knows who calls, reads the JSON body, and writes the answer in the
// protocol's envelope. What a command does is none of its business.
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
//		return answer{MsgTime: now}, nil // or nil: the bare envelope
//	}
package api

import (
	"context"
	"fmt"
)

// Handler carries out one command. The answer is a struct or map whose fields
// join the envelope, or nil, or something Pending; an *Error refuses.
type Handler func(ctx context.Context, call *Call) (any, error)

// Access says who may call a command.
type Access int

const (
	// Users is everybody who is signed in: by a2 (1.7) or by a UserSig on
	// every call (1.3).
	Users Access = iota
	// SigOnly asks for a UserSig, as signing in does.
	SigOnly
	// Anyone includes callers without identity: their Call.Caller.Account is
	// empty. Credentials are used when they are there and valid.
	Anyone
	// SignedOut is Users and those whose session another sign-in has ended:
	// what they need to leave in order.
	SignedOut
	// BackEnds is administrators' back ends alone: the REST API's own commands.
	BackEnds
)

// Command is one entry of the command table.
type Command struct {
	Service string // as in the path, "openim"
	Name    string // as in the path, "sendmsg"
	Handler Handler
	Access  Access

	// FromOthers lets the body's From_Account be somebody else. Without it
	// the edge refuses, before the handler runs, a body that claims another
	// sender than the caller.
	FromOthers bool

	// OnBehalf lets a back end name the user for whom it calls in From_Account.
	OnBehalf bool

	// BodyLimit is the largest request in bytes; 0 means the edge's.
	BodyLimit int64

	// Form lets the request be a form with a file (see form.go).
	Form bool

	// Room reserves room for a form's file while it waits on the disk, or refuses
	// it before it is there (File.Refused). nil: there always is.
	Room func(ctx context.Context, c Caller, bytes int64) (release func(), err error)

	// Waits marks a poll: it may take a minute, and what it takes is a place
	// to wait, not work.
	Waits bool
}

// Table finds commands by service and name.
type Table map[string]Command

// NewTable joins the tables of all families. Two commands of one name are a
// mistake in the program.
func NewTable(families ...[]Command) Table {
	t := Table{}
	for _, family := range families {
		for _, c := range family {
			key := c.Service + "/" + c.Name
			if _, ok := t[key]; ok {
				panic(fmt.Sprintf("api: %s is there twice", key))
			}
			t[key] = c
		}
	}
	return t
}
