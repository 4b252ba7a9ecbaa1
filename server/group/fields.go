package group

import (
	"slices"

	"webim.js/server/api"
)

// fields is one group or member in a response.
type fields = map[string]any

// names is a filter of requested field names. An empty filter matches all.
type names []string

func (n names) want(name string) bool { return len(n) == 0 || slices.Contains(n, name) }

// profileFields are a group's fields, by their names in filters and responses.
var profileFields = map[string]func(*groupTx) any{
	"Type":            func(gtx *groupTx) any { return gtx.Type },
	"Name":            func(gtx *groupTx) any { return gtx.Name },
	"Introduction":    func(gtx *groupTx) any { return gtx.Introduction },
	"Notification":    func(gtx *groupTx) any { return gtx.Notification },
	"FaceUrl":         func(gtx *groupTx) any { return gtx.FaceURL },
	"Owner_Account":   func(gtx *groupTx) any { return gtx.Owner },
	"CreateTime":      func(gtx *groupTx) any { return gtx.Created },
	"InfoSeq":         func(gtx *groupTx) any { return gtx.InfoSeq },
	"LastInfoTime":    func(gtx *groupTx) any { return gtx.Changed },
	"LastMsgTime":     func(gtx *groupTx) any { return gtx.Time },
	"NextMsgSeq":      func(gtx *groupTx) any { return gtx.Next },
	"MemberNum":       func(gtx *groupTx) any { return gtx.Members },
	"MaxMemberNum":    func(gtx *groupTx) any { return gtx.maxMembers() },
	"ApplyJoinOption": func(gtx *groupTx) any { return gtx.ApplyOption },
	"ShutUpAllMember": func(gtx *groupTx) any { return onOff(gtx.ShutUpAll) },
}

// noLimit is the MaxMemberNum of big groups. Clients compare the member count
// with it.
const noLimit = 1_000_000_000

func (gtx *groupTx) maxMembers() int {
	if gtx.MaxMembers == 0 {
		return noLimit
	}
	return gtx.MaxMembers
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

// profile returns the fields of the group that match the filter.
func (gtx *groupTx) profile(filter names) fields {
	f := fields{"GroupId": gtx.id}
	for name, value := range profileFields {
		if filter.want(name) {
			f[name] = value(gtx)
		}
	}
	return f
}

// memberFields are a member's fields.
var memberFields = map[string]func(m Member, now int64) any{
	"JoinTime":        func(m Member, _ int64) any { return m.Joined },
	"MsgSeq":          func(m Member, _ int64) any { return m.Read },
	"MsgFlag":         func(m Member, _ int64) any { return m.Flag },
	"LastSendMsgTime": func(m Member, _ int64) any { return m.LastSaid },
	"ShutUpUntil":     Member.shutUpUntil,
	"NameCard":        func(m Member, _ int64) any { return m.NameCard },
}

// shutUpUntil returns when the mute ends in Unix seconds, or 0 if it has ended.
func (m Member) shutUpUntil(now int64) any {
	if m.MutedTo <= now {
		return 0
	}
	return m.MutedTo
}

// member returns the fields of a member that match the filters.
func (gtx *groupTx) member(account string, role rank, m Member, filter names, customFilter names) fields {
	f := fields{}
	if filter.want("Account") || filter.want("Member_Account") {
		f["Member_Account"] = account
	}
	if filter.want("Role") {
		f["Role"] = role.role()
	}
	for name, value := range memberFields {
		if filter.want(name) {
			f[name] = value(m, gtx.now)
		}
	}
	if list := filterCustom(m.Custom, customFilter); len(list) > 0 {
		f["AppMemberDefinedData"] = list
	}
	return f
}

// filterCustom returns the custom fields that match the filter.
func filterCustom(have []custom, filter names) []custom {
	var list []custom
	for _, c := range have {
		if filter.want(c.Key) {
			list = append(list, c)
		}
	}
	return list
}

// failedItem returns the item for a group whose request failed. Other groups of the
// request are not affected.
func failedItem(id string, err *api.Error) fields {
	return fields{"GroupId": id, "ErrorCode": err.Code, "ErrorInfo": err.Info}
}

func succeededItem(f fields) fields {
	f["ErrorCode"], f["ErrorInfo"] = 0, ""
	return f
}
