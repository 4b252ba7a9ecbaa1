package media

import (
	"context"

	"webim.js/server/store"
)

// Files of before there were quotas were not counted, and nothing was noted of
// which contents they need. That is made up for once. Nobody knows what mentions
// them, so they stay.

// metaBucket holds what was done to the whole.
const metaBucket store.Bucket = "media_meta"

const (
	countedKey = "counted" // in metaBucket, once all of them were

	// olderAtOnce is how many files one transaction counts.
	olderAtOnce = 100
)

// countOlder counts the files that an earlier version has made.
func (m *Media) countOlder(ctx context.Context) error {
	done := false
	look := func(r store.Reader) error {
		done = r.Get(metaBucket, store.Key(countedKey)) != nil
		return nil
	}
	if err := m.Store.View(ctx, look); err != nil || done {
		return err
	}
	release, err := m.Store.Lock(ctx, "count files")
	if err != nil {
		return err
	}
	defer release()
	if err := m.Store.View(ctx, look); err != nil {
		return err
	}
	for span := (store.Range{}); !done; {
		var last []byte
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			last = nil
			var files []File
			for k, v := range tx.Scan(filesBucket, span) {
				f := store.Decode[File](tx, v)
				f.ID, _, _ = store.CutString(k)
				files = append(files, f)
				if len(files) == olderAtOnce {
					last = append(last, k...)
					break
				}
			}
			for _, f := range files {
				// What is noted was counted when it was made.
				if tx.Get(refsBucket, store.Key(f.Blob, f.ID)) == nil {
					refer(tx, f.ID, f.blobs())
					count(tx, f, 1)
				}
			}
			if last == nil {
				tx.Put(metaBucket, store.Key(countedKey), []byte{})
			}
			return nil
		})
		if err != nil {
			return err
		}
		done, span = last == nil, store.Range{}.After(last)
	}
	return nil
}
