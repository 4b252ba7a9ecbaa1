package clock

// Skew in seconds is how far the clocks of processes that work on one store
// may be apart. What must not depend on which of them is asked allows for it.
const Skew = 30

// Windows lists the windows of a length, both in seconds, in which something
// may have been filed that happened up to one window ago, by a clock that is
// not quite this one; the present one is the first. The one before the last
// listed, and older ones, are outlived for every clock.
func Windows(now, length int64) (list []uint64) {
	at := func(t int64) uint64 { return uint64(max(t, 0) / length) }
	present := at(now)
	list = append(list, present)
	if ahead := at(now + Skew); ahead != present {
		list = append(list, ahead)
	}
	for w := present; w > 0 && w > at(now-length-Skew); w-- {
		list = append(list, w-1)
	}
	return list
}
