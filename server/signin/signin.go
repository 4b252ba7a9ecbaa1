// Package signin implements the commands for signing in and out, and the quality
// reports of clients.
package signin

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/poll"
)

// Config holds the dependencies of New.
type Config struct {
	Accounts *account.Accounts
	Polls    *poll.Polls
	Clock    clock.Clock
}

// SignIn implements the commands.
type SignIn struct{ Config }

// New returns the commands for c.
func New(c Config) *SignIn { return &SignIn{c} }

// Commands returns the table of commands.
func (s *SignIn) Commands() []api.Command {
	return []api.Command{
		{Service: "openim", Name: "login", Handler: s.login, Access: api.SigOnly},
		{Service: "openim", Name: "logout", Handler: s.logoutAll, Access: api.SignedOut},
		{Service: "openim", Name: "longpollinglogout", Handler: s.logout, Access: api.SignedOut},
		{Service: "openim", Name: "authkey", Handler: s.authKey},
		{Service: "imopenstat", Name: "web_report", Handler: webReport, Access: api.Anyone},
		{Service: "webim", Name: "accesslayer", Handler: accessLayer, Access: api.Anyone},
	}
}

// login starts a 1.7 session.
func (s *SignIn) login(ctx context.Context, call *api.Call) (any, error) {
	tinyID, a2, err := s.Accounts.SignIn(ctx, call.Caller)
	if err != nil {
		return nil, err
	}
	// The SDK compares message times with ServerTime to find older ones.
	return map[string]any{"TinyId": tinyID, "A2Key": a2, "ServerTime": s.Clock.Now().Unix()}, nil
}

// logout ends the caller's session and its poll.
func (s *SignIn) logout(ctx context.Context, call *api.Call) (any, error) {
	return nil, s.Polls.SignOut(ctx, call.Caller.Account, call.Caller.Session)
}

// logoutAll ends all sessions of the user. A 1.3 client continues to poll
// afterwards, like the original; that poll is a new instance.
func (s *SignIn) logoutAll(ctx context.Context, call *api.Call) (any, error) {
	if call.Caller.Dialect == api.Dialect13 {
		return s.logout(ctx, call)
	}
	return nil, s.Polls.SignOutAll(ctx, call.Caller)
}

// authKey returns the ticket for download URLs and their host: this server, as
// the client addresses it.
func (s *SignIn) authKey(ctx context.Context, call *api.Call) (any, error) {
	key, expires, err := s.Accounts.DownloadKey(ctx, call.Caller, "")
	if err != nil {
		return nil, err
	}
	return map[string]any{"IpList": []string{call.Host}, "AuthKey": key, "ExpireTime": expires.Unix()}, nil
}

// webReport accepts a quality report and ignores it, since the server has its own
// metrics.
func webReport(context.Context, *api.Call) (any, error) { return nil, nil }

// accessLayer keeps a 1.7.2 client on the host that it requested.
func accessLayer(context.Context, *api.Call) (any, error) {
	return map[string]any{"WebImAccessLayer": 0}, nil
}
