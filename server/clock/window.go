package clock

// Skew is the tolerated clock difference between processes of one store, in
// seconds. Logic that must not depend on the process allows for it.
const Skew = 30

// Windows returns the numbers of the windows that may contain an entry which
// another process recorded up to one window ago, allowing for Skew; now and length
// are in seconds. The first is the current window. Windows before the last one
// returned are expired for every process.
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
