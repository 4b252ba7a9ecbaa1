package group

import "webim.js/server/store"

// mutesBucket holds serial, account → Unix seconds: until when somebody is
// muted who has left the group, or was removed. Who comes back before is muted
// still; otherwise leaving and joining again would lift it.
const mutesBucket store.Bucket = "group_mutes"

// keepMute notes the mute of a member who is about to go.
func (rm *room) keepMute(tx store.Tx, account string) {
	if m, _ := loadMember(tx, rm.id, account); m.MutedTo > rm.now {
		store.Save(tx, mutesBucket, store.Key(rm.Serial, account), m.MutedTo)
	}
}

// takeMute is what was noted of one who comes back, 0 if nothing was.
func takeMute(tx store.Tx, serial uint64, account string) int64 {
	key := store.Key(serial, account)
	until, ok := store.Load[int64](tx, mutesBucket, key)
	if ok {
		tx.Delete(mutesBucket, key)
	}
	return until
}

// dropMutes forgets up to n of a group that is no more; false: none is left.
func dropMutes(tx store.Tx, serial uint64, n int) (more bool) {
	var keys [][]byte
	for k := range tx.Scan(mutesBucket, store.Prefix(serial)) {
		if keys = append(keys, append([]byte(nil), k...)); len(keys) == n {
			break
		}
	}
	for _, k := range keys {
		tx.Delete(mutesBucket, k)
	}
	return len(keys) == n
}
