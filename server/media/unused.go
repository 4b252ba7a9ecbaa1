package media

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"webim.js/server/store"
)

// Uploaded files are deleted if no message, profile or group refers to them within
// KeepUnused. After the first reference a file is kept: stored messages are only
// deleted with their group, references in copied text are not tracked, and an error
// in a reference count would lose a file.
//
//	media_unused        id → unusedFile            files without a reference
//	media_unused_since  time, id → (empty)         by age
//	media_refs          content, id → (empty)      files by content
//	media_dropping      content → (empty)          contents being deleted
//
// Several files may share a content, and one may be uploaded while another is
// deleted. So uploads announce a content first (reserve), and so do deletions
// (discard), and neither proceeds while the other is in progress.
const (
	unusedBucket   store.Bucket = "media_unused"
	sinceBucket    store.Bucket = "media_unused_since"
	refsBucket     store.Bucket = "media_refs"
	droppingBucket store.Bucket = "media_dropping"
)

// DefaultKeepUnused is the default time a file is retained without a reference.
// Clients send files right after the upload.
const DefaultKeepUnused = 24 * time.Hour

// unusedFile is the record of a file without a reference, written before the file.
type unusedFile struct {
	Since int64 // Unix seconds
	Blobs []string
}

func sinceKey(u unusedFile, id string) []byte { return store.Key(uint64(u.Since), id) }

func saveUnused(tx store.Tx, id string, u unusedFile) {
	store.Save(tx, unusedBucket, store.Key(id), u)
	tx.Put(sinceBucket, sinceKey(u, id), []byte{})
}

func removeUnused(tx store.Tx, id string, u unusedFile) {
	tx.Delete(unusedBucket, store.Key(id))
	tx.Delete(sinceBucket, sinceKey(u, id))
}

// blobs returns the contents of a file.
func (f *File) blobs() []string {
	list := []string{f.Blob}
	for _, r := range []*Rendition{f.Original, f.Large, f.Small} {
		if r != nil && !slices.Contains(list, r.Blob) {
			list = append(list, r.Blob)
		}
	}
	return list
}

// addReferences records the contents of a file.
func addReferences(tx store.Tx, id string, blobs []string) {
	for _, sha := range blobs {
		tx.Put(refsBucket, store.Key(sha, id), []byte{})
	}
}

// reserve protects the contents of a new file from deletion. ok is false if one of
// them is being deleted.
func (m *Media) reserve(ctx context.Context, f File) (ok bool, err error) {
	err = m.Store.Update(ctx, func(tx store.Tx) error {
		ok = true
		u := unusedFile{Since: f.Created, Blobs: f.blobs()}
		for _, sha := range u.Blobs {
			ok = ok && tx.Get(droppingBucket, store.Key(sha)) == nil
		}
		if ok {
			addReferences(tx, f.ID, u.Blobs)
			saveUnused(tx, f.ID, u)
		}
		return nil
	})
	return ok, err
}

// renew restarts the retention of a file that is uploaded again. It returns false
// if the file was deleted meanwhile.
func (m *Media) renew(ctx context.Context, id string, now int64) (exists bool, err error) {
	waits := false
	err = m.Store.View(ctx, func(r store.Reader) error {
		_, exists = loadFile(r, id)
		waits = r.Get(unusedBucket, store.Key(id)) != nil
		return nil
	})
	if err != nil || !exists || !waits || m.KeepUnused <= 0 {
		return exists, err
	}
	err = m.Store.Update(ctx, func(tx store.Tx) error {
		_, exists = loadFile(tx, id)
		if u, ok := store.Load[unusedFile](tx, unusedBucket, store.Key(id)); ok {
			removeUnused(tx, id, u)
			u.Since = now
			saveUnused(tx, id, u)
		}
		return nil
	})
	return exists, err
}

const (
	// idLength and idLetters describe the ids returned by rand.Text.
	idLength  = 26
	idLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

	// maxMentions bounds the ids looked up per text. Messages have no more
	// elements.
	maxMentions = 200
)

