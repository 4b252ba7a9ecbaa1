package group_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/deliver"
	"webim.js/server/group"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// noteSizes records the size of the notes that a store announces.
type noteSizes struct {
	store.Store
	latest map[string]int // size in bytes by topic
}

func (s *noteSizes) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(noteSizesTx{tx, s}) })
}

type noteSizesTx struct {
	store.Tx
	of *noteSizes
}

func (tx noteSizesTx) Announce(n store.Note) {
	data, err := n.Encode()
	if err != nil {
		tx.Fail(err)
	}
	tx.of.latest[n.Topic] = len(data)
	tx.Tx.Announce(n)
}

func TestEventSizeIgnoresMembers(t *testing.T) {
	sizes := &noteSizes{latest: map[string]int{}}
	s := servertest.Start(t, func(c *server.Config) { sizes.Store, c.Store = c.Store, sizes })
	alice := s.SignIn(t, "alice")
	var bytes []int
	for _, size := range []int{3, 400} {
		id := create(t, alice, "ChatRoom", userNames(t, s, size-1))
		sendText(t, alice, id, "a message of usual length")
		bytes = append(bytes, sizes.latest["event"])
	}
	assert.InDelta(t, bytes[0], bytes[1], 10)
}

// userNames returns the names of n new users.
func userNames(t testing.TB, s *servertest.Server, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("member%04d", i))
	}
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		for _, name := range names {
			s.IM.Accounts.Ensure(tx, name)
		}
		return nil
	}))
	return names
}

// laggingStore is a store whose notes are delivered on demand, as to a process that is
// behind the others.
type laggingStore struct {
	store.Store
	followers store.Followers
	queue     []store.Note
}

func (s *laggingStore) Follow(topic string, f store.Follower) {
	s.followers.Add(topic, f)
	s.Store.Follow(topic, store.Follower{
		Received: func(value any) { s.queue = append(s.queue, store.Note{Topic: topic, Value: value}) },
		Decode:   f.Decode,
		Missed:   f.Missed,
	})
}

// deliver delivers the first n notes.
func (s *laggingStore) deliver(n int) {
	notes := s.queue[:min(n, len(s.queue))]
	s.queue = s.queue[len(notes):]
	for _, note := range notes {
		for _, f := range s.followers.Of(note.Topic) {
			f.Received(note.Value)
		}
	}
}

// dropNotes drops all notes, as for a process that was suspended for too long.
func (s *laggingStore) dropNotes() {
	s.queue = nil
	s.followers.Missed(0)
}

// Members join, leave, discard messages and return while a group receives messages. A
// process resolves an event to its receivers at the time of the transaction, except
// those that have left since, whatever it has cached and however late its notes arrive.
func TestAudienceIsExactUnderRaces(t *testing.T) {
	if servertest.OnPostgres() {
		t.Skip("controls the delivery of notes")
	}
	seed := uint64(time.Now().UnixNano())
	rng := rand.New(rand.NewPCG(seed, 0))
	s := servertest.Start(t)
	owner := s.SignIn(t, "alice")
	id := create(t, owner, "ChatRoom", nil)
	names := userNames(t, s, 6)

	// state holds the receivers of messages, and how often each was removed.
	type state struct {
		receives map[string]bool
		removed  map[string]int
	}
	now := state{map[string]bool{"alice": true}, map[string]int{}}
	var states []state // states after each operation
	copied := func() state {
		c := state{map[string]bool{}, map[string]int{}}
		for _, name := range append(names, "alice") {
			c.receives[name], c.removed[name] = now.receives[name], now.removed[name]
		}
		return c
	}
	type process struct {
		*laggingStore
		audiences *group.Audiences
		lags      bool
	}
	var processes []*process
	topic := store.Topic[*deliver.Event]{Name: "event"}
	at := map[uint64]int{} // operations by stamp of their event
	topic.Follow(s.Store, func(ev *deliver.Event) { at[ev.Stamp] = len(states) }, func(uint64) {})
	for i := range 4 {
		p := &process{laggingStore: &laggingStore{Store: s.Store}, lags: i >= 2}
		p.audiences = group.NewAudiences(p, []int{1, 1 << 20}[i%2]) // evicts everything, or nothing
		topic.Follow(p, func(ev *deliver.Event) {
			if ev.Audience == nil {
				return
			}
			got, err := p.audiences.Of(ev)
			require.NoError(t, err)
			assert.True(t, slices.IsSorted(got))
			then := states[at[ev.Stamp]]
			for name, received := range then.receives {
				switch has := slices.Contains(got, name); {
				case has && !received:
					t.Errorf("seed %d, process %d: %s gets an event that is not for them", seed, i, name)
				case !has && received && (!p.lags || then.removed[name] == now.removed[name]):
					t.Errorf("seed %d, process %d: %s does not get an event", seed, i, name)
				}
			}
		}, func(uint64) {})
		processes = append(processes, p)
	}
	flags := map[string]bool{} // members that discard messages
	for range 300 {
		name := names[rng.IntN(len(names))]
		member, client := now.receives[name] || flags[name], s.Client13(name)
		switch op := rng.IntN(10); {
		case op < 5:
			sendText(t, owner, id, "hi")
		case !member:
			client.OK(t, svc("apply_join_group"), M{"GroupId": id})
			now.receives[name] = true
		case op < 7:
			if now.receives[name] {
				now.removed[name]++
			}
			now.receives[name], flags[name] = false, false
			client.OK(t, svc("quit_group"), M{"GroupId": id})
		default:
			flag := "Discard"
			if flags[name] {
				flag = "AcceptAndNotify"
			} else {
				now.removed[name]++
			}
			flags[name] = !flags[name]
			now.receives[name] = !flags[name]
			client.OK(t, svc("modify_group_member_info"), M{"GroupId": id, "Member_Account": name, "MsgFlag": flag})
		}
		states = append(states, copied())
		for _, p := range processes {
			switch {
			case !p.lags:
				p.deliver(len(p.queue))
			case rng.IntN(3) == 0:
				p.deliver(1 + rng.IntN(8))
			case rng.IntN(10) == 0:
				p.dropNotes()
			}
		}
		if t.Failed() {
			return
		}
	}
}
