package group

import (
	"slices"

	"webim.js/server/api"
)

// Limits in bytes of UTF-8. The clients of the guide check the first four before
// they send. Later documents allow twice as much, so clients that respect these
// limits work with any server.
const (
	maxName          = 30
	maxIntroduction  = 120
	maxNotification  = 150
	maxFaceURL       = 100
	maxNameCard      = 50
	maxCustomKey     = 32
	maxCustomValue   = 512
	maxCustomFields  = 20
	maxMembersOfAny  = 10_000 // maximum MaxMemberNum of any type of group
	maxApplyText     = 300
	maxUserDefined   = 1000
	maxNoticeContent = 8898
)

// profileEdit is the profile part of a request. Fields that are nil stay unchanged.
type profileEdit struct {
	Name            *api.Text
	Introduction    *api.Text
	Notification    *api.Text
	FaceURL         *api.Text `json:"FaceUrl"`
	MaxMemberCount  *api.Int  // its name in create_group
	MaxMemberNum    *api.Int
	ApplyJoinOption *api.Text
	ShutUpAllMember *api.Text
	AppDefinedData  []customField

	longTexts bool // limits of the later documents, for back ends
}

// customField is an application-defined field in a request; an empty value
// deletes the field.
type customField struct {
	Key   api.Text
	Value api.Text
}

// checkText returns an error if text is longer than limit bytes.
func checkText(field string, text api.Text, limit int) error {
	if len(text) > limit {
		return api.Errorf(codeParameter, "%s is longer than %d bytes", field, limit)
	}
	return nil
}

// check validates the fields that are set.
func (e *profileEdit) check() error {
	times := 1
	if e.longTexts {
		times = 2
	}
	for _, t := range []struct {
		field string
		text  *api.Text
		limit int
	}{
		{"Name", e.Name, maxName},
		{"Introduction", e.Introduction, times * maxIntroduction},
		{"Notification", e.Notification, times * maxNotification},
		{"FaceUrl", e.FaceURL, maxFaceURL},
	} {
		if t.text == nil {
			continue
		}
		if err := checkText(t.field, *t.text, t.limit); err != nil {
			return err
		}
	}
	if e.Name != nil && *e.Name == "" {
		return api.Errorf(codeParameter, "Name is empty")
	}
	if e.MaxMemberNum == nil {
		e.MaxMemberNum = e.MaxMemberCount
	}
	if n := e.MaxMemberNum; n != nil && (*n < 1 || *n > maxMembersOfAny) {
		return api.Errorf(codeParameter, "MaxMemberCount must be 1 to %d", maxMembersOfAny)
	}
	if o := e.ApplyJoinOption; o != nil && !isApplyOption(string(*o)) {
		return api.Errorf(codeParameter, "invalid ApplyJoinOption %.64q", *o)
	}
	if s := e.ShutUpAllMember; s != nil && *s != "On" && *s != "Off" {
		return api.Errorf(codeParameter, "ShutUpAllMember must be On or Off")
	}
	return checkCustom(e.AppDefinedData)
}

func checkCustom(fields []customField) error {
	for _, f := range fields {
		if f.Key == "" || len(f.Key) > maxCustomKey || len(f.Value) > maxCustomValue {
			return api.Errorf(codeParameter, "custom field: key must be 1 to %d bytes, value at most %d",
				maxCustomKey, maxCustomValue)
		}
	}
	return nil
}

// mergeCustom returns have with the edits applied. It leaves have unchanged,
// since the request may still fail.
func mergeCustom(have []custom, edits []customField) ([]custom, error) {
	have = slices.Clone(have)
	for _, f := range edits {
		at := slices.IndexFunc(have, func(c custom) bool { return c.Key == string(f.Key) })
		switch {
		case f.Value == "" && at >= 0:
			have = slices.Delete(have, at, at+1)
		case f.Value == "":
		case at >= 0:
			have[at].Value = string(f.Value)
		default:
			have = append(have, custom{string(f.Key), string(f.Value)})
		}
	}
	if len(have) > maxCustomFields {
		return nil, api.Errorf(codeParameter, "more than %d custom fields", maxCustomFields)
	}
	return have, nil
}

// editsRest reports whether the request sets fields that require the right editRest.
func (e *profileEdit) editsRest() bool {
	return e.MaxMemberNum != nil || e.ApplyJoinOption != nil || e.ShutUpAllMember != nil || e.AppDefinedData != nil
}

// apply changes a profile and returns the changes for the tip, or nil if nothing
// has changed. The tip holds the five fields that clients show. If only other
// fields have changed, the map is empty, so that a tip still notifies clients.
func (e *profileEdit) apply(grp *Group, rules rules) (changes map[string]any, err error) {
	changed := false
	changes = map[string]any{}
	for _, t := range []struct {
		name string // in the tip
		have *string
		want *api.Text
	}{
		{"GroupName", &grp.Name, e.Name},
		{"GroupIntroduction", &grp.Introduction, e.Introduction},
		{"GroupNotification", &grp.Notification, e.Notification},
		{"GroupFaceUrl", &grp.FaceURL, e.FaceURL},
		{"ApplyJoinOption", &grp.ApplyOption, e.ApplyJoinOption},
	} {
		if t.want != nil && *t.have != string(*t.want) {
			*t.have = string(*t.want)
			changes[t.name] = *t.have
		}
	}
	if e.MaxMemberNum != nil {
		// Clients send the same number for every type; it is capped at the type's limit.
		n := min(int(*e.MaxMemberNum), rules.maxMembers)
		if n < grp.Members && rules.maxMembers > 0 {
			return nil, api.Errorf(codeParameter, "the group has %d members", grp.Members)
		}
		if n != grp.MaxMembers {
			grp.MaxMembers = n
			changes["MaxMemberNum"] = n
		}
	}
	if s := e.ShutUpAllMember; s != nil && grp.ShutUpAll != (*s == "On") {
		grp.ShutUpAll = *s == "On"
		changes["ShutUpAllMember"] = *s
	}
	if e.AppDefinedData != nil {
		fields, err := mergeCustom(grp.Custom, e.AppDefinedData)
		if err != nil {
			return nil, err
		}
		changed = !slices.Equal(fields, grp.Custom)
		grp.Custom = fields
	}
	if len(changes) == 0 && !changed {
		return nil, nil
	}
	return changes, nil
}
