// Package delivertest holds the tests that every deliver.Delivery has to pass.
package delivertest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/deliver"
)

// waitLimit is the timeout for events, long enough for implementations that use a
// network.
const waitLimit = 10 * time.Second

// Run runs the suite. open returns a new, empty delivery.
func Run(t *testing.T, open func(t *testing.T) deliver.Delivery) {
	for name, test := range map[string]func(*testing.T, deliver.Delivery){
		"event reaches its accounts only": testAddressing,
		"all fields arrive":               testFields,
		"recent events are complete":      testRecentEvents,
		"events after miss are complete":  testSubscribeAfterMiss,
		"filtered events are not held":    testFilter,
		"event wakes waiting readers":     testWakeup,
		"read slices do not change":       testReadSlicesUnchanged,
		"all subscriptions get event":     testFanOut,
		"Ack drops events":                testAck,
		"overflow raises floor":           testOverflow,
		"Missed raises floor":             testMissed,
		"Close ends subscription":         testClose,
		"concurrent use loses nothing":    testConcurrency,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func all(*deliver.Event) bool { return true }

func event(stamp uint64, to ...string) *deliver.Event {
	return &deliver.Event{Stamp: stamp, Kind: deliver.Message, To: to, Item: []byte(`{}`)}
}

// await reads the subscription until it holds an event with the stamp.
func await(t *testing.T, sub deliver.Subscription, stamp uint64) []*deliver.Event {
	t.Helper()
	deadline := time.After(waitLimit)
	for {
		ready := sub.Ready()
		events, _ := sub.Read(0)
		if len(events) > 0 && events[len(events)-1].Stamp >= stamp {
			return events
		}
		select {
		case <-ready:
		case <-deadline:
			require.Fail(t, "event did not arrive", "stamp %d; have %v", stamp, stamps(events))
		}
	}
}

func stamps(events []*deliver.Event) []uint64 {
	var s []uint64
	for _, ev := range events {
		s = append(s, ev.Stamp)
	}
	return s
}

func testAddressing(t *testing.T, d deliver.Delivery) {
	d.Publish(event(1, "alice")) // no effect without subscribers
	alice, bob := d.Subscribe("alice", all), d.Subscribe("bob", all)
	defer alice.Close()
	defer bob.Close()
	d.Publish(event(2, "alice"))
	d.Publish(event(3, "bob", "carol"))
	d.Publish(event(4, "alice", "bob"))
	got := await(t, alice, 4)
	require.GreaterOrEqual(t, len(got), 2)
	assert.Equal(t, []uint64{2, 4}, stamps(got[len(got)-2:]))
	assert.Equal(t, []uint64{3, 4}, stamps(await(t, bob, 4)))
	assert.Equal(t, deliver.Message, got[0].Kind)
	assert.JSONEq(t, `{}`, string(got[0].Item))
}

// testFields checks that every field arrives.
func testFields(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("bob", all)
	defer sub.Close()
	sent := deliver.Event{
		Stamp: 1<<53 - 1, Kind: deliver.GroupTip, To: []string{"alice", "bob", "小明"},
		Item: []byte(`{"Text":"<b>\u2028","N":1.50}`), Group: "@TGS#1", ExceptSession: "one",
	}
	published := sent
	d.Publish(&published)
	got := await(t, sub, sent.Stamp)
	require.Len(t, got, 1)
	assert.Equal(t, sent, *got[0])
}

// testRecentEvents checks that the floor bounds the events from before.
func testRecentEvents(t *testing.T, d deliver.Delivery) {
	earlier := d.Subscribe("alice", all)
	defer earlier.Close()
	const many = 20_000
	for n := range uint64(many) {
		d.Publish(event(n+1, "alice"))
	}
	await(t, earlier, many)
	sub := d.Subscribe("alice", func(ev *deliver.Event) bool { return ev.Stamp%2 == 0 })
	defer sub.Close()
	d.Publish(event(many+1, "alice"))
	d.Publish(event(many+2, "alice"))
	got := stamps(await(t, sub, many+2))
	_, floor := sub.Read(0)
	assert.LessOrEqual(t, floor, uint64(many), "later events must be above the floor")
	var want []uint64
	for stamp := (floor/2 + 1) * 2; stamp <= many+2; stamp += 2 {
		want = append(want, stamp)
	}
	assert.Equal(t, want, got)
}

func testSubscribeAfterMiss(t *testing.T, d deliver.Delivery) {
	earlier := d.Subscribe("alice", all)
	defer earlier.Close()
	for n := range uint64(4) {
		d.Publish(event(n+1, "alice"))
	}
	await(t, earlier, 4)
	d.Missed(3)
	sub := d.Subscribe("alice", all)
	defer sub.Close()
	d.Publish(event(5, "alice"))
	events := await(t, sub, 5)
	_, floor := sub.Read(0)
	assert.GreaterOrEqual(t, floor, uint64(3))
	assert.Equal(t, floor+1, events[0].Stamp, "events above the floor must be complete")
}

// testWakeup checks that an event closes the channel obtained before it, and not one
// obtained after it.
func testWakeup(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", func(ev *deliver.Event) bool { return ev.Stamp != 2 })
	defer sub.Close()
	for stamp := range uint64(4) {
		ready := sub.Ready()
		select {
		case <-ready:
			require.Fail(t, "channel closed before the event", "stamp %d", stamp+1)
		default:
		}
		d.Publish(event(stamp+1, "alice"))
		if stamp+1 == 2 {
			continue // filtered, so the channel stays open
		}
		select {
		case <-ready:
		case <-time.After(waitLimit):
			require.Fail(t, "the reader was not woken", "stamp %d", stamp+1)
		}
		await(t, sub, stamp+1)
	}
}

func testReadSlicesUnchanged(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", all)
	defer sub.Close()
	for n := range uint64(3) {
		d.Publish(event(n+1, "alice"))
	}
	read := await(t, sub, 3)
	for n := range uint64(3) {
		d.Publish(event(n+4, "alice"))
	}
	await(t, sub, 6)
	sub.Ack(2)
	d.Publish(event(7, "alice"))
	await(t, sub, 7)
	assert.Equal(t, []uint64{1, 2, 3}, stamps(read))
}

func testFilter(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", func(ev *deliver.Event) bool { return ev.ExceptSession != "mine" })
	defer sub.Close()
	mine := event(1, "alice")
	mine.ExceptSession = "mine"
	d.Publish(mine)
	d.Publish(event(2, "alice"))
	assert.Equal(t, []uint64{2}, stamps(await(t, sub, 2)))
}

func testFanOut(t *testing.T, d deliver.Delivery) {
	one, two := d.Subscribe("alice", all), d.Subscribe("alice", all)
	defer one.Close()
	defer two.Close()
	d.Publish(event(1, "alice"))
	await(t, one, 1)
	one.Ack(1)
	assert.Equal(t, []uint64{1}, stamps(await(t, two, 1)), "subscriptions must be independent")
}

func testAck(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", all)
	defer sub.Close()
	for n := range uint64(5) {
		d.Publish(event(n+1, "alice"))
	}
	await(t, sub, 5)
	events, _ := sub.Read(3)
	assert.Equal(t, []uint64{4, 5}, stamps(events))
	events, _ = sub.Read(5)
	assert.Empty(t, events)
	sub.Ack(2)
	events, floor := sub.Read(0)
	assert.Equal(t, []uint64{3, 4, 5}, stamps(events), "a second read must return the same events")
	assert.EqualValues(t, 2, floor)
	sub.Ack(1)
	sub.Ack(100)
	events, floor = sub.Read(0)
	assert.Empty(t, events)
	assert.EqualValues(t, 5, floor)
}

func testOverflow(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", all)
	defer sub.Close()
	const many = 20_000
	for n := range uint64(many) {
		d.Publish(event(n+1, "alice"))
	}
	await(t, sub, many)
	events, floor := sub.Read(0)
	assert.Less(t, len(events), many, "the number of events must be bounded")
	for i, ev := range events {
		require.Equal(t, floor+uint64(i)+1, ev.Stamp, "events above the floor must be complete")
	}
}

// testMissed checks that Missed wakes waiting readers and raises the floor.
func testMissed(t *testing.T, d deliver.Delivery) {
	sub := d.Subscribe("alice", all)
	defer sub.Close()
	for n := range uint64(3) {
		d.Publish(event(n+1, "alice"))
	}
	await(t, sub, 3)
	ready := sub.Ready()
	d.Missed(2)
	select {
	case <-ready:
	case <-time.After(waitLimit):
		require.Fail(t, "the reader was not woken")
	}
	events, floor := sub.Read(0)
	assert.Equal(t, []uint64{3}, stamps(events))
	assert.EqualValues(t, 2, floor)
	d.Missed(10)
	d.Publish(event(11, "alice"))
	assert.Equal(t, []uint64{11}, stamps(await(t, sub, 11)))
	_, floor = sub.Read(0)
	assert.EqualValues(t, 10, floor)
	d.Missed(4)
	_, floor = sub.Read(0)
	assert.EqualValues(t, 10, floor, "the floor must not decrease")
}

func testClose(t *testing.T, d deliver.Delivery) {
	gone, here := d.Subscribe("alice", all), d.Subscribe("alice", all)
	defer here.Close()
	gone.Close()
	gone.Close()
	d.Publish(event(1, "alice"))
	await(t, here, 1)
	events, _ := gone.Read(0)
	assert.Empty(t, events)
}

func testConcurrency(t *testing.T, d deliver.Delivery) {
	const people, messages = 50, 200
	names := make([]string, people)
	subs := make([]deliver.Subscription, people)
	for i := range names {
		names[i] = string(rune('一' + i))
		subs[i] = d.Subscribe(names[i], all)
		defer subs[i].Close()
	}
	var wg sync.WaitGroup
	for _, sub := range subs {
		wg.Go(func() {
			got := stamps(await(t, sub, messages))
			assert.Len(t, got, messages)
			assert.IsIncreasing(t, got)
		})
		wg.Go(func() { // concurrent subscribe and close
			for range 20 {
				d.Subscribe(names[0], all).Close()
			}
		})
	}
	for n := range uint64(messages) {
		d.Publish(event(n+1, names...))
	}
	wg.Wait()
}
