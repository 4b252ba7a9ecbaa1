package media

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// usageBucket maps account → usage.
const usageBucket store.Bucket = "media_totals"

// usage is the space used by an account's files, including thumbnails.
type usage struct {
	Files int64
	Bytes int64
}

func loadUsage(r store.Reader, account string) usage {
	u, _ := store.Load[usage](r, usageBucket, store.Key(account))
	return u
}

// count adds a file to its owner's usage (sign 1) or removes it (-1).
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

// codeQuota is the error code if the account's quota or the disk is full.
const codeQuota = -9

// allow returns an error if the owner's quota does not allow the given number of
// new files and bytes. Unfinished uploads count in full, so that announcing many
// files does not bypass the quota.
func (m *Media) allow(ctx context.Context, account string, files, bytes int64) error {
	if m.QuotaBytes <= 0 && m.QuotaFiles <= 0 {
		return nil
	}
	return m.Store.View(ctx, func(r store.Reader) error {
		u := loadUsage(r, account)
		for k := range r.Scan(uploadsBucket, store.Prefix(account)) {
			u.Files++
			u.Bytes += announcedSize(k)
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

// announcedSize returns the size in an upload's key (identity.key).
func announcedSize(key []byte) int64 {
	_, rest, _ := store.CutString(key)
	_, rest, _ = store.CutString(rest)
	size, _, _ := store.CutUint64(rest)
	return int64(size)
}

// checkSpace returns an error if n more bytes would use space that is reserved for
// messages.
func (m *Media) checkSpace(n int64) error {
	if m.Space == nil {
		return nil
	}
	if err := m.Space(n); err != nil {
		m.Log.Warn("upload refused", "error", err)
		return api.Errorf(codeQuota, "no space for uploads")
	}
	return nil
}
