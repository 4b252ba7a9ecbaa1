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
	// nodesBucket holds id → node, listsBucket id → list. They are separate so that
	// looking for other nodes does not read their lists.
	nodesBucket store.Bucket = "process_nodes"
	listsBucket store.Bucket = "process_connections"

	// publishEvery is the interval at which nodes publish their lists.
	publishEvery = 10 * time.Second

	// goneAfter is the time without a publication after which a node counts as
	// stopped: several intervals, plus the clock skew between nodes.
	goneAfter = 3*publishEvery + 2*clock.Skew*time.Second
)

// Nodes publishes the connections of each process that works on a shared store to
// the others. A node writes its list every publishEvery, and only while other nodes
// exist. A server with a store that is not shared needs no Nodes.
type Nodes struct {
	Name  string // for display
	Store store.Store
	Polls *poll.Polls
	Clock clock.Clock
	Log   *slog.Logger

	once  sync.Once
	id    string
	stale bool      // the last publish failed, or there was none
	last  time.Time // time of the last publish
}

// node is the record of a process.
type node struct {
	Name string
	Seen int64 // Unix seconds
}

// isStopped reports whether the node counts as stopped.
func (n node) isStopped(now time.Time) bool { return now.Unix()-n.Seen > int64(goneAfter/time.Second) }

// list is the record of a node's connections: packed, since there may be thousands.
type list struct{ Packed []byte }

// packedConnection is a connection in a packed list.
type packedConnection struct {
	ID      string      `json:"i"`
	Account string      `json:"a"`
	Dialect api.Dialect `json:"d"`
	Version string      `json:"v,omitempty"`
	Since   int64       `json:"s"`
	Waiting int         `json:"w,omitempty"`
	Idle    int64       `json:"l"`
}

// nodeConnection is a connection and the node that serves it.
type nodeConnection struct {
	poll.Connection
	Node string
}

// Run publishes until ctx is canceled, and then removes the node's records.
func (n *Nodes) Run(ctx context.Context) {
	n.stale = true
	for {
		err := n.publish(ctx)
		if err != nil && ctx.Err() == nil {
			n.Log.Warn("publishing connections failed", "error", err)
		}
		n.stale = err != nil
		wake, stop := n.Clock.After(publishEvery)
		select {
		case <-wake:
		case <-ctx.Done():
			stop()
			if err := n.leave(context.WithoutCancel(ctx)); err != nil {
				n.Log.Warn("removing published connections failed", "error", err)
			}
			return
		}
	}
}

// processID returns the id of this process.
func (n *Nodes) processID() string {
	n.once.Do(func() { n.id = rand.Text() })
	return n.id
}

// publish writes the list if other nodes exist or may exist, and deletes the records of
// stopped nodes. A node also writes when it starts, and when the others may count it
// as stopped; the others detect it by its record and publish as well.
func (n *Nodes) publish(ctx context.Context) error {
	now := n.Clock.Now()
	write := n.stale || now.Sub(n.last) > 2*publishEvery
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
			if other.isStopped(now) {
				remove(tx, id)
			}
		}
		store.Save(tx, nodesBucket, store.Key(n.processID()), node{n.Name, now.Unix()})
		store.Save(tx, listsBucket, store.Key(n.processID()), list{packed})
		return nil
	})
}

func remove(tx store.Tx, id string) {
	tx.Delete(nodesBucket, store.Key(id))
	tx.Delete(listsBucket, store.Key(id))
}

// leave removes the node's records, so that the others do not list it until
// goneAfter has passed.
func (n *Nodes) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return n.Store.Update(ctx, func(tx store.Tx) error {
		remove(tx, n.processID())
		return nil
	})
}

// others returns the other nodes that have records, including stopped ones.
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
		if id, _, ok := store.CutString(k); ok && id != n.processID() {
			others[id] = store.Decode[node](r, v)
		}
	}
	return others
}

// connections returns the connections of all nodes, sorted by account, and the number of
// nodes.
func (n *Nodes) connections(ctx context.Context) (all []nodeConnection, nodes int, err error) {
	now := n.Clock.Now()
	names, lists := map[string]string{}, map[string][]byte{}
	err = n.Store.View(ctx, func(r store.Reader) error {
		clear(names)
		clear(lists)
		for id, other := range n.othersIn(r) {
			if other.isStopped(now) {
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
	all = localConnections(n.Polls, n.Name)
	for id, packed := range lists {
		connections, err := unpack(packed)
		if err != nil { // another version, for example; the other lists are still shown
			n.Log.Error("reading node connections failed", "node", names[id], "error", err)
			continue
		}
		for _, c := range connections {
			all = append(all, nodeConnection{c, names[id]})
		}
	}
	return merge(all), len(names) + 1, nil
}

// Online reports whether a user is signed in at any node, according to the
// published lists.
func (n *Nodes) Online(ctx context.Context, user string) (bool, error) {
	all, _, err := n.connections(ctx)
	return slices.ContainsFunc(all, func(p nodeConnection) bool { return p.Account == user }), err
}

// localConnections returns the connections of this process.
func localConnections(polls *poll.Polls, name string) (all []nodeConnection) {
	for _, c := range polls.Connections() {
		all = append(all, nodeConnection{c, name})
	}
	return all
}

// merge sorts connections, and merges those of a client whose polls reached several nodes
// into one, at the node that served it last.
func merge(all []nodeConnection) []nodeConnection {
	slices.SortFunc(all, func(a, b nodeConnection) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.ID, b.ID), strings.Compare(a.Node, b.Node))
	})
	var merged []nodeConnection
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
		if p.Dialect == api.Dialect13 { // clients of one browser poll concurrently
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
	entries := make([]packedConnection, len(connections))
	for i, c := range connections {
		entries[i] = packedConnection{c.ID, c.Account, c.Dialect, c.Version, c.Since.Unix(), c.Waiting, c.Idle.Unix()}
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	err = errors.Join(json.NewEncoder(w).Encode(entries), w.Close())
	return b.Bytes(), err
}

func unpack(packed []byte) (connections []poll.Connection, err error) {
	data, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		return nil, err
	}
	var entries []packedConnection
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, err
	}
	for _, e := range entries {
		connections = append(connections, poll.Connection{
			ID: e.ID, Account: e.Account, Dialect: e.Dialect, Version: e.Version,
			Since: time.Unix(e.Since, 0), Waiting: e.Waiting, Idle: time.Unix(e.Idle, 0),
		})
	}
	return connections, nil
}
