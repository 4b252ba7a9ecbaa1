package media

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"

	"webim.js/server/api"
	"webim.js/server/media/blob"
	"webim.js/server/store"
)

// complete turns a complete upload into a file. Concurrent requests for the same
// upload wait for the first one, or until their clients disconnect.
func (m *Media) complete(ctx context.Context, call *api.Call, id identity, k kind, u upload) (*File, int64, error) {
	release, err := m.Store.Lock(ctx, "finish "+u.Part)
	if err != nil {
		return nil, 0, err
	}
	defer release()
	now, f, err := m.lookUp(ctx, call, id, k)
	switch {
	case err != nil || f != nil:
		return f, 0, err
	case now.Part != u.Part: // restarted meanwhile
		return nil, now.Have.missing(), nil
	}
	// A client that disconnects now retries later, and then finds the file.
	ctx = context.WithoutCancel(ctx)
	sums, err := blob.Sum(m.Blobs, u.Part)
	if errors.Is(err, fs.ErrNotExist) {
		// A process exited after storing the file and before recording it. The client
		// uploads it again.
		return nil, 0, m.dropUpload(ctx, id, u)
	}
	if err != nil {
		return nil, 0, err
	}
	if sums.Size != id.Size || sums.MD5 != id.MD5 {
		err = api.Errorf(codeContent, "MD5 does not match File_Str_Md5")
		return nil, 0, m.rejectUpload(ctx, id, u, err)
	}
	made, thumbnails, err := m.examine(ctx, call, u.Part, sums, k)
	if err != nil {
		return nil, 0, m.rejectUpload(ctx, id, u, err)
	}
	err = m.storeFile(ctx, made, u.Part, thumbnails, func(tx store.Tx) {
		removeUpload(tx, id.key(), u)
		saveFile(tx, id.content, k, made)
	})
	return &made, 0, err
}

// storeFile stores the contents of a file, then its record.
func (m *Media) storeFile(ctx context.Context, f File, part string, thumbnails [][]byte, record func(store.Tx)) error {
	ok, err := m.reserve(ctx, f)
	if err != nil {
		return err
	}
	if !ok { // the client retries
		return errors.New("media: the same content is being removed")
	}
	for _, data := range thumbnails {
		if _, err := m.Blobs.Put(data); err != nil {
			return err
		}
	}
	if err := m.Blobs.Keep(part, f.Blob); err != nil {
		return err
	}
	return m.Store.Update(ctx, func(tx store.Tx) error {
		record(tx)
		return nil
	})
}

// storeWhole turns a part that was uploaded in a single request into a file.
func (m *Media) storeWhole(ctx context.Context, call *api.Call, part string, k kind, name string) (f File, err error) {
	ctx = context.WithoutCancel(ctx)
	defer func() { err = errors.Join(err, m.Blobs.DropPart(part)) }()
	sums, err := blob.Sum(m.Blobs, part)
	if err != nil {
		return f, err
	}
	c := content{call.Caller.Account, sums.MD5, sums.Size}
	found := false
	err = m.Store.View(ctx, func(r store.Reader) error {
		f, found = findKnown(r, c, k)
		return nil
	})
	if err == nil && found {
		found, err = m.renew(ctx, f.ID, call.Unix())
	}
	if err != nil || found {
		return f, err
	}
	f, thumbnails, err := m.examine(ctx, call, part, sums, k)
	if err != nil {
		return f, err
	}
	f.Name = name
	return f, m.storeFile(ctx, f, part, thumbnails, func(tx store.Tx) { saveFile(tx, c, k, f) })
}

// examine determines the type of a file and creates its renditions.
func (m *Media) examine(ctx context.Context, call *api.Call, part string, sums blob.Sums, k kind) (f File, thumbnails [][]byte, err error) {
	f = File{
		ID:      rand.Text(),
		Owner:   call.Caller.Account,
		Kind:    k,
		Size:    sums.Size,
		MD5:     sums.MD5,
		Blob:    sums.SHA256,
		Created: call.Unix(),
	}
	in, err := m.Blobs.OpenPart(part)
	if err != nil {
		return f, nil, err
	}
	defer in.Close()
	prefix := make([]byte, sniffLength)
	n, err := io.ReadFull(in, prefix)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f, nil, err
	}
	f.Type = contentType(prefix[:n])
	if k != picture && k != unstated {
		return f, nil, nil
	}
	f.Kind = picture
	thumbnails, err = m.render(ctx, in, &f)
	var refused *api.Error
	if k == unstated && call.Caller.Dialect == api.Dialect17 && errors.As(err, &refused) {
		// 1.7 clients that upload in base64 do not send the kind, so this may be a
		// document. It gets no picture addresses.
		f.Kind, err = document, nil
	}
	return f, thumbnails, err
}

// rejectUpload rejects an upload whose file is invalid for the given reason, which it
// returns. Internal errors leave the upload as it is.
func (m *Media) rejectUpload(ctx context.Context, id identity, u upload, reason error) error {
	var refused *api.Error
	if !errors.As(reason, &refused) {
		return reason
	}
	end := upload{Started: u.Started, Refused: &refusal{refused.Code, refused.Info}}
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		store.Save(tx, uploadsBucket, id.key(), end)
		return nil
	})
	if err != nil {
		return err
	}
	if err := m.Blobs.DropPart(u.Part); err != nil {
		return err
	}
	return reason
}

// dropUpload deletes an upload, so that it can start again.
func (m *Media) dropUpload(ctx context.Context, id identity, u upload) error {
	return m.Store.Update(ctx, func(tx store.Tx) error {
		removeUpload(tx, id.key(), u)
		return nil
	})
}
