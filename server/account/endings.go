package account

import (
	"webim.js/server/api"
	"webim.js/server/store"
)

// SessionEnd announces that some or all sessions of a user have ended.
type SessionEnd struct {
	Account  string
	Sessions []string `json:",omitempty"`
	All      bool     `json:",omitempty"` // including 1.3 clients
	Kicked   bool     `json:",omitempty"` // ended from outside the session
	Reason   string   `json:",omitempty"` // the reason, if kicked
}

// The reasons reported to clients (KickReason of an error, Reason in event 96).
const (
	ReasonElsewhere = "elsewhere" // signed in elsewhere
	ReasonLogoutAll = "logoutAll" // signed out everywhere
	ReasonDisabled  = "disabled"  // the account was disabled
	ReasonRevoked   = "revoked"   // ended by the site's back end, or the account was deleted
)

// Kicked returns the error of a session that was kicked for the given reason.
func Kicked(reason string) error {
	info := "signed in elsewhere"
	switch reason {
	case ReasonLogoutAll:
		info = "signed out everywhere"
	case ReasonDisabled:
		info = "the account was disabled"
	case ReasonRevoked:
		info = "ended by the site"
	}
	return &api.Error{Code: api.CodeKicked, Info: info, Fields: struct{ KickReason string }{reason}}
}

// Includes reports whether the session has ended.
func (e SessionEnd) Includes(session string) bool {
	for _, one := range e.Sessions {
		if one == session {
			return true
		}
	}
	return e.All
}

// SessionEnds announces ended sessions to all processes.
var SessionEnds = store.Topic[SessionEnd]{Name: "ending"}

// Disconnect closes all sessions of a user whose account is disabled.
func (a *Accounts) Disconnect(tx store.Tx, account string) {
	a.endAll(tx, account, ReasonDisabled)
}

func (a *Accounts) endAll(tx store.Tx, account, reason string) {
	a.Kick(tx, account, reason, func(string) bool { return true })
	a.EndDownloads(tx, account)
	SessionEnds.Announce(tx, SessionEnd{Account: account, All: true, Kicked: true, Reason: reason})
}
