package relation

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"webim.js/server/api"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Error codes of friend_get_all.
const (
	codeListParameter = 31101
	codeListTags      = 31102 // too many tags
	codeListNoTags    = 31103
)

// customRelation begins application-defined tags. The SDK cannot change a
// friend, so they have no values, but clients may request them.
const customRelation = "Tag_SNS_Custom_"

// relationTags are the tags of an entry of the friend list; nil values are
// omitted.
var relationTags = map[string]func(friend) any{
	"Tag_SNS_IM_Remark":     func(f friend) any { return orNil(f.Remark) },
	"Tag_SNS_IM_AddSource":  func(f friend) any { return orNil(f.Source) },
	"Tag_SNS_IM_AddWording": func(f friend) any { return orNil(f.Wording) },
	"Tag_SNS_IM_AddTime":    func(f friend) any { return f.Added },
	"Tag_SNS_IM_Group": func(f friend) any {
		if f.Group == "" {
			return nil
		}
		return []string{f.Group}
	},
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// getRequest is the body of friend_get_all.
type getRequest struct {
	TimeStamp            api.Int // of the last pull; 0 requests everything
	StartIndex           api.Int
	GetCount             *api.Int
	LastStandardSequence api.Int
	TagList              []string
}

func (q *getRequest) check() error {
	switch {
	case q.TagList == nil:
		return api.Errorf(codeListNoTags, "TagList is missing")
	case len(q.TagList) > maxTags:
		return api.Errorf(codeListTags, "TagList has more than %d tags", maxTags)
	case q.TimeStamp < 0 || q.StartIndex < 0 || q.LastStandardSequence < 0 || pageSize(q.GetCount) < 1:
		return api.Errorf(codeListParameter, "TimeStamp, StartIndex, GetCount or LastStandardSequence is out of range")
	}
	for _, tag := range q.TagList {
		if !isRelation(tag) && !profile.Known(tag) {
			return api.Errorf(codeListParameter, "no such tag: %.64q", tag)
		}
	}
	return nil
}

func isRelation(tag string) bool {
	return relationTags[tag] != nil || strings.HasPrefix(tag, customRelation)
}

// scope is the part of the list that a response holds.
type scope int

const (
	nothing     scope = iota // the client's copy is current
	changesOnly              // changes since the last pull
	everything
)

// scope derives the scope from the client's copy. Only a copy with profile
// fields can be updated incrementally, and only if no friend was removed, which
// a response cannot express.
func (q *getRequest) scope(l list) scope {
	relationsOnly := true
	for _, tag := range q.TagList {
		relationsOnly = relationsOnly && isRelation(tag)
	}
	switch {
	case q.TimeStamp == 0:
		return everything
	case !relationsOnly && l.Removed < int64(q.TimeStamp):
		return changesOnly
	case relationsOnly && q.StartIndex == 0 && int(q.LastStandardSequence) == l.Seq:
		return nothing
	}
	return everything
}

// tagValue is one field of a friend.
type tagValue struct {
	Tag   string
	Value any
}

// infoItem is a friend on the wire.
type infoItem struct {
	Account string     `json:"Info_Account"`
	Fields  []tagValue `json:"SnsProfileItem"`
}

// The values of NeedUpdateAll: whether a client replaces its copy of the list.
const (
	replaceCopy = "GetAll_Type_YES"
	mergeCopy   = "GetAll_Type_NO"
)

// getAll returns a page of the caller's friend list, in order of the accounts.
func (f *Relations) getAll(ctx context.Context, call *api.Call) (any, error) {
	var req getRequest
	if err := call.Decode(&req, codeListParameter); err != nil {
		return nil, err
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	req.TagList = api.Unique(req.TagList)
	type response struct {
		NeedUpdateAll           string
		TimeStampNow            int64
		StartIndex              int // of the next page; 0 on the last page
		InfoItem                []json.RawMessage
		CurrentStandardSequence int
		FriendNum               int
	}
	var a response
	user := call.Caller.Account
	err := f.Store.View(ctx, func(r store.Reader) error {
		r.Want(store.WantKey(listsBucket, store.Key(user)), FriendsNeed(user))
		l := loadLists(r, user).Friends
		scope := req.scope(l)
		a = response{
			NeedUpdateAll:           mergeCopy,
			TimeStampNow:            call.Unix(),
			InfoItem:                []json.RawMessage{},
			CurrentStandardSequence: l.Seq,
			FriendNum:               l.Size,
		}
		if scope == everything {
			a.NeedUpdateAll = replaceCopy
		}
		if scope != nothing {
			var err error
			a.InfoItem, a.StartIndex, err = req.page(r, user, scope)
			return err
		}
		return nil
	})
	return a, err
}

// page returns the friends from StartIndex on, and the index of the next page. A
// page ends early if it becomes too large.
func (q *getRequest) page(r store.Reader, user string, scope scope) (items []json.RawMessage, next int, err error) {
	since := int64(0)
	if scope == changesOnly {
		since = int64(q.TimeStamp)
	}
	all := q.entries(r, user)
	items = []json.RawMessage{}
	var size api.ListSize
	read := int(q.StartIndex) // index before which profiles are prefetched
	for at := read; at < len(all); at++ {
		if at == read {
			ahead := profilesAhead
			if scope == everything {
				ahead = max(1, min(ahead, pageSize(q.GetCount)-len(items)))
			}
			read = min(len(all), at+ahead)
			q.want(r, all[at:read])
		}
		fields := q.fields(r, all[at].account, all[at].friend, since)
		if scope == changesOnly && len(fields) == 0 && all[at].Added < since {
			continue
		}
		if len(items) == pageSize(q.GetCount) {
			return items, at, nil
		}
		data, fits, err := size.Add(infoItem{all[at].account, fields})
		if err != nil {
			return nil, 0, err
		}
		if !fits {
			return items, at, nil
		}
		items = append(items, data)
	}
	return items, 0, nil
}

// profilesAhead is the number of friends whose profiles are read in one round trip.
// A profile may have 12 kB.
const profilesAhead = 300

// listed is an entry of the friend list.
type listed struct {
	account string
	friend
}

func (q *getRequest) entries(r store.Reader, user string) (all []listed) {
	for other, f := range entries[friend](r, friendsBucket, user) {
		all = append(all, listed{other, f})
	}
	return all
}

// want prefetches the profiles of friends, if any of their fields is requested.
func (q *getRequest) want(r store.Reader, some []listed) {
	if !slices.ContainsFunc(q.TagList, func(tag string) bool { return !isRelation(tag) }) {
		return
	}
	var needs []store.Need
	for _, f := range some {
		needs = append(needs, profile.Need(f.account), profile.ChangesNeed(f.account))
	}
	r.Want(needs...)
}

// fields returns the fields that have changed since a time. A change in the
// same second as the last pull may be later than it, so it is included. For a
// new friend all fields are included.
func (q *getRequest) fields(r store.Reader, other string, f friend, since int64) []tagValue {
	var (
		fields  = []tagValue{}
		person  profile.Profile
		changes profile.Changes
	)
	for _, tag := range q.TagList {
		if isRelation(tag) {
			if value := relationTags[tag]; value != nil && f.Changed >= since {
				if v := value(f); v != nil {
					fields = append(fields, tagValue{tag, v})
				}
			}
			continue
		}
		if person == nil {
			person = profile.Load(r, other)
			changes = profile.LoadChanges(r, other)
		}
		if v, ok := person.Value(tag); ok && (f.Added >= since || changes.Times[tag] >= since) {
			fields = append(fields, tagValue{tag, v})
		}
	}
	return fields
}
