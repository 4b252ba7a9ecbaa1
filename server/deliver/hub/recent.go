package hub

import "webim.js/server/deliver"

// recent holds the latest events of a shard, whether or not there are
// subscriptions.
type recent struct {
	queue []published // oldest first
	cost  int         // bytes
	limit int         // maximum cost
	floor uint64      // stamps up to here may be missing
}

// published is an event for one account.
type published struct {
	account string
	ev      *deliver.Event
}

// costOf estimates the memory of an event per account, in bytes: its queue entry
// and a share of the event.
func costOf(ev *deliver.Event) int { return 64 + (200+len(ev.Item))/len(ev.To) }

func (r *recent) add(account string, ev *deliver.Event) {
	r.queue = append(r.queue, published{account, ev})
	r.cost += costOf(ev)
	for r.cost > r.limit {
		r.dropFirst()
	}
}

// miss raises the floor to a stamp and drops the events up to it.
func (r *recent) miss(stamp uint64) {
	for len(r.queue) > 0 && r.queue[0].ev.Stamp <= stamp {
		r.dropFirst()
	}
	r.floor = max(r.floor, stamp)
}

func (r *recent) dropFirst() {
	first := r.queue[0].ev
	r.queue[0] = published{} // release the event, as the array is retained
	r.queue = r.queue[1:]
	r.cost -= costOf(first)
	r.floor = max(r.floor, first.Stamp)
}
