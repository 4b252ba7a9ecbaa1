package profile

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

// codeBadParameter is the error code of an invalid portrait_set request.
const codeBadParameter = 40605

// setCodes are the codes of portrait_set for problems with a tag or value.
var setCodes = map[problem]int{
	unknownTag:      40603,
	forbiddenTag:    40603,
	badCustomTag:    40607,
	longCustomTag:   40607,
	longValue:       40604,
	longCustomValue: 40608,
	badValue:        codeBadParameter,
}

// set changes the caller's profile: all items or none. A value that is equal to
// the current one is not a change.
func (p *Profiles) set(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		ProfileItem []struct {
			Tag   string
			Value json.RawMessage
		}
	}
	if err := call.Decode(&req, codeBadParameter); err != nil {
		return nil, err
	}
	if req.ProfileItem == nil {
		return nil, api.Missing("ProfileItem")
	}
	if len(req.ProfileItem) == 0 || len(req.ProfileItem) > maxTags {
		return nil, api.Errorf(codeBadParameter, "ProfileItem must list 1 to %d items", maxTags)
	}
	var order []string
	wanted := Profile{}
	for _, it := range req.ProfileItem {
		v, f := parse(it.Tag, it.Value)
		if f != nil {
			return nil, api.Errorf(setCodes[f.problem], "%s", f.info)
		}
		if _, again := wanted[it.Tag]; !again {
			order = append(order, it.Tag)
		}
		wanted[it.Tag] = v
	}
	return nil, p.Store.Update(ctx, func(tx store.Tx) error {
		return p.change(tx, call.Caller.Account, call.Unix(), order, wanted)
	})
}

// SetNick sets a user's nick on behalf of the server's operator. It notifies
// the user's clients and friends like a change by the user.
func (p *Profiles) SetNick(tx store.Tx, user, nick string, now int64) error {
	v, f := parse(TagNick, text(nick))
	if f != nil {
		return api.Errorf(setCodes[f.problem], "%s", f.info)
	}
	return p.change(tx, user, now, []string{TagNick}, Profile{TagNick: v})
}

// SetTexts sets string values for a back end that creates an account, and for
// imports.
func (p *Profiles) SetTexts(tx store.Tx, user string, values map[string]string, now int64) error {
	wanted := Profile{}
	for tag, value := range values {
		v, f := parse(tag, text(value))
		if f != nil {
			return api.Errorf(setCodes[f.problem], "%s", f.info)
		}
		wanted[tag] = v
	}
	return p.change(tx, user, now, slices.Sorted(maps.Keys(wanted)), wanted)
}

// change sets the tags of wanted. The notice lists them in the given order.
func (p *Profiles) change(tx store.Tx, user string, now int64, order []string, wanted Profile) error {
	needs := []store.Need{Need(user), ChangesNeed(user)}
	if p.WatchersNeed != nil {
		needs = append(needs, p.WatchersNeed(user))
	}
	tx.Want(needs...)
	profile, changes := Load(tx, user), LoadChanges(tx, user)
	var changed []noticeValue
	for _, tag := range order {
		v := wanted[tag]
		if old, ok := profile[tag]; ok && bytes.Equal(old, v) {
			continue
		}
		profile[tag] = v
		if p.MarkUsed != nil {
			p.MarkUsed(tx, v)
		}
		if changes.Times == nil {
			changes.Times = map[string]int64{}
		}
		changes.Times[tag] = now
		changed = append(changed, noticeValue{tag, toString(v)})
	}
	if len(changed) == 0 {
		return nil
	}
	if countCustom(profile) > maxCustom {
		return api.Errorf(setCodes[badCustomTag], "more than %d custom tags", maxCustom)
	}
	changes.Version++
	changes.recordStamp(tx.Stamp(), changed)
	Save(tx, user, profile)
	store.Save(tx, changesBucket, store.Key(user), changes)
	p.notify(tx, user, changes.Stamp, changed)
	return nil
}

func countCustom(p Profile) (n int) {
	for tag := range p {
		if strings.HasPrefix(tag, customPrefix) {
			n++
		}
	}
	return n
}

// profileChanged is the PushType of a profile notice (event 8).
const profileChanged = 1

// noticeValue is one tag in a notice. Notices have all values as strings, in a
// field named ValueBytes.
type noticeValue struct {
	Tag        string
	ValueBytes string
}

func toString(v json.RawMessage) string {
	var t api.Text
	_ = t.UnmarshalJSON(v) // parse has stored a string or a number
	return string(t)
}

// recordStamp sets the stamp of the changed tags.
func (c *Changes) recordStamp(stamp uint64, changed []noticeValue) {
	if c.Stamps == nil {
		c.Stamps = map[string]uint64{}
	}
	c.Stamp = stamp
	for _, v := range changed {
		c.Stamps[v.Tag] = stamp
	}
}

// noticeItem is a notice on the wire.
type noticeItem struct {
	PushType    int
	Account     string `json:"Profile_Account"`
	ProfileList []noticeValue
}

// notify sends a change to the user's clients and to the users that have the user
// as a friend. It stores nothing for each receiver: receivers without a poll
// find the change again in the user's Changes (see Source).
func (p *Profiles) notify(tx store.Tx, user string, stamp uint64, changed []noticeValue) {
	to := []string{user}
	if p.Watchers != nil {
		to = append(to, p.Watchers(tx, user)...)
	}
	p.Outbox.Publish(tx, deliver.Event{Stamp: stamp, Kind: deliver.ProfileNotice, To: to},
		noticeItem{profileChanged, user, changed})
}
