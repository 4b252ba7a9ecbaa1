package media

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	// uploadLifetime is the maximum duration of an upload in seconds, from its
	// first slice.
	uploadLifetime = 24 * 3600

	// maxUploads is the maximum number of unfinished uploads per user; the oldest
	// is deleted when a further one starts.
	maxUploads = 16

	// maxRanges bounds the size of an upload's record. The SDKs send slices in
	// order; clients that do not must fill gaps first.
	maxRanges = 64
)

// identity identifies the upload that a slice belongs to. The client chooses
// Timestamp and Random once per file.
type identity struct {
	content
	Timestamp, Random int64
}

func (id identity) key() []byte {
	return store.Key(id.Account, id.MD5, uint64(id.Size), uint64(id.Timestamp), uint64(id.Random))
}

// upload is the record of an incomplete file.
type upload struct {
	Part    string     // name of the part with its bytes
	Have    byteRanges // durable ranges
	Started int64      // Unix seconds

	// Refused is set when the complete file was invalid. Further slices are then
	// refused, too. Otherwise the client would send it again indefinitely, since
	// each accepted slice resets its failure count.
	Refused *refusal `json:",omitempty"`
}

type refusal struct {
	Code int
	Info string
}

func startedKey(u upload, key []byte) []byte {
	return append(store.Key(uint64(u.Started)), key...)
}

// take stores a slice. f is set if the file is known; otherwise next is the offset
// of the first missing byte.
func (m *Media) take(ctx context.Context, call *api.Call, id identity, k kind, at byteRange, data []byte) (u upload, f *File, next int64, err error) {
	release, err := m.lockAccount(ctx, call)
	if err != nil {
		return u, nil, 0, err
	}
	defer release()
	if u, f, err = m.lookUp(ctx, call, id, k); err != nil || f != nil {
		return u, f, 0, err
	}
	if u.Part == "" {
		if err := m.allow(ctx, id.Account, 1, id.Size); err != nil {
			return u, nil, 0, err
		}
	}
	if u.Part == "" || !u.Have.has(at) {
		if err := m.checkSpace(int64(len(data))); err != nil {
			return u, nil, 0, err
		}
		if u, err = m.write(ctx, call, id, u, at, data); err != nil {
			return u, nil, 0, err
		}
	}
	return u, nil, u.Have.missing(), nil
}

// lookUp returns the file of an upload if it is known, otherwise the upload's
// record. It returns an error if the upload was refused.
func (m *Media) lookUp(ctx context.Context, call *api.Call, id identity, k kind) (u upload, f *File, err error) {
	err = m.Store.View(ctx, func(r store.Reader) error {
		f = nil
		if have, ok := findKnown(r, id.content, k); ok {
			f = &have
		}
		u, _ = store.Load[upload](r, uploadsBucket, id.key())
		return nil
	})
	if err == nil && f != nil {
		found := false
		if found, err = m.renew(ctx, f.ID, call.Unix()); !found {
			f = nil
		}
	}
	if err == nil && f == nil && u.Refused != nil {
		err = api.Errorf(u.Refused.Code, "%s", u.Refused.Info)
	}
	return u, f, err
}

// write stores bytes of an upload and then records them.
func (m *Media) write(ctx context.Context, call *api.Call, id identity, u upload, at byteRange, data []byte) (upload, error) {
	have := u.Have.add(at)
	if len(have) > maxRanges {
		return u, nil // the response states which bytes to send
	}
	if u.Part != "" {
		err := m.Blobs.WritePart(u.Part, at.From, data)
		switch {
		case errors.Is(err, fs.ErrNotExist): // expired meanwhile, or the directory was lost
			u, have = upload{}, byteRanges{}.add(at)
		case err != nil:
			return u, err
		}
	}
	if u.Part == "" {
		part, err := m.Blobs.NewPart()
		if err != nil {
			return u, err
		}
		if err := m.Blobs.WritePart(part, at.From, data); err != nil {
			return u, errors.Join(err, m.Blobs.DropPart(part))
		}
		u.Part, u.Started = part, call.Unix()
	}
	u.Have = have
	return u, m.save(ctx, id, u)
}

// save records an upload and deletes the oldest ones beyond maxUploads.
func (m *Media) save(ctx context.Context, id identity, u upload) error {
	var dropped []upload
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		dropped = dropOldestUploads(tx, id)
		key := id.key()
		store.Save(tx, uploadsBucket, key, u)
		tx.Put(startedBucket, startedKey(u, key), []byte{})
		return nil
	})
	if err != nil {
		return err
	}
	return m.dropParts(dropped)
}

// dropOldestUploads removes the records of the oldest uploads, so that another one fits.
func dropOldestUploads(tx store.Tx, id identity) (dropped []upload) {
	type row struct {
		key []byte
		upload
	}
	var others []row
	for k, v := range tx.Scan(uploadsBucket, store.Prefix(id.Account)) {
		if !slices.Equal(k, id.key()) {
			others = append(others, row{slices.Clone(k), store.Decode[upload](tx, v)})
		}
	}
	slices.SortStableFunc(others, func(a, b row) int { return cmp.Compare(a.Started, b.Started) })
	for len(others) >= maxUploads {
		dropped = append(dropped, removeUpload(tx, others[0].key, others[0].upload))
		others = others[1:]
	}
	return dropped
}

func removeUpload(tx store.Tx, key []byte, u upload) upload {
	tx.Delete(uploadsBucket, key)
	tx.Delete(startedBucket, startedKey(u, key))
	return u
}

func (m *Media) dropParts(uploads []upload) error {
	var errs []error
	for _, u := range uploads {
		if u.Part != "" {
			errs = append(errs, m.Blobs.DropPart(u.Part))
		}
	}
	return errors.Join(errs...)
}
