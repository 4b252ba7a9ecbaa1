package admin

import (
	"context"
	"net/http"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/group"
	"webim.js/server/store"
)

// overview holds the figures of the overview page.
type overview struct {
	Started              time.Time
	Users, Groups        int
	Online               int // number of users with an instance
	Clients13, Clients17 int // numbers of instances
	Connections          int // number of instances of both dialects
	Waiting              int // number of waiting polls
	Nodes                int // 0 means that the store is not shared
	Size                 int64
	Memory               int64 // bytes that the runtime has from the system
	Goroutines           int
	Version, Revision    string // Go version, revision of the program
}

func (p *Page) overview(r *http.Request) (view, error) {
	o := overview{
		Started: p.Started, Size: p.Size(), Memory: memory(), Goroutines: runtime.NumGoroutine(),
		Version: runtime.Version(), Revision: revision(),
	}
	connections, nodes, err := p.connections(r.Context())
	if err != nil {
		return view{}, err
	}
	o.Nodes = nodes
	online := map[string]bool{} // a user with three clients is online once
	for _, c := range connections {
		online[c.Account] = true
		o.Waiting += c.Waiting
		if c.Dialect == api.Dialect13 {
			o.Clients13++
		} else {
			o.Clients17++
		}
	}
	o.Online, o.Connections = len(online), len(connections)
	err = p.Users.Store.View(r.Context(), func(rd store.Reader) error {
		// Every request counts them: the page is viewed rarely, and a counter would
		// cost a write at every sign-in.
		o.Users, o.Groups = 0, 0
		for range account.All(rd) {
			o.Users++
		}
		for range group.All(rd) {
			o.Groups++
		}
		return nil
	})
	return view{Name: "overview", Title: "概况", Data: o}, err
}

// memory returns the bytes of memory in use. Unlike runtime.ReadMemStats it does not
// stop the world.
func memory() int64 {
	total := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(total)
	return int64(total[0].Value.Uint64() - total[1].Value.Uint64())
}

func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version
}

// userRow is a user and the number of the user's connections.
type userRow struct {
	User
	Connections int
}

func (p *Page) userTable(r *http.Request) (view, error) {
	v := view{Name: "users", Title: "用户", Query: r.FormValue("q")}
	// One more than fits shows whether there is a next page.
	list, err := p.Users.List(r.Context(), r.FormValue("after"), v.Query, pageSize+1)
	if err != nil {
		return v, err
	}
	if len(list) > pageSize {
		list = list[:pageSize]
		v.Next = list[pageSize-1].Name
	}
	connections, _, err := p.connections(r.Context())
	if err != nil {
		return v, err
	}
	open := map[string]int{}
	for _, c := range connections {
		open[c.Account]++
	}
	rows := make([]userRow, len(list))
	for i, u := range list {
		rows[i] = userRow{u, open[u.Name]}
	}
	v.Data = rows
	return v, nil
}

// groupRow is a row of the table of groups.
type groupRow struct {
	ID string
	group.Group
	Length uint64 // messages and tips so far
}

func (p *Page) groupTable(r *http.Request) (view, error) {
	v := view{Name: "groups", Title: "群组", Query: r.FormValue("q")}
	rows, err := p.groups(r.Context(), r.FormValue("after"), strings.ToLower(v.Query))
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		v.Next = rows[pageSize-1].ID
	}
	v.Data = rows
	return v, err
}

// groups returns up to pageSize groups, and one more if there is a next page.
func (p *Page) groups(ctx context.Context, after, word string) (rows []groupRow, err error) {
	err = p.Users.Store.View(ctx, func(r store.Reader) error {
		rows = nil
		var needs []store.Need
		for id, g := range group.All(r) {
			if id <= after && after != "" || !strings.Contains(strings.ToLower(id+"\n"+g.Name), word) {
				continue
			}
			needs = append(needs, group.LengthNeed(id))
			if rows = append(rows, groupRow{ID: id, Group: g}); len(rows) > pageSize {
				break
			}
		}
		r.Want(needs...)
		for i := range rows {
			rows[i].Length = group.Length(r, rows[i].ID)
		}
		return nil
	})
	return rows, err
}

// connections returns the connections of all nodes; see Nodes.connections.
func (p *Page) connections(ctx context.Context) (all []nodeConnection, nodes int, err error) {
	if p.Nodes == nil {
		return localConnections(p.Polls, ""), 0, nil
	}
	return p.Nodes.connections(ctx)
}

// connectionTable lists the connections of users.
func (p *Page) connectionTable(r *http.Request) (view, error) {
	v := view{Name: "connections", Title: "连接", Query: r.FormValue("q")}
	after, word := r.FormValue("after"), strings.ToLower(v.Query)
	connections, nodes, err := p.connections(r.Context())
	if err != nil {
		return v, err
	}
	v.Nodes = nodes
	var rows []nodeConnection
	for _, c := range connections {
		if c.Account <= after && after != "" || !strings.Contains(strings.ToLower(c.Account), word) {
			continue
		}
		// The connections of a user are on one page.
		if len(rows) >= pageSize && c.Account != rows[len(rows)-1].Account {
			v.Next = rows[len(rows)-1].Account
			break
		}
		rows = append(rows, c)
	}
	v.Data = rows
	return v, nil
}
