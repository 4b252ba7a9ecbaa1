package profile

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"webim.js/server/api"
	"webim.js/server/plainjson"
)

// Tags used by other packages.
const (
	TagNick      = "Tag_Profile_IM_Nick"
	TagImage     = "Tag_Profile_IM_Image"
	TagAllowType = "Tag_Profile_IM_AllowType"
)

// The values of TagAllowType, which defines how friend requests are handled.
const (
	AllowAny     = "AllowType_Type_AllowAny"
	NeedConfirm  = "AllowType_Type_NeedConfirm"
	DenyAny      = "AllowType_Type_DenyAny"
	maxCustom    = 20 // custom tags of one user
	customPrefix = "Tag_Profile_Custom_"
)

// rule defines the values of a tag: a string of at most max bytes, one of
// several words, or else a 32-bit number.
type rule struct {
	max   int
	oneOf []string
	unset string // the default value

	adminOnly bool // users may not set it
}

// standard are the tags of every application.
var standard = map[string]rule{
	TagNick:  {max: 500},
	TagImage: {max: 500},
	TagAllowType: {
		oneOf: []string{AllowAny, NeedConfirm, DenyAny},
		unset: AllowAny,
	},
	"Tag_Profile_IM_Gender": {
		oneOf: []string{"Gender_Type_Unknown", "Gender_Type_Male", "Gender_Type_Female"},
		unset: "Gender_Type_Unknown",
	},
	"Tag_Profile_IM_SelfSignature":   {max: 500},
	"Tag_Profile_IM_Location":        {max: 16},
	"Tag_Profile_IM_BirthDay":        {}, // yyyymmdd
	"Tag_Profile_IM_Language":        {},
	"Tag_Profile_IM_Level":           {},
	"Tag_Profile_IM_Role":            {},
	"Tag_Profile_IM_MsgSettings":     {},
	"Tag_Profile_IM_AdminForbidType": {adminOnly: true, unset: "AdminForbid_Type_None"},
}

// custom is the rule of application-defined tags.
var custom = rule{max: 500}

// customName matches the part of a tag after customPrefix, regardless of
// length.
var customName = regexp.MustCompile(`^\w+$`)

// maxCustomName is the maximum length of that part in bytes. The vendor's
// console assigned names of up to 8.
const maxCustomName = 32

// problem is a reason to reject a tag or its value. Reading and writing have
// different codes for the same problem.
type problem int

const (
	unknownTag problem = iota + 1
	badCustomTag
	longCustomTag
	forbiddenTag
	longValue
	longCustomValue
	badValue
)

// fault is a problem with its error message.
type fault struct {
	problem
	info string
}

func faultf(p problem, format string, args ...any) *fault {
	return &fault{p, fmt.Sprintf(format, args...)}
}

// ruleOf returns the rule of a tag.
func ruleOf(tag string) (rule, *fault) {
	if r, ok := standard[tag]; ok {
		return r, nil
	}
	name, ok := strings.CutPrefix(tag, customPrefix)
	switch {
	case !ok:
		return rule{}, faultf(unknownTag, "no such tag: %.64q", tag)
	case !customName.MatchString(name):
		return rule{}, faultf(badCustomTag, "custom tag must consist of letters, digits and _: %.64q", tag)
	case len(name) > maxCustomName:
		return rule{}, faultf(longCustomTag, "custom tag longer than %d bytes: %.64q", maxCustomName, tag)
	}
	return custom, nil
}

// Known reports whether a tag can be requested.
func Known(tag string) bool {
	_, f := ruleOf(tag)
	return f == nil
}

// parse validates a value that a client sets and returns it in the form that is
// stored.
func parse(tag string, raw json.RawMessage) (json.RawMessage, *fault) {
	r, f := ruleOf(tag)
	if f != nil {
		return nil, f
	}
	if raw == nil || string(raw) == "null" {
		return nil, faultf(badValue, "%s has no Value", tag)
	}
	if r.adminOnly {
		return nil, faultf(forbiddenTag, "%s is read-only", tag)
	}
	if r.max == 0 && r.oneOf == nil {
		var n api.Int
		if err := json.Unmarshal(raw, &n); err != nil || n < 0 || n > math.MaxUint32 {
			return nil, faultf(badValue, "%s must be a number from 0 to 2^32-1", tag)
		}
		return json.RawMessage(fmt.Sprint(int64(n))), nil
	}
	var v api.Text
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, faultf(badValue, "%s must be a string", tag)
	}
	switch {
	case r.oneOf != nil && !slices.Contains(r.oneOf, string(v)):
		return nil, faultf(badValue, "%s must be one of %s", tag, strings.Join(r.oneOf, ", "))
	case r.max > 0 && len(v) > r.max:
		p := longValue
		if strings.HasPrefix(tag, customPrefix) {
			p = longCustomValue
		}
		return nil, faultf(p, "%s is longer than %d bytes", tag, r.max)
	}
	return text(string(v)), nil
}

// text returns s as a JSON value.
func text(s string) json.RawMessage {
	data, _ := plainjson.Marshal(s) // a string always encodes
	return data
}
