package relation

import (
	"fmt"

	"webim.js/server/store"
)

// The limits, for tests that reach them.
const (
	MaxFriends    = maxFriends
	MaxPendencies = maxPendencies
	MaxBlack      = maxBlack
	MaxGroups     = maxGroups
)

// Buckets are the buckets that the family writes.
var Buckets = []store.Bucket{
	listsBucket, friendsBucket, friendOfBucket, pendingBucket[comeIn], pendingBucket[sendOut], blackBucket, "notices",
}

// Fill adds n generated users to the named list of a user without notices. With
// watchers, it adds the user to their friend lists.
func Fill(tx store.Tx, user string, list string, n int) {
	e := newEditTx(tx, user, 1)
	for i := range n {
		other := fmt.Sprintf("filler%04d", i)
		switch list {
		case "friends":
			e.befriend(user, other, friend{Source: "AddSource_Type_Unknow"})
		case "watchers":
			e.befriend(other, user, friend{})
		case "groups":
			e.befriend(user, other, friend{Group: fmt.Sprint("group", i)})
		case "in":
			e.putPendency(user, comeIn, other, pendency{Time: 1})
		case "out":
			e.putPendency(user, sendOut, other, pendency{Time: 1})
		case "black":
			e.block(user, other)
		}
	}
	e.notices = nil
	e.finish(nil)
}
