// Package cloud imports the data of a site from the vendor's cloud: users, groups,
// members and history, as the vendor's REST API returns them. The files are the
// responses of portrait_get and get_group_info, member lists, and the hourly files
// that get_history leads to, whose format the vendor's document "下载最近消息记录"
// describes; each may be compressed with gzip.
//
// Imported messages must be older than those sent to this server, so run the
// import before users sign in. Importing the same files again adds nothing.
package cloud

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/c2c"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/group"
	"webim.js/server/media"
	"webim.js/server/profile"
	"webim.js/server/relation"
	"webim.js/server/store"
)

// batch is the number of records in one transaction.
const batch = 100

// Report counts the results of an import.
type Report struct {
	SDKAppID int64 // of the files; 0 means unknown

	Users, Groups, Members int // added
	Messages               int // added
	Duplicates             int // messages that were imported before
	Refused                int

	Problems []string // the first maxProblems refusals, with their reasons
}

// maxProblems bounds Report.Problems.
const maxProblems = 20

func (r *Report) refuse(format string, args ...any) {
	r.Refused++
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
	}
}

// importer imports into one store.
type importer struct {
	store    store.Store
	clock    clock.Clock
	accounts *account.Accounts
	profiles *profile.Profiles
	messages *c2c.Messages
	groups   *group.Groups
	handlers map[string]api.Handler
	report   Report
}

// Import reads all files of a directory.
func Import(ctx context.Context, s store.Store, clk clock.Clock, dir string) (Report, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Report{}, err
	}
	accounts, err := account.New(ctx, account.Config{Store: s, Clock: clk})
	if err != nil {
		return Report{}, err
	}
	outbox := deliver.NewOutbox(clk)
	im := &importer{
		store: s, clock: clk, accounts: accounts,
		profiles: profile.New(profile.Config{Store: s, Outbox: outbox, Watchers: relation.Watchers, MarkUsed: media.MarkUsed}),
		messages: c2c.New(c2c.Config{Store: s, Outbox: outbox, MarkUsed: media.MarkUsed}),
		groups:   group.New(group.Config{Store: s, Outbox: outbox, Clock: clk, MarkUsed: media.MarkUsed}),
		handlers: map[string]api.Handler{},
	}
	for _, c := range im.groups.Commands() {
		im.handlers[c.Name] = c.Handler
	}
	var history []string // read later in order, since all files may not fit into memory
	hours := map[string]string{}
	var groups []rawGroup
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		if entry.IsDir() || !isData(entry.Name()) {
			continue
		}
		f, err := read(path)
		if err != nil {
			return im.report, fmt.Errorf("%s: %w", path, err)
		}
		im.report.SDKAppID = cmp.Or(im.report.SDKAppID, f.SDKAppID)
		switch {
		case f.MsgList != nil:
			history, hours[path] = append(history, path), f.MsgTime
		case f.People != nil:
			if err := im.people(ctx, f.People); err != nil {
				return im.report, err
			}
		case f.Groups != nil:
			groups = append(groups, f.Groups...)
		case f.GroupID != "" && f.Members != nil:
			g := rawGroup{groupInfo{ID: f.GroupID}}
			if err := json.Unmarshal(f.Members, &g.groupInfo.Members); err != nil {
				return im.report, fmt.Errorf("%s: %w", path, err)
			}
			groups = append(groups, g)
		default:
			im.report.refuse("%s: neither history nor users, groups or members", path)
		}
	}
	for _, g := range groups {
		if g.fields != nil {
			if err := im.group(ctx, g); err != nil {
				return im.report, err
			}
		}
	}
	slices.SortStableFunc(history, func(a, b string) int { return strings.Compare(hours[a], hours[b]) })
	for _, path := range history {
		if err := im.history(ctx, path); err != nil {
			return im.report, fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, g := range groups {
		if err := im.members(ctx, g); err != nil {
			return im.report, err
		}
	}
	return im.report, nil
}

func isData(name string) bool {
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".gz")
}

// ensure creates the accounts that do not exist.
func (im *importer) ensure(ctx context.Context, names ...string) error {
	added := 0
	err := im.store.Update(ctx, func(tx store.Tx) error {
		added = 0
		for _, name := range names {
			if account.ValidName(name) == nil && !account.Exists(tx, name) {
				im.accounts.Ensure(tx, name)
				added++
			}
		}
		return nil
	})
	im.report.Users += added
	return err
}

func (im *importer) people(ctx context.Context, people []person) error {
	for _, p := range people {
		name := string(p.Name)
		if err := account.ValidName(name); err != nil {
			im.report.refuse("user %q: %v", name, err)
			continue
		}
		if err := im.ensure(ctx, name); err != nil {
			return err
		}
		for _, it := range p.Items {
			var text api.Text
			if text.UnmarshalJSON(it.Value) != nil || text == "" {
				continue
			}
			err := im.store.Update(ctx, func(tx store.Tx) error {
				return im.profiles.SetTexts(tx, name, map[string]string{it.Tag: string(text)}, im.clock.Now().Unix())
			})
			if err := im.refused(err, "user %q: %s", name, it.Tag); err != nil {
				return err
			}
		}
	}
	return nil
}

// refused records a refusal in the report, and returns other errors.
func (im *importer) refused(err error, format string, args ...any) error {
	var refusal *api.Error
	if errors.As(err, &refusal) {
		im.report.refuse("%s: %s", fmt.Sprintf(format, args...), refusal.Info)
		return nil
	}
	return err
}

// call returns a call of the REST API with a body.
func (im *importer) call(body any) (*api.Call, error) {
	data, err := json.Marshal(body)
	return &api.Call{
		Caller: api.Caller{Account: account.System, BackEnd: true, Operator: account.System}, Body: data, Now: im.clock.Now(),
	}, err
}
