package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// SigLifetime is the lifetime of the UserSigs that this server issues: enough
// for a working day, and short in case one leaks.
const SigLifetime = 24 * time.Hour

// maxClockSkew is the maximum clock skew of a site's back end. A UserSig issued
// further in the future would survive key changes and revocations.
const maxClockSkew = 10 * time.Minute

// verifiedSig is a UserSig with a valid signature: only its expiry has to be
// checked.
type verifiedSig struct {
	ticket usersig.Ticket
	app    int64 // the application whose key verified it
}

// Exists implements api.Edge's lookup of accounts.
func (a *Accounts) Exists(ctx context.Context, account string) (found bool, err error) {
	err = a.store.View(ctx, func(r store.Reader) error {
		found = Exists(r, account)
		return nil
	})
	return found, err
}

// Sign returns a UserSig signed with the server's key.
func (a *Accounts) Sign(account string) string {
	return usersig.Sign(a.apps[0].secret(), usersig.Ticket{
		Identifier: account, SDKAppID: a.SDKAppID(), Issued: a.clock.Now(), Valid: SigLifetime,
	})
}

// Authenticate implements api.Authenticator.
func (a *Accounts) Authenticate(ctx context.Context, c api.Credentials, access api.Access) (api.Caller, error) {
	caller, err := a.authenticate(ctx, c, access)
	var refusal *api.Error
	if access == api.Anyone && errors.As(err, &refusal) {
		return api.Caller{Dialect: dialect(c), Version: c.Version}, nil
	}
	return caller, err
}

func (a *Accounts) authenticate(ctx context.Context, c api.Credentials, access api.Access) (api.Caller, error) {
	app, err := a.app(c.SDKAppID)
	if err != nil {
		return api.Caller{}, err
	}
	if c.UserSig == "" && access != api.SigOnly {
		if c.A2 == "" {
			return api.Caller{}, api.Missing("usersig")
		}
		return a.bySession(ctx, c, access)
	}
	ticket, err := a.verify(app, c.UserSig)
	if err != nil {
		return api.Caller{}, err
	}
	if ticket.SDKAppID != app.ID {
		return api.Caller{}, api.Errorf(api.CodeAppMismatch, "the UserSig is for another sdkappid")
	}
	if ticket.Identifier != c.Identifier {
		return api.Caller{}, api.Errorf(api.CodeIdentifierMismatch, "the UserSig is for another identifier")
	}
	if err := a.admitTicket(ctx, ticket); err != nil {
		return api.Caller{}, err
	}
	return api.Caller{Account: ticket.Identifier, Dialect: dialect(c), Version: c.Version}, nil
}

// dialect returns the client's dialect: only 1.7 sends its version.
func dialect(c api.Credentials) api.Dialect {
	if c.Version == "" && c.A2 == "" {
		return api.Dialect13
	}
	return api.Dialect17
}

// verify verifies a UserSig. 1.3 sends one with every call, so valid ones are
// cached: decompressing and hashing costs more than the rest of a small call.
func (a *Accounts) verify(app App, sig string) (usersig.Ticket, error) {
	now := a.clock.Now()
	if v, ok := a.sigs.get(sig); ok && v.app == app.ID && now.Before(v.ticket.Expires()) {
		return v.ticket, nil
	}
	ticket, err := usersig.Verify(sig, now, app.Keys...)
	switch {
	case errors.Is(err, usersig.ErrFormat):
		return ticket, api.Errorf(api.CodeSigMalformed, "%s", strings.TrimPrefix(err.Error(), "usersig: "))
	case errors.Is(err, usersig.ErrSignature):
		return ticket, api.Errorf(api.CodeSigForged, "%s", strings.TrimPrefix(err.Error(), "usersig: "))
	case errors.Is(err, usersig.ErrExpired):
		return ticket, api.Errorf(api.CodeSigExpired, "the UserSig has expired")
	case err != nil:
		return ticket, err
	}
	if ticket.Issued.After(now.Add(maxClockSkew)) {
		return ticket, api.Errorf(api.CodeSigExpired, "the UserSig was issued in the future: check the clock of the server that signs")
	}
	if err := ValidName(ticket.Identifier); err != nil {
		return ticket, err
	}
	a.sigs.put(sig, verifiedSig{ticket, app.ID})
	return ticket, nil
}
