package profile

import (
	"cmp"
	"slices"

	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

// Source returns the deliver.Source of changed profiles: the user's own and
// those of friends. It replays the current values, not each change.
func (p *Profiles) Source() deliver.Source {
	return deliver.Source{
		Needs: func(user string, _ uint64) []store.Need {
			needs := []store.Need{ChangesNeed(user)}
			if p.FriendsNeed != nil {
				needs = append(needs, p.FriendsNeed(user))
			}
			return needs
		},
		Events: p.replay,
	}
}

func (p *Profiles) replay(r store.Reader, user string, after uint64, batch *deliver.Batch) {
	people := []string{user}
	if p.Friends != nil {
		people = append(people, p.Friends(r, user)...)
	}
	needs := make([]store.Need, len(people))
	for i, person := range people {
		needs[i] = ChangesNeed(person)
	}
	r.Want(needs...)
	changed := slices.DeleteFunc(people, func(person string) bool { return LoadChanges(r, person).Stamp <= after })
	needs = needs[:0]
	for _, person := range changed {
		needs = append(needs, Need(person))
	}
	r.Want(needs...)
	for _, person := range changed {
		changes := LoadChanges(r, person)
		data, err := plainjson.Marshal(noticeItem{profileChanged, person, changes.since(after, Load(r, person))})
		if err != nil {
			r.Fail(err)
			return
		}
		batch.Add(&deliver.Event{Stamp: changes.Stamp, Kind: deliver.ProfileNotice, To: []string{user}, Item: data})
	}
}

// since returns the tags that were changed above a stamp, the latest last.
func (c Changes) since(after uint64, p Profile) []noticeValue {
	var list []noticeValue
	for tag, stamp := range c.Stamps {
		if stamp > after {
			list = append(list, noticeValue{tag, toString(p[tag])})
		}
	}
	slices.SortFunc(list, func(a, b noticeValue) int {
		return cmp.Or(cmp.Compare(c.Stamps[a.Tag], c.Stamps[b.Tag]), cmp.Compare(a.Tag, b.Tag))
	})
	return list
}
