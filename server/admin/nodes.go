package admin

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/poll"
	"webim.js/server/store"
)

const (
	// nodesBucket holds id → node, listsBucket id → list: who only wants to
	// know whether there are others does not fetch their lists.
	nodesBucket store.Bucket = "process_nodes"
	listsBucket store.Bucket = "process_connections"

	// publishEvery is how old a node's list may be that others show.
	publishEvery = 10 * time.Second

	// goneAfter is when a node that says nothing is taken for gone: some rounds
	// later, by clocks that are not quite the same.
	goneAfter = 3*publishEvery + 2*clock.Skew*time.Second
)

// Nodes tells the processes that work on one store of each other, and of the
// places where users are signed in. Each writes what it has now and then, and
// only while there is another one; a server that has its store for itself
// needs none of this.
type Nodes struct {
	Name  string // as people see it
	Store store.Store
	Polls *poll.Polls
	Clock clock.Clock
	Log   *slog.Logger

	once   sync.Once
	id     string
	behind bool      // the last round failed, or there was none
	last   time.Time // the last round
}

// node is what is stored of a process.
type node struct {
	Name string
	Seen int64 // Unix seconds
}

func (n node) gone(now time.Time) bool { return now.Unix()-n.Seen > int64(goneAfter/time.Second) }

// list is what is stored of its connections: packed, since there may be thousands.
type list struct{ Packed []byte }

// seat is a connection in a packed list.
type seat struct {
	ID      string      `json:"i"`
	Account string      `json:"a"`
	Dialect api.Dialect `json:"d"`
	Version string      `json:"v,omitempty"`
	Since   int64       `json:"s"`
	Waiting int         `json:"w,omitempty"`
	Idle    int64       `json:"l"`
}

// place is a connection and the node that has it.
type place struct {
	poll.Connection
	Node string
}

// Run publishes until ctx ends, and takes the node off the list then.
func (n *Nodes) Run(ctx context.Context) {
	n.behind = true
	for {
		err := n.round(ctx)
		if err != nil && ctx.Err() == nil {
			n.Log.Warn("publishing connections", "error", err)
		}
		n.behind = err != nil
		wake, stop := n.Clock.After(publishEvery)
		select {
		case <-wake:
		case <-ctx.Done():
			stop()
			if err := n.leave(context.WithoutCancel(ctx)); err != nil {
				n.Log.Warn("publishing connections", "error", err)
			}
			return
		}
	}
}

// own is this process' id.
func (n *Nodes) own() string {
	n.once.Do(func() { n.id = rand.Text() })
	return n.id
}

// round publishes if there are others, or may be: every node writes once when
// it starts, and when it may have been taken for gone, which has the others
// write. Who is gone is swept.
func (n *Nodes) round(ctx context.Context) error {
	now := n.Clock.Now()
	write := n.behind || now.Sub(n.last) > 2*publishEvery
	n.last = now
	others, err := n.others(ctx)
	if err != nil {
		return err
	}
	if len(others) == 0 && !write {
		return nil
	}
	packed, err := pack(n.Polls.Connections())
	if err != nil {
		return err
	}
	return n.Store.Update(ctx, func(tx store.Tx) error {
		for id, other := range others {
			if other.gone(now) {
				remove(tx, id)
			}
		}
		store.Save(tx, nodesBucket, store.Key(n.own()), node{n.Name, now.Unix()})
		store.Save(tx, listsBucket, store.Key(n.own()), list{packed})
		return nil
	})
}

func remove(tx store.Tx, id string) {
	tx.Delete(nodesBucket, store.Key(id))
	tx.Delete(listsBucket, store.Key(id))
}

// leave spares the others the wait until this node is taken for gone.
func (n *Nodes) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return n.Store.Update(ctx, func(tx store.Tx) error {
		remove(tx, n.own())
		return nil
	})
}

