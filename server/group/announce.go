package group

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/plainjson"
)

// Announce sends a custom notice (guide 11.12) to a group on behalf of the
// server's operator. The sender is the system account.
func (g *Groups) Announce(ctx context.Context, id, content string) error {
	body, err := plainjson.Marshal(map[string]string{"GroupId": id, "Content": content})
	if err != nil {
		return err
	}
	_, err = g.sendNotice(ctx, &api.Call{Caller: api.Caller{Account: account.System}, Body: body, Now: g.Clock.Now()})
	return err
}
