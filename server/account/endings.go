package account

import "webim.js/server/store"

// Ending says which places of a user end: those of some sessions or all.
type Ending struct {
	Account  string
	Sessions []string `json:",omitempty"`
	All      bool     `json:",omitempty"` // 1.3 pages, too
	Kicked   bool     `json:",omitempty"` // because of what was done elsewhere
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

// Disconnect ends everything that a user has open.
func (a *Accounts) Disconnect(tx store.Tx, account string) {
	a.Kick(tx, account, func(string) bool { return true })
	a.EndDownloads(tx, account)
	Endings.Announce(tx, Ending{Account: account, All: true, Kicked: true})
}
