package account

import (
	"webim.js/server/api"
	"webim.js/server/store"
)

// Ending says which places of a user end: those of some sessions or all.
type Ending struct {
	Account  string
	Sessions []string `json:",omitempty"`
	All      bool     `json:",omitempty"` // 1.3 pages, too
	Kicked   bool     `json:",omitempty"` // because of what was done elsewhere
	Reason   string   `json:",omitempty"` // why, if it was kicked
}

// The reasons of which clients are told (KickReason of a refusal, Reason in
// event 96).
const (
	ReasonElsewhere = "elsewhere" // signed in elsewhere
	ReasonLogoutAll = "logoutAll" // signed out everywhere
	ReasonDisabled  = "disabled"  // the account was disabled
	ReasonRevoked   = "revoked"   // the site's back end has ended it, or deleted the account
)

// Kicked is the refusal of a session that was ended for that reason.
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

// Has tells whether a session is among those that end.
func (e Ending) Has(session string) bool {
	for _, one := range e.Sessions {
		if one == session {
			return true
		}
	}
	return e.All
}

// Endings is what all processes hear of that may have such places.
var Endings = store.Topic[Ending]{Name: "ending"}

// Disconnect ends everything that a user has open, as the account is disabled.
func (a *Accounts) Disconnect(tx store.Tx, account string) {
	a.endAll(tx, account, ReasonDisabled)
}

func (a *Accounts) endAll(tx store.Tx, account, reason string) {
	a.Kick(tx, account, reason, func(string) bool { return true })
	a.EndDownloads(tx, account)
	Endings.Announce(tx, Ending{Account: account, All: true, Kicked: true, Reason: reason})
}