// others are the nodes that are listed, those that are gone included.
func (n *Nodes) others(ctx context.Context) (others map[string]node, err error) {
	err = n.Store.View(ctx, func(r store.Reader) error {
		others = n.othersIn(r)
		return nil
	})
	return others, err
}

func (n *Nodes) othersIn(r store.Reader) map[string]node {
	others := map[string]node{}
	for k, v := range r.Scan(nodesBucket, store.Range{}) {
		if id, _, ok := store.CutString(k); ok && id != n.own() {
			others[id] = store.Decode[node](r, v)
		}
	}
	return others
}

// places lists where users are signed in at all nodes, by account, and counts
// the nodes.
func (n *Nodes) places(ctx context.Context) (all []place, nodes int, err error) {
	now := n.Clock.Now()
	names, lists := map[string]string{}, map[string][]byte{}
	err = n.Store.View(ctx, func(r store.Reader) error {
		clear(names)
		clear(lists)
		for id, other := range n.othersIn(r) {
			if other.gone(now) {
				continue
			}
			names[id] = other.Name
			if l, ok := store.Load[list](r, listsBucket, store.Key(id)); ok {
				lists[id] = l.Packed
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	all = here(n.Polls, n.Name)
	for id, packed := range lists {
		connections, err := unpack(packed)
		if err != nil { // of another version, say; the others are worth seeing
			n.Log.Error("connections of another node", "node", names[id], "error", err)
			continue
		}
		for _, c := range connections {
			all = append(all, place{c, names[id]})
		}
	}
	return merge(all), len(names) + 1, nil
}

// Online reports whether a user is signed in at another node, by what the nodes
// have published.
func (n *Nodes) Online(ctx context.Context, user string) (bool, error) {
	all, _, err := n.places(ctx)
	return slices.ContainsFunc(all, func(p place) bool { return p.Account == user }), err
}

// here are the places at this process.
func here(polls *poll.Polls, name string) (all []place) {
	for _, c := range polls.Connections() {
		all = append(all, place{c, name})
	}
	return all
}

// merge makes one place of those that a page which goes from node to node has
// left. It is where it was last.
func merge(all []place) []place {
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.ID, b.ID), strings.Compare(a.Node, b.Node))
	})
	var merged []place
	for _, p := range all {
		if len(merged) == 0 || merged[len(merged)-1].ID != p.ID || merged[len(merged)-1].Account != p.Account {
			merged = append(merged, p)
			continue
		}
		m := &merged[len(merged)-1]
		since, waiting := m.Since, max(m.Waiting, p.Waiting)
		if p.Since.Before(since) {
			since = p.Since
		}
		if p.Dialect == api.Dialect13 { // pages of one browser wait side by side
			waiting = m.Waiting + p.Waiting
		}
		if p.Waiting > 0 && m.Waiting == 0 || (p.Waiting > 0) == (m.Waiting > 0) && p.Idle.After(m.Idle) {
			*m = p
		}
		m.Since, m.Waiting = since, waiting
	}
	return merged
}

func pack(connections []poll.Connection) ([]byte, error) {
	seats := make([]seat, len(connections))
	for i, c := range connections {
		seats[i] = seat{c.ID, c.Account, c.Dialect, c.Version, c.Since.Unix(), c.Waiting, c.Idle.Unix()}
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	err = errors.Join(json.NewEncoder(w).Encode(seats), w.Close())
	return b.Bytes(), err
}

func unpack(packed []byte) (connections []poll.Connection, err error) {
	data, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, err
	}
	var seats []seat
	if err := json.Unmarshal(data, &seats); err != nil {
		return nil, err
	}
	for _, s := range seats {
		connections = append(connections, poll.Connection{
			ID: s.ID, Account: s.Account, Dialect: s.Dialect, Version: s.Version,
			Since: time.Unix(s.Since, 0), Waiting: s.Waiting, Idle: time.Unix(s.Idle, 0),
		})
	}
	return connections, nil
}
