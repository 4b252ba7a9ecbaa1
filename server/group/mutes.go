package group

import "webim.js/server/store"

// mutesBucket holds serial, account → Unix seconds: when the mute of a former
// member ends. The mute is restored if the account joins again before that;
// otherwise leaving and joining would lift it.
const mutesBucket store.Bucket = "group_mutes"

// keepMute stores the mute of a member who is about to leave.
func (gtx *groupTx) keepMute(tx store.Tx, account string) {
	if m, _ := loadMember(tx, gtx.id, account); m.MutedTo > gtx.now {
		store.Save(tx, mutesBucket, store.Key(gtx.Serial, account), m.MutedTo)
	}
}

// takeMute removes and returns the stored mute of an account that joins again, or
// 0 if there is none.
func takeMute(tx store.Tx, serial uint64, account string) int64 {
	key := store.Key(serial, account)
	until, ok := store.Load[int64](tx, mutesBucket, key)
	if ok {
		tx.Delete(mutesBucket, key)
	}
	return until
}

// dropMutes deletes up to n mutes of a dissolved group and reports whether
// there may be more.
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
