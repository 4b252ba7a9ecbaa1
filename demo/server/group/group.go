// Package group holds the groups, their members and their messages.
package group

import (
	"context"

	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// Groups is the family of group commands.
type Groups struct {
	store store.Store
}

// New returns the family.
func New(s store.Store) *Groups { return &Groups{store: s} }

// Commands lists the family's commands.
func (g *Groups) Commands() []api.Command {
	return []api.Command{
		{Service: "group_open_http_svc", Name: "get_joined_group_list", Handler: g.joinedList},
	}
}

// joinedList answers which groups the caller is in. There are no groups yet.
func (g *Groups) joinedList(context.Context, *api.Call) (any, error) {
	return map[string]any{"TotalCount": 0, "GroupIdList": []any{}}, nil
}
