// Package profile keeps what users say about themselves: a value for each
// tag, the nick and the picture among them.
package profile

import (
	"context"
	"encoding/json"

	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// The tags that messages and sign-in need.
const (
	TagNick  = "Tag_Profile_IM_Nick"
	TagImage = "Tag_Profile_IM_Image"
)

// Codes of the profile family.
const (
	codeBadParameter = 40605
	codeNoUser       = 40003
)

// maxAccounts is how many profiles one call may ask for.
const maxAccounts = 100

// bucket holds account → Profile.
const bucket store.Bucket = "profiles"

// Profile is what one user has set: tag → JSON value.
type Profile map[string]json.RawMessage

// Load reads a profile; a user who has set nothing has an empty one.
func Load(r store.Reader, user string) Profile {
	p, _ := store.Load[Profile](r, bucket, store.Key(user))
	if p == nil {
		p = Profile{}
	}
	return p
}

// Save writes a profile.
func Save(tx store.Tx, user string, p Profile) { store.Save(tx, bucket, store.Key(user), p) }

// Text is a tag's value if that is text, "" otherwise.
func (p Profile) Text(tag string) string {
	var s string
	if v, ok := p[tag]; ok {
		_ = json.Unmarshal(v, &s) // a number is no text
	}
	return s
}

// Card is what messages carry of their sender.
type Card struct {
	Nick  string `json:"From_AccountNick,omitempty"`
	Image string `json:"From_AccountHeadurl,omitempty"`
}

// CardOf reads a user's card.
func CardOf(r store.Reader, user string) Card {
	p := Load(r, user)
	return Card{Nick: p.Text(TagNick), Image: p.Text(TagImage)}
}

// Profiles is the family of profile commands.
type Profiles struct {
	store store.Store
}

// New returns the family.
func New(s store.Store) *Profiles { return &Profiles{store: s} }

// Commands lists the family's commands.
func (p *Profiles) Commands() []api.Command {
	return []api.Command{
		{Service: "profile", Name: "portrait_get", Handler: p.portraitGet},
	}
}

// value is one tag in an answer.
type value struct {
	Tag   string
	Value json.RawMessage
}

// item is one user in an answer.
type item struct {
	To          string  `json:"To_Account"`
	ProfileItem []value `json:",omitempty"`
	ResultCode  int
	ResultInfo  string
}

// portraitGet answers the asked tags of the asked users; tags that were never
// set are left out.
func (p *Profiles) portraitGet(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To      api.List `json:"To_Account"`
		TagList []string
	}
	if err := call.Decode(&req, codeBadParameter); err != nil {
		return nil, err
	}
	if len(req.To) == 0 || len(req.To) > maxAccounts {
		return nil, api.Errorf(codeBadParameter, "To_Account needs 1 to %d accounts", maxAccounts)
	}
	answer := struct {
		UserProfileItem         []item
		CurrentStandardSequence int
		InvalidAccount          []string `json:"Invalid_Account,omitempty"`
	}{}
	err := p.store.View(ctx, func(r store.Reader) error {
		for _, user := range req.To {
			it := item{To: user}
			if !account.Exists(r, user) {
				it.ResultCode, it.ResultInfo = codeNoUser, "no such user"
				answer.InvalidAccount = append(answer.InvalidAccount, user)
			} else {
				profile := Load(r, user)
				for _, tag := range req.TagList {
					if v, ok := profile[tag]; ok {
						it.ProfileItem = append(it.ProfileItem, value{tag, v})
					}
				}
			}
			answer.UserProfileItem = append(answer.UserProfileItem, it)
		}
		return nil
	})
	return answer, err
}
