package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// verdict is the result of a run.
type verdict struct {
	messages, acknowledged       int
	expected, received           int // receipts
	lost, duplicated, outOfOrder int
	misdelivered                 int // receipts by users who are not recipients
	refusals, failures           int64
	faulty                       bool // whether a fault was injected
	saturate                     bool

	oneToOne, group, all []time.Duration // from send to receipt
	responses, late      []time.Duration // from send to acknowledgement, and from due to send
}

// check compares the received messages with the acknowledged ones.
func (r *run) check() *verdict {
	v := &verdict{refusals: r.refusals.Load(), failures: r.failures.Load(), faulty: r.fault != nil, saturate: r.saturate}
	expected := make([][]int, len(r.people)) // by user, in order of message numbers
	for k, m := range r.plan.messages {
		a := r.acks[k]
		if a.sent.IsZero() && r.saturate {
			continue // not sent in time
		}
		v.messages++
		if a.done.IsZero() {
			continue
		}
		v.acknowledged++
		v.responses = append(v.responses, a.done.Sub(a.sent))
		v.late = append(v.late, a.sent.Sub(a.due))
		first, end := m.to, m.to+1
		if m.group {
			first, end = r.plan.members(m.to)
		}
		for n := first; n < end; n++ {
			expected[n] = append(expected[n], k)
			v.expected++
		}
	}
	for n := range r.people {
		r.checkInbox(v, n, expected[n])
	}
	v.all = slices.Concat(v.oneToOne, v.group)
	for _, list := range [][]time.Duration{v.oneToOne, v.group, v.all, v.responses, v.late} {
		slices.Sort(list)
	}
	return v
}

// checkInbox verifies that a user received each message once and each conversation
// in order. Messages from one user have increasing numbers; group messages have the
// seqs assigned by the server.
func (r *run) checkInbox(v *verdict, n int, expected []int) {
	got := map[int]int{}      // message → times received
	lastFrom := map[int]int{} // sender → latest message of the sender
	var lastSeq int64
	for _, rc := range r.inboxes[n].receipts {
		v.received++
		k := rc.message
		got[k]++
		switch _, found := slices.BinarySearch(expected, k); {
		case !found:
			v.misdelivered++
			continue
		case got[k] > 1:
			v.duplicated++ // not counted as out of order as well
			continue
		}
		m, took := r.plan.messages[k], rc.at.Sub(r.acks[k].sent)
		if m.group {
			v.group = append(v.group, took)
			if r.acks[k].seq <= lastSeq {
				v.outOfOrder++
			}
			lastSeq = r.acks[k].seq
			continue
		}
		v.oneToOne = append(v.oneToOne, took)
		if last, ok := lastFrom[m.from]; ok && k <= last {
			v.outOfOrder++
		}
		lastFrom[m.from] = k
	}
	for _, k := range expected {
		if got[k] == 0 {
			v.lost++
		}
	}
}

// percentile returns a percentile of a sorted list.
func percentile(list []time.Duration, p float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)-1, int(p/100*float64(len(list))))]
}

func (v *verdict) print(out io.Writer, u usage) {
	fmt.Fprintf(out, "sent %d, acknowledged %d; expected %d, received %d in %.1f s\n",
		v.messages, v.acknowledged, v.expected, v.received, u.took.Seconds())
	if v.failures > 0 {
		fmt.Fprintf(out, "refused temporarily: %d\n", v.failures)
	}
	fmt.Fprintf(out, "lost %d, duplicated %d, out of order %d, misdelivered %d, polls refused %d\n",
		v.lost, v.duplicated, v.outOfOrder, v.misdelivered, v.refusals)
	fmt.Fprintf(out, "%-24s %8s %8s %8s %8s %8s ms\n", "", "p50", "p90", "p99", "p99.9", "max")
	for _, row := range []struct {
		name string
		list []time.Duration
	}{
		{"from send to receipt", v.all},
		{"  one to one", v.oneToOne},
		{"  groups", v.group},
		{"from send to response", v.responses},
		{"sending delay", v.late},
	} {
		fmt.Fprintf(out, "%-24s", row.name)
		for _, p := range []float64{50, 90, 99, 99.9, 100} {
			fmt.Fprintf(out, " %8.1f", float64(percentile(row.list, p))/float64(time.Millisecond))
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, u)
}

// failure returns an error unless the server met all requirements.
func (v *verdict) failure(limit time.Duration) error {
	switch p99 := percentile(v.all, 99); {
	case v.lost+v.duplicated+v.outOfOrder+v.misdelivered > 0:
		return errors.New("messages were lost, duplicated, out of order, or misdelivered")
	case v.acknowledged < v.messages:
		return fmt.Errorf("%d messages were not acknowledged", v.messages-v.acknowledged)
	case v.refusals > 0 && !v.faulty: // pages retry their polls
		return errors.New("polls were refused")
	case limit > 0 && p99 > limit && !v.faulty && !v.saturate:
		return fmt.Errorf("the 99th percentile %v exceeds %v", p99.Round(time.Millisecond), limit)
	}
	return nil
}
