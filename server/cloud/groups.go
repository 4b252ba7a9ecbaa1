package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"webim.js/server/api"
	"webim.js/server/group"
	"webim.js/server/store"
)

func (im *importer) group(ctx context.Context, g rawGroup) error {
	var owner api.Text
	if raw := g.fields["Owner_Account"]; raw != nil {
		_ = owner.UnmarshalJSON(raw) // a group may have none
	}
	if err := im.ensure(ctx, string(owner)); err != nil {
		return err
	}
	body := map[string]json.RawMessage{}
	for _, field := range []string{"GroupId", "Type", "Name", "Introduction", "Notification", "FaceUrl", "Owner_Account", "ApplyJoinOption", "CreateTime", "AppDefinedData"} {
		if raw := g.fields[field]; raw != nil {
			body[field] = raw
		}
	}
	if n := g.fields["MaxMemberNum"]; n != nil {
		body["MaxMemberCount"] = n
	}
	found := false
	err := im.store.View(ctx, func(r store.Reader) error {
		_, found = group.Find(r, g.ID)
		return nil
	})
	if err != nil || found {
		return err
	}
	call, err := im.call(body)
	if err != nil {
		return err
	}
	if _, err = im.handlers["import_group"](ctx, call); err == nil {
		im.report.Groups++
	}
	return im.refused(err, "group %q", g.ID)
}

func (im *importer) members(ctx context.Context, g rawGroup) error {
	for some := range slices.Chunk(g.Members, batch) {
		var names []string
		list := []map[string]any{}
		for _, m := range some {
			names = append(names, string(m.Account))
			item := map[string]any{"Member_Account": m.Account}
			if m.Role == "Admin" {
				item["Role"] = m.Role
			}
			if m.JoinTime > 0 {
				item["JoinTime"] = m.JoinTime
			}
			list = append(list, item)
		}
		if err := im.ensure(ctx, names...); err != nil {
			return err
		}
		call, err := im.call(map[string]any{"GroupId": g.ID, "MemberList": list})
		if err != nil {
			return err
		}
		response, err := im.handlers["import_group_member"](ctx, call)
		if err != nil {
			if err := im.refused(err, "members of %q", g.ID); err != nil {
				return err
			}
			continue
		}
		var results struct {
			MemberList []struct {
				Account string `json:"Member_Account"`
				Result  int
			}
		}
		if text, err := json.Marshal(response); err != nil || json.Unmarshal(text, &results) != nil {
			return fmt.Errorf("members of %q: %v", g.ID, err)
		}
		for _, m := range results.MemberList {
			switch m.Result {
			case 0:
				im.report.refuse("member %q of %q", m.Account, g.ID)
			case 1:
				im.report.Members++
			}
		}
	}
	return nil
}
