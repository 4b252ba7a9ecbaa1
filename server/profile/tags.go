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

// The tags that other families need.
const (
	TagNick      = "Tag_Profile_IM_Nick"
	TagImage     = "Tag_Profile_IM_Image"
	TagAllowType = "Tag_Profile_IM_AllowType"
)

// The values of TagAllowType: who may become a friend.
const (
	AllowAny     = "AllowType_Type_AllowAny"
	NeedConfirm  = "AllowType_Type_NeedConfirm"
	DenyAny      = "AllowType_Type_DenyAny"
	maxCustom    = 20 // custom tags of one user
	customPrefix = "Tag_Profile_Custom_"
)

// rule says what one tag may hold: text of at most max bytes, one of several
// words, or else a number of 32 bits.
type rule struct {
	max   int
	oneOf []string
	unset string // what is seen before it was set

	adminOnly bool // nobody sets it: this server has no administrators
}

// standard are the tags that every application has.
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

// custom is the rule of an application's own tags.
var custom = rule{max: 500}

// customName is what may follow customPrefix, its length aside.
var customName = regexp.MustCompile(`^\w+$`)

// maxCustomName in bytes is generous: the vendor's console gave out 8.
const maxCustomName = 32

// problem is what is wrong with a tag or its value. Reading and writing have
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

// fault is a problem in words.
type fault struct {
	problem
	info string
}

func faultf(p problem, format string, args ...any) *fault {
	return &fault{p, fmt.Sprintf(format, args...)}
}

// ruleOf finds a tag's rule.
func ruleOf(tag string) (rule, *fault) {
	if r, ok := standard[tag]; ok {
		return r, nil
	}
	name, ok := strings.CutPrefix(tag, customPrefix)
	switch {
	case !ok:
		return rule{}, faultf(unknownTag, "no such field: %.64q", tag)
	case !customName.MatchString(name):
		return rule{}, faultf(badCustomTag, "a custom field's name is of letters, digits and _: %.64q", tag)
	case len(name) > maxCustomName:
		return rule{}, faultf(longCustomTag, "a custom field's name has at most %d bytes: %.64q", maxCustomName, tag)
	}
	return custom, nil
}

// Known tells whether a tag can be asked for.
func Known(tag string) bool {
	_, f := ruleOf(tag)
	return f == nil
}

// parse checks a value that a page wants to set and returns it as it is kept.
func parse(tag string, raw json.RawMessage) (json.RawMessage, *fault) {
	r, f := ruleOf(tag)
	if f != nil {
		return nil, f
	}
	if raw == nil || string(raw) == "null" {
		return nil, faultf(badValue, "%s has no Value", tag)
	}
	if r.adminOnly {
		return nil, faultf(forbiddenTag, "%s is not for users to set", tag)
	}
	if r.max == 0 && r.oneOf == nil {
		var n api.Int
		if err := json.Unmarshal(raw, &n); err != nil || n < 0 || n > math.MaxUint32 {
			return nil, faultf(badValue, "%s takes a number of 0 to 2^32-1", tag)
		}
		return json.RawMessage(fmt.Sprint(int64(n))), nil
	}
	var v api.Text
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, faultf(badValue, "%s takes a text", tag)
	}
	switch {
	case r.oneOf != nil && !slices.Contains(r.oneOf, string(v)):
		return nil, faultf(badValue, "%s is one of %s", tag, strings.Join(r.oneOf, ", "))
	case r.max > 0 && len(v) > r.max:
		p := longValue
		if strings.HasPrefix(tag, customPrefix) {
			p = longCustomValue
		}
		return nil, faultf(p, "%s has at most %d bytes", tag, r.max)
	}
	return text(string(v)), nil
}

// text is a string as a value.
func text(s string) json.RawMessage {
	data, _ := plainjson.Marshal(s) // a string always encodes
	return data
}
