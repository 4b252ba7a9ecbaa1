package group

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/plainjson"
)

// Announce sends a notice of whoever runs the server to a group (guide 11.12),
// as an app admin's sendNotice does. It comes from the system itself.
func (g *Groups) Announce(ctx context.Context, id, content string) error {
	body, err := plainjson.Marshal(map[string]string{"GroupId": id, "Content": content})
	if err != nil {
		return err
	}
	_, err = g.sendNotice(ctx, &api.Call{Caller: api.Caller{Account: account.System}, Body: body, Now: g.Clock.Now()})
	return err
}