// mentionedIDs returns the possible file ids in a text, whether in an address, a UUID
// or other content.
func mentionedIDs(text []byte) (ids []string) {
	add := func(id []byte) {
		if len(ids) < maxMentions && !slices.Contains(ids, string(id)) {
			ids = append(ids, string(id))
		}
	}
	for len(text) >= idLength {
		n := 0
		for n < len(text) && strings.IndexByte(idLetters, text[n]) >= 0 {
			n++
		}
		if n >= idLength {
			add(text[:idLength])
			add(text[n-idLength : n])
		}
		text = text[min(n+1, len(text)):]
	}
	return ids
}

// MarkUsed marks the files that text refers to as used. Call it in the transaction
// that stores the text.
func MarkUsed(tx store.Tx, text []byte) {
	ids := mentionedIDs(text)
	needs := make([]store.Need, len(ids))
	for i, id := range ids {
		needs[i] = store.WantKey(unusedBucket, store.Key(id))
	}
	tx.Want(needs...)
	for _, id := range ids {
		if u, ok := store.Load[unusedFile](tx, unusedBucket, store.Key(id)); ok {
			removeUnused(tx, id, u)
		}
	}
}

// sweepPage is the number of files per read.
const sweepPage = 100

// Sweep deletes expired uploads and files that were not referred to in time. It
// returns the number of files deleted.
func (m *Media) Sweep(ctx context.Context) (removed int, err error) {
	if m.Blobs == nil {
		return 0, nil
	}
	if err := errors.Join(m.dropExpired(ctx), m.dropLostParts(ctx)); err != nil || m.KeepUnused <= 0 {
		return 0, err
	}
	return m.sweepUnused(ctx)
}

// sweepUnused deletes files that were not referred to in time, and completes
// deletions that were interrupted.
func (m *Media) sweepUnused(ctx context.Context) (removed int, err error) {
	release, err := m.Store.Lock(ctx, "sweep files")
	if err != nil {
		return 0, err
	}
	defer release()
	var dropping []string
	err = m.Store.View(ctx, func(r store.Reader) error {
		dropping = nil
		for k := range r.Scan(droppingBucket, store.Range{}) {
			sha, _, _ := store.CutString(k)
			dropping = append(dropping, sha)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if err := m.drop(ctx, dropping); err != nil {
		return 0, err
	}
	before := m.Clock.Now().Add(-m.KeepUnused).Unix()
	for {
		var ids []string
		err := m.Store.View(ctx, func(r store.Reader) error {
			ids = nil
			for k := range r.Scan(sinceBucket, store.Range{To: store.Key(uint64(max(before, 0)))}) {
				_, rest, _ := store.CutUint64(k)
				id, _, _ := store.CutString(rest)
				if ids = append(ids, id); len(ids) == sweepPage {
					break
				}
			}
			return nil
		})
		if err != nil || len(ids) == 0 {
			return removed, err
		}
		for _, id := range ids {
			if err := m.discard(ctx, id, before); err != nil {
				return removed, err
			}
			removed++
		}
	}
}

// discard deletes a file, unless it was referred to meanwhile.
func (m *Media) discard(ctx context.Context, id string, before int64) error {
	var loose []string
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		loose = nil
		u, ok := store.Load[unusedFile](tx, unusedBucket, store.Key(id))
		if !ok || u.Since >= before {
			return nil
		}
		removeUnused(tx, id, u)
		if f, ok := loadFile(tx, id); ok { // absent if the process exited while creating it
			removeFile(tx, f)
		}
		for _, sha := range u.Blobs {
			tx.Delete(refsBucket, store.Key(sha, id))
			if !isReferenced(tx, sha) {
				tx.Put(droppingBucket, store.Key(sha), []byte{})
				loose = append(loose, sha)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return m.drop(ctx, loose)
}

func isReferenced(r store.Reader, sha string) bool {
	for range r.Scan(refsBucket, store.Prefix(sha)) {
		return true
	}
	return false
}

// drop deletes contents that are marked for deletion.
func (m *Media) drop(ctx context.Context, contents []string) error {
	for _, sha := range contents {
		if err := m.Blobs.Drop(sha); err != nil {
			return err
		}
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			tx.Delete(droppingBucket, store.Key(sha))
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
