package media

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// usageBucket holds account → usage.
const usageBucket store.Bucket = "media_totals"

// usage is what a user's files take. Thumbnails count: they take space, too.
type usage struct {
	Files int64
	Bytes int64
}

func loadUsage(r store.Reader, account string) usage {
	u, _ := store.Load[usage](r, usageBucket, store.Key(account))
	return u
}

// count adds a file to its owner's usage, or takes it away (-1).
func count(tx store.Tx, f File, sign int64) {
	u := loadUsage(tx, f.Owner)
	u.Files += sign
	u.Bytes += sign * f.Size
	seen := map[string]bool{f.Blob: true}
	for _, r := range []*Rendition{f.Original, f.Large, f.Small} {
		if r != nil && !seen[r.Blob] {
			seen[r.Blob] = true
			u.Bytes += sign * r.Size
		}
	}
	store.Save(tx, usageBucket, store.Key(f.Owner), u)
}

// codeQuota refuses what would be more than a user, or the disk, has room for.
const codeQuota = -9

// allow refuses new files, of so many bytes together, that their owner has no room
// for. Files on their way count as if they were there: announcing many and
// finishing none gains nothing.
func (m *Media) allow(ctx context.Context, account string, files, bytes int64) error {
	if m.QuotaBytes <= 0 && m.QuotaFiles <= 0 {
		return nil
	}
	return m.Store.View(ctx, func(r store.Reader) error {
		u := loadUsage(r, account)
		for k := range r.Scan(uploadsBucket, store.Prefix(account)) {
			u.Files++
			u.Bytes += announced(k)
		}
		switch {
		case m.QuotaFiles > 0 && u.Files+files > m.QuotaFiles:
			return api.Errorf(codeQuota, "file quota reached (%d)", m.QuotaFiles)
		case m.QuotaBytes > 0 && u.Bytes+bytes > m.QuotaBytes:
			return api.Errorf(codeQuota, "upload quota reached (%d of %d bytes)", u.Bytes, m.QuotaBytes)
		}
		return nil
	})
}

// announced is the size in an upload's key (identity.key).
func announced(key []byte) int64 {
	_, rest, _ := store.CutString(key)
	_, rest, _ = store.CutString(rest)
	size, _, _ := store.CutUint64(rest)
	return int64(size)
}

// room refuses bytes that would take what is kept free for messages.
func (m *Media) room(n int64) error {
	if m.Space == nil {
		return nil
	}
	if err := m.Space(n); err != nil {
		m.Log.Warn("upload refused", "error", err)
		return api.Errorf(codeQuota, "no space for uploads")
	}
	return nil
}
