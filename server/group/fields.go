package group

import (
	"slices"

	"webim.js/server/api"
)

// fields is one group or member in a response.
type fields = map[string]any

// names is a filter: the fields that a request asks for. An empty filter
// matches all.
type names []string

func (n names) want(name string) bool { return len(n) == 0 || slices.Contains(n, name) }

// profileFields are a group's fields, by their names in filters and responses.
var profileFields = map[string]func(*room) any{
	"Type":            func(rm *room) any { return rm.Type },
	"Name":            func(rm *room) any { return rm.Name },
	"Introduction":    func(rm *room) any { return rm.Introduction },
	"Notification":    func(rm *room) any { return rm.Notification },
	"FaceUrl":         func(rm *room) any { return rm.FaceURL },
	"Owner_Account":   func(rm *room) any { return rm.Owner },
	"CreateTime":      func(rm *room) any { return rm.Created },
	"InfoSeq":         func(rm *room) any { return rm.InfoSeq },
	"LastInfoTime":    func(rm *room) any { return rm.Changed },
	"LastMsgTime":     func(rm *room) any { return rm.Time },
	"NextMsgSeq":      func(rm *room) any { return rm.Next },
	"MemberNum":       func(rm *room) any { return rm.Members },
	"MaxMemberNum":    func(rm *room) any { return rm.maxMembers() },
	"ApplyJoinOption": func(rm *room) any { return rm.ApplyOption },
	"ShutUpAllMember": func(rm *room) any { return onOff(rm.ShutUpAll) },
}

// noLimit is the MaxMemberNum of big groups. Pages compare the member count
// with it.
const noLimit = 1_000_000_000

func (rm *room) maxMembers() int {
	if rm.MaxMembers == 0 {
		return noLimit
	}
	return rm.MaxMembers
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

// profile returns the fields of the group that match the filter.
func (rm *room) profile(filter names) fields {
	f := fields{"GroupId": rm.id}
	for name, value := range profileFields {
		if filter.want(name) {
			f[name] = value(rm)
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

// shutUpUntil returns when the mute ends in Unix seconds, 0 if it has ended.
func (m Member) shutUpUntil(now int64) any {
	if m.MutedTo <= now {
		return 0
	}
	return m.MutedTo
}

// member returns the fields of a member that match the filters.
func (rm *room) member(account string, role rank, m Member, filter names, customFilter names) fields {
	f := fields{}
	if filter.want("Account") || filter.want("Member_Account") {
		f["Member_Account"] = account
	}
	if filter.want("Role") {
		f["Role"] = role.role()
	}
	for name, value := range memberFields {
		if filter.want(name) {
			f[name] = value(m, rm.now)
		}
	}
	if list := pick(m.Custom, customFilter); len(list) > 0 {
		f["AppMemberDefinedData"] = list
	}
	return f
}

// pick returns the custom fields that match the filter.
func pick(have []custom, filter names) []custom {
	var list []custom
	for _, c := range have {
		if filter.want(c.Key) {
			list = append(list, c)
		}
	}
	return list
}

// failed returns the item for a group whose request failed. Other groups of the
// request are not affected.
func failed(id string, err *api.Error) fields {
	return fields{"GroupId": id, "ErrorCode": err.Code, "ErrorInfo": err.Info}
}

func succeeded(f fields) fields {
	f["ErrorCode"], f["ErrorInfo"] = 0, ""
	return f
}
