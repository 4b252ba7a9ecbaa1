package profile

import (
	"context"
	"encoding/json"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// Error codes of portrait_get.
const (
	codeBadRequest = 40001
	codeNoUser     = 40003 // for an account that does not exist
	codeNoTagList  = 40807
	codeBadAccount = 40811
)

// getCodes are the codes of portrait_get for problems with a tag.
var getCodes = map[problem]int{unknownTag: 40801, badCustomTag: 40804, longCustomTag: 40806}

const (
	// maxAccounts is the maximum number of profiles in one request. The SDK
	// truncates its list to this length.
	maxAccounts = 100
	// maxTags is more than the number of standard and custom tags.
	maxTags = 100
)

// tagValue is one tag in a response.
type tagValue struct {
	Tag   string
	Value json.RawMessage
}

// item is one user in a response.
type item struct {
	To          string     `json:"To_Account"`
	ProfileItem []tagValue `json:",omitempty"`
	ResultCode  int
	ResultInfo  string
}

// get returns the requested tags of the requested users, without tags that have
// no value. The sequence is the sum of the users' versions: for one user it
// grows by one with each change, and for the same users it is unchanged only if
// nothing has changed.
func (p *Profiles) get(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To                   api.List `json:"To_Account"`
		TagList              []string
		LastStandardSequence api.Int // 0 returns all values
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	if err := checkRequest(req.To, req.TagList); err != nil {
		return nil, err
	}
	type response struct {
		UserProfileItem         []item
		CurrentStandardSequence int
		Invalid                 []string `json:"Invalid_Account,omitempty"`
	}
	var a response
	tags := api.Unique(req.TagList)
	err := p.Store.View(ctx, func(r store.Reader) error {
		a = response{}
		var needs []store.Need
		for _, user := range req.To {
			needs = append(needs, account.Need(user), Need(user), ChangesNeed(user))
		}
		r.Want(needs...)
		seen := map[string]bool{}
		for _, user := range req.To {
			if seen[user] {
				continue
			}
			seen[user] = true
			it := item{To: user}
			if account.Exists(r, user) {
				it.ProfileItem = values(Load(r, user), tags)
				a.CurrentStandardSequence += LoadChanges(r, user).Version
			} else {
				it.ResultCode, it.ResultInfo = codeNoUser, "no such user"
				a.Invalid = append(a.Invalid, user)
			}
			a.UserProfileItem = append(a.UserProfileItem, it)
		}
		if req.LastStandardSequence > 0 && int(req.LastStandardSequence) == a.CurrentStandardSequence {
			for i := range a.UserProfileItem {
				a.UserProfileItem[i].ProfileItem = nil
			}
		}
		return nil
	})
	return a, err
}

func checkRequest(to api.List, tags []string) error {
	switch {
	case to == nil:
		return api.Missing("To_Account")
	case len(to) == 0 || len(to) > maxAccounts:
		return api.Errorf(codeBadRequest, "To_Account must list 1 to %d accounts", maxAccounts)
	case tags == nil:
		return api.Errorf(codeNoTagList, "TagList is missing")
	case len(tags) > maxTags:
		return api.Errorf(codeBadRequest, "TagList has more than %d tags", maxTags)
	}
	for _, user := range to {
		if user == "" {
			return api.Errorf(codeBadAccount, "empty account")
		}
	}
	for _, tag := range tags {
		if _, f := ruleOf(tag); f != nil {
			return api.Errorf(getCodes[f.problem], "%s", f.info)
		}
	}
	return nil
}

func values(p Profile, tags []string) []tagValue {
	var list []tagValue
	for _, tag := range tags {
		if v, ok := p.Value(tag); ok {
			list = append(list, tagValue{tag, v})
		}
	}
	return list
}
