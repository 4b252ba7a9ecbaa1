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
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	"webim.js/server/message"
	"webim.js/server/profile"
	"webim.js/server/relation"
	"webim.js/server/store"
)

const (
	maxFile = 2 << 30 // bytes, decompressed
	batch   = 100     // records of one transaction
)

// Report counts the results of an import.
type Report struct {
	SDKAppID int64 // of the files; 0: unknown

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

// person is a user in a response of portrait_get.
type person struct {
	Name  api.Text `json:"To_Account"`
	Items []struct {
		Tag   string
		Value json.RawMessage
	} `json:"ProfileItem"`
}

// groupInfo is a group in a response of get_group_info.
type groupInfo struct {
	ID      string `json:"GroupId"`
	Members []struct {
		Account  api.Text `json:"Member_Account"`
		Role     string
		JoinTime api.Int
	} `json:"MemberList"`
	fields map[string]json.RawMessage
}

// past is a message in a history file.
type past struct {
	From   api.Text        `json:"From_Account"`
	To     api.Text        `json:"To_Account"`
	Group  string          `json:"GroupId"`
	Time   api.Int         `json:"MsgTimestamp"`
	Seq    api.Int         `json:"MsgSeq"`
	Random *api.Int        `json:"MsgRandom"`
	Body   json.RawMessage `json:"MsgBody"`
}

// file holds the fields of all formats of files.
type file struct {
	SDKAppID int64           `json:"SdkAppId"`
	MsgTime  string          // the hour of a history file
	MsgList  []past          // history
	People   []person        `json:"UserProfileItem"`
	Groups   []rawGroup      `json:"GroupInfo"`
	GroupID  string          `json:"GroupId"` // with MemberList: members of one group
	Members  json.RawMessage `json:"MemberList"`
}

type rawGroup struct{ groupInfo }

// UnmarshalJSON implements json.Unmarshaler. It keeps all fields for import_group.
func (g *rawGroup) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &g.groupInfo); err != nil {
		return err
	}
	return json.Unmarshal(data, &g.fields)
}

func read(path string) (f file, err error) {
	in, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer in.Close()
	buffered := bufio.NewReader(in)
	var r io.Reader = buffered
	if magic, _ := buffered.Peek(2); string(magic) == "\x1f\x8b" {
		if r, err = gzip.NewReader(buffered); err != nil {
			return f, err
		}
	}
	limited := &io.LimitedReader{R: r, N: maxFile}
	err = json.NewDecoder(limited).Decode(&f)
	if limited.N == 0 {
		err = fmt.Errorf("larger than %d bytes", int64(maxFile))
	}
	return f, err
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

func (im *importer) group(ctx context.Context, g rawGroup) error {
	var owner api.Text
	if raw := g.fields["Owner_Account"]; raw != nil {
		_ = owner.UnmarshalJSON(raw) // a group may have none
	}
	if err := im.ensure(ctx, string(owner)); err != nil {
		return err
	}
	body := map[string]json.RawMessage{}
	for _, field := range []string{"GroupId", "Type", "Name", "Introduction", "Notification", "FaceUrl", "Owner_Account", "ApplyJoinOption", "CreateTime", "AppDefinedData"} {
		if raw := g.fields[field]; raw != nil {
			body[field] = raw
		}
	}
	if n := g.fields["MaxMemberNum"]; n != nil {
		body["MaxMemberCount"] = n
	}
	found := false
	err := im.store.View(ctx, func(r store.Reader) error {
		_, found = group.Find(r, g.ID)
		return nil
	})
	if err != nil || found {
		return err
	}
	call, err := im.call(body)
	if err != nil {
		return err
	}
	if _, err = im.handlers["import_group"](ctx, call); err == nil {
		im.report.Groups++
	}
	return im.refused(err, "group %q", g.ID)
}

func (im *importer) members(ctx context.Context, g rawGroup) error {
	for some := range slices.Chunk(g.Members, batch) {
		var names []string
		list := []map[string]any{}
		for _, m := range some {
			names = append(names, string(m.Account))
			item := map[string]any{"Member_Account": m.Account}
			if m.Role == "Admin" {
				item["Role"] = m.Role
			}
			if m.JoinTime > 0 {
				item["JoinTime"] = m.JoinTime
			}
			list = append(list, item)
		}
		if err := im.ensure(ctx, names...); err != nil {
			return err
		}
		call, err := im.call(map[string]any{"GroupId": g.ID, "MemberList": list})
		if err != nil {
			return err
		}
		response, err := im.handlers["import_group_member"](ctx, call)
		if err != nil {
			if err := im.refused(err, "members of %q", g.ID); err != nil {
				return err
			}
			continue
		}
		var results struct {
			MemberList []struct {
				Account string `json:"Member_Account"`
				Result  int
			}
		}
		if text, err := json.Marshal(response); err != nil || json.Unmarshal(text, &results) != nil {
			return fmt.Errorf("members of %q: %v", g.ID, err)
		}
		for _, m := range results.MemberList {
			switch m.Result {
			case 0:
				im.report.refuse("member %q of %q", m.Account, g.ID)
			case 1:
				im.report.Members++
			}
		}
	}
	return nil
}

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
