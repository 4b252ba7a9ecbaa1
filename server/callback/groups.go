package callback

import (
	"context"
	"slices"

	"webim.js/server/api"
)

func (w wrapper) createGroup(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		if q, ok := read[struct {
			Type    api.Text
			Name    api.Text
			Owner   api.Text `json:"Owner_Account"`
			Members []member `json:"MemberList"`
		}](call); ok {
			if q.Members == nil {
				q.Members = []member{}
			}
			if q.Owner == "" && !call.Caller.BackEnd {
				q.Owner = api.Text(call.Caller.Account)
			}
			if _, err := w.before(ctx, newEvent(call, BeforeCreateGroup, map[string]any{
				"Operator_Account": operator(call), "Owner_Account": q.Owner, "Type": q.Type, "Name": q.Name, "MemberList": q.Members,
			})); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) apply(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		if id := groupOf(call); id != "" && call.Caller.Account != "" && w.wants(BeforeJoin) {
			if _, err := w.before(ctx, newEvent(call, BeforeJoin, map[string]any{
				"GroupId": id, "Type": w.find(ctx, id).Type, "Requestor_Account": call.Caller.Account,
			})); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) invite(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		q, ok := read[struct {
			GroupID api.Text `json:"GroupId"`
			Members []member `json:"MemberList"`
		}](call)
		if !ok || !w.wants(BeforeInvite) {
			return next(ctx, call)
		}
		r, err := w.before(ctx, newEvent(call, BeforeInvite, map[string]any{
			"GroupId": q.GroupID, "Type": w.find(ctx, q.GroupID).Type, "Operator_Account": operator(call), "DestinationMembers": q.Members,
		}))
		if err != nil {
			return nil, err
		}
		if len(r.Refused) > 0 {
			left := slices.DeleteFunc(slices.Clone(q.Members), func(m member) bool { return slices.Contains(r.Refused, m.Account) })
			if len(left) == 0 {
				return nil, api.Errorf(codeGroupForbidden, "forbidden by the site's back end")
			}
			if err := set(call, "MemberList", left); err != nil {
				return nil, err
			}
		}
		return next(ctx, call)
	}
}

func (w wrapper) destroy(next api.Handler) api.Handler {
	return func(ctx context.Context, call *api.Call) (any, error) {
		id := groupOf(call)
		g := w.find(ctx, id)
		response, err := next(ctx, call)
		if err == nil {
			w.enqueue(string(id), newEvent(call, AfterDestroy, map[string]any{
				"GroupId": id, "Type": g.Type, "Owner_Account": g.Owner, "Name": g.Name, "MemberList": []member{},
			}))
		}
		return response, err
	}
}
