package profile

import (
	"cmp"
	"encoding/json"
	"slices"

	"webim.js/demo/server/deliver"
	"webim.js/demo/server/store"
)

// Replay is the deliver.Source of changed profiles: the user's own and those
// of friends. Of several changes to a profile it knows how they ended.
func (p *Profiles) Replay(r store.Reader, user string, after uint64, limit int) []*deliver.Event {
	people := []string{user}
	if p.Watched != nil {
		people = append(people, p.Watched(r, user)...)
	}
	needs := make([]store.Need, len(people))
	for i, person := range people {
		needs[i] = store.WantKey(changesBucket, store.Key(person))
	}
	r.Want(needs...)
	var events []*deliver.Event
	for _, person := range people {
		changes := LoadChanges(r, person)
		if changes.Stamp <= after {
			continue
		}
		data, err := json.Marshal(noticeItem{profileChanged, person, changes.since(after, Load(r, person))})
		if err != nil {
			r.Fail(err)
			return nil
		}
		events = append(events, &deliver.Event{Stamp: changes.Stamp, Kind: deliver.ProfileNotice, To: []string{user}, Item: data})
	}
	slices.SortFunc(events, func(a, b *deliver.Event) int { return cmp.Compare(a.Stamp, b.Stamp) })
	return events[:min(len(events), limit)]
}

// since lists the tags that were changed above a stamp, the latest last.
func (c Changes) since(after uint64, p Profile) []notedValue {
	var list []notedValue
	for tag, stamp := range c.Stamps {
		if stamp > after {
			list = append(list, notedValue{tag, spell(p[tag])})
		}
	}
	slices.SortFunc(list, func(a, b notedValue) int {
		return cmp.Or(cmp.Compare(c.Stamps[a.Tag], c.Stamps[b.Tag]), cmp.Compare(a.Tag, b.Tag))
	})
	return list
}
