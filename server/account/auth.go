package account

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"webim.js/server/api"
	"webim.js/server/usersig"
)

// SigLifetime is how long the signatures live that this server hands out: a
// day's work, and no longer a use to who has found one.
const SigLifetime = 24 * time.Hour

// verified is a UserSig whose signature was good: only its age can change.
type verified struct {
	ticket usersig.Ticket
}

// Sign makes a UserSig with the server's key.
func (a *Accounts) Sign(account string) string {
	return usersig.Sign(a.key, usersig.Ticket{
		Identifier: account, SDKAppID: a.sdkAppID, Issued: a.clock.Now(), Valid: SigLifetime,
	})
}

// SDKAppID is the application this server serves.
func (a *Accounts) SDKAppID() int64 { return a.sdkAppID }

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
	if c.SDKAppID != strconv.FormatInt(a.sdkAppID, 10) {
		return api.Caller{}, api.Errorf(api.CodeAppMismatch, "sdkappid is not %d", a.sdkAppID)
	}
	if c.UserSig == "" && access != api.SigOnly {
		if c.A2 == "" {
			return api.Caller{}, api.Missing("usersig")
		}
		return a.bySession(ctx, c, access)
	}
	ticket, err := a.verify(c.UserSig)
	if err != nil {
		return api.Caller{}, err
	}
	if ticket.SDKAppID != a.sdkAppID {
		return api.Caller{}, api.Errorf(api.CodeAppMismatch, "the UserSig is for another sdkappid")
	}
	if ticket.Identifier != c.Identifier {
		return api.Caller{}, api.Errorf(api.CodeIdentifierMismatch, "the UserSig is for another identifier")
	}
	if err := a.ensure(ctx, ticket.Identifier); err != nil {
		return api.Caller{}, err
	}
	return api.Caller{Account: ticket.Identifier, Dialect: dialect(c), Version: c.Version}, nil
}

// dialect: only 1.7 says which version it is.
func dialect(c api.Credentials) api.Dialect {
	if c.Version == "" && c.A2 == "" {
		return api.Dialect13
	}
	return api.Dialect17
}

// verify checks a UserSig. 1.3 sends one with every call, so the good ones are
// remembered: inflating and hashing costs more than the rest of a small call.
func (a *Accounts) verify(sig string) (usersig.Ticket, error) {
	now := a.clock.Now()
	if v, ok := a.sigs.get(sig); ok && now.Before(v.ticket.Expires()) {
		return v.ticket, nil
	}
	ticket, err := usersig.Verify(a.key, sig, now)
	switch {
	case errors.Is(err, usersig.ErrFormat):
		return ticket, api.Errorf(api.CodeSigMalformed, "%s", strings.TrimPrefix(err.Error(), "usersig: "))
	case errors.Is(err, usersig.ErrSignature):
		return ticket, api.Errorf(api.CodeSigForged, "the UserSig was not signed with this app's key")
	case errors.Is(err, usersig.ErrExpired):
		return ticket, api.Errorf(api.CodeSigExpired, "the UserSig has expired")
	case err != nil:
		return ticket, err
	}
	if err := ValidName(ticket.Identifier); err != nil {
		return ticket, err
	}
	a.sigs.put(sig, verified{ticket})
	return ticket, nil
}
