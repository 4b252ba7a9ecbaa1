package hub

import "webim.js/server/deliver"

// recent keeps a shard's latest events, whether anybody waits for them or not.
type recent struct {
	queue []published // the oldest first
	cost  int         // bytes
	limit int         // of cost
	floor uint64      // stamps up to here may be missing
}

// published is an event as one account gets it.
type published struct {
	account string
	ev      *deliver.Event
}

// costOf is what an event takes, in bytes: a place in the queue for each
// account, and a share of what all have in common.
func costOf(ev *deliver.Event) int { return 64 + (200+len(ev.Item))/len(ev.To) }

func (r *recent) add(account string, ev *deliver.Event) {
	r.queue = append(r.queue, published{account, ev})
	r.cost += costOf(ev)
	for r.cost > r.limit {
		r.dropFirst()
	}
}

// miss forgets what lies up to a stamp.
func (r *recent) miss(stamp uint64) {
	for len(r.queue) > 0 && r.queue[0].ev.Stamp <= stamp {
		r.dropFirst()
	}
	r.floor = max(r.floor, stamp)
}

func (r *recent) dropFirst() {
	first := r.queue[0].ev
	r.queue[0] = published{} // the array stays for a while
	r.queue = r.queue[1:]
	r.cost -= costOf(first)
	r.floor = max(r.floor, first.Stamp)
}
