package cloud

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"webim.js/server/c2c"
	"webim.js/server/group"
	"webim.js/server/message"
	"webim.js/server/store"
)

// history imports one file, in the order of time.
func (im *importer) history(ctx context.Context, path string) error {
	f, err := read(path)
	if err != nil {
		return err
	}
	slices.SortStableFunc(f.MsgList, func(a, b past) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Seq, b.Seq)) })
	for some := range slices.Chunk(f.MsgList, batch) {
		var names []string
		inGroups := map[string][]group.Past{}
		var pairs []c2c.Message
		for _, m := range some {
			names = append(names, string(m.From))
			if m.Group != "" {
				if m.Random == nil { // older exports lack Random, but have a unique MsgSeq
					m.Random = &m.Seq
				}
				inGroups[m.Group] = append(inGroups[m.Group], group.Past{From: m.From, Time: m.Time, Random: m.Random, Body: m.Body})
				continue
			}
			names = append(names, string(m.To))
			body, err := message.Parse(m.Body, 0)
			if err != nil || m.Random == nil || m.Time < 1 {
				im.report.refuse("%s: message of %q at %d: %v", path, m.From, m.Time, err)
				continue
			}
			pairs = append(pairs, c2c.Message{From: string(m.From), To: string(m.To), Seq: int64(m.Seq), Random: int64(*m.Random), Time: int64(m.Time), Body: body})
		}
		if err := im.ensure(ctx, names...); err != nil {
			return err
		}
		if err := im.pairs(ctx, pairs); err != nil {
			return err
		}
		for id, list := range inGroups {
			if err := im.inGroup(ctx, id, list); err != nil {
				return err
			}
		}
	}
	return nil
}

func (im *importer) pairs(ctx context.Context, list []c2c.Message) error {
	var added, known int
	var refusals []error
	err := im.store.Update(ctx, func(tx store.Tx) error {
		added, known, refusals = 0, 0, nil
		for _, m := range list {
			switch isNew, err := im.messages.Import(tx, m, false); {
			case err != nil:
				refusals = append(refusals, fmt.Errorf("message of %q to %q at %d: %w", m.From, m.To, m.Time, err))
			case isNew:
				added++
			default:
				known++
			}
		}
		return nil
	})
	im.report.Messages += added
	im.report.Duplicates += known
	for _, refusal := range refusals {
		im.report.refuse("%v", refusal)
	}
	return err
}

func (im *importer) inGroup(ctx context.Context, id string, list []group.Past) error {
	call, err := im.call(struct{}{})
	if err != nil {
		return err
	}
	results, err := im.groups.Import(ctx, call, id, list)
	if err != nil {
		return im.refused(err, "%d messages in %q", len(list), id)
	}
	for i, result := range results {
		switch {
		case result.Result != 0:
			im.report.refuse("message of %q in %q at %d: error %d", list[i].From, id, list[i].Time, result.Result)
		case result.Known:
			im.report.Duplicates++
		default:
			im.report.Messages++
		}
	}
	return nil
}
