package media

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"

	"webim.js/demo/server/api"
	"webim.js/demo/server/media/blob"
	"webim.js/demo/server/store"
)

// complete makes a file of an upload of which no byte is missing.
func (m *Media) complete(ctx context.Context, call *api.Call, id identity, k kind, u upload) (*File, int64, error) {
	// A client that gives up waiting asks again, and then the file is there.
	ctx = context.WithoutCancel(ctx)
	sums, err := blob.Sum(m.Blobs, u.Part)
	if errors.Is(err, fs.ErrNotExist) {
		// A server died between keeping the file and recording it: once more.
		return nil, 0, m.forget(ctx, id, u)
	}
	if err != nil {
		return nil, 0, err
	}
	if sums.Size != id.Size || sums.MD5 != id.MD5 {
		err = api.Errorf(codeContent, "the file's MD5 is not File_Str_Md5")
		return nil, 0, m.giveUp(ctx, id, u, err)
	}
	f, err := m.examine(ctx, call, u.Part, sums, k)
	if err != nil {
		return nil, 0, m.giveUp(ctx, id, u, err)
	}
	if err := m.Blobs.Keep(u.Part, sums.SHA256); err != nil {
		return nil, 0, err
	}
	err = m.Store.Update(ctx, func(tx store.Tx) error {
		removeUpload(tx, id.key(), u)
		saveFile(tx, id.content, k, f)
		return nil
	})
	return &f, 0, err
}

// whole makes a file of a part that came at once and has no record.
func (m *Media) whole(ctx context.Context, call *api.Call, part string, k kind, name string) (f File, err error) {
	ctx = context.WithoutCancel(ctx)
	defer func() { err = errors.Join(err, m.Blobs.DropPart(part)) }()
	sums, err := blob.Sum(m.Blobs, part)
	if err != nil {
		return f, err
	}
	c := content{call.Caller.Account, sums.MD5, sums.Size}
	there := false
	err = m.Store.View(ctx, func(r store.Reader) error {
		f, there = known(r, c, k)
		return nil
	})
	if err != nil || there {
		return f, err
	}
	if f, err = m.examine(ctx, call, part, sums, k); err != nil {
		return f, err
	}
	f.Name = name
	if err := m.Blobs.Keep(part, sums.SHA256); err != nil {
		return f, err
	}
	return f, m.Store.Update(ctx, func(tx store.Tx) error {
		saveFile(tx, c, k, f)
		return nil
	})
}

// examine looks into a file, and stores what is made of it.
func (m *Media) examine(ctx context.Context, call *api.Call, part string, sums blob.Sums, k kind) (File, error) {
	f := File{
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
		return f, err
	}
	defer in.Close()
	head := make([]byte, sniffed)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f, err
	}
	f.Type = contentType(head[:n])
	if k != picture && k != unstated {
		return f, nil
	}
	f.Kind = picture
	err = m.render(ctx, in, &f)
	var refused *api.Error
	if k == unstated && call.Caller.Dialect == api.Dialect17 && errors.As(err, &refused) {
		// 1.7 pages that upload in base64 lose what they say about the kind,
		// so this may well be a document. It gets no addresses of pictures.
		f.Kind, err = document, nil
	}
	return f, err
}

// giveUp ends an upload whose file is not what it should be, and returns why.
// The server's own trouble ends nothing.
func (m *Media) giveUp(ctx context.Context, id identity, u upload, why error) error {
	var refused *api.Error
	if !errors.As(why, &refused) {
		return why
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
	return why
}

// forget lets an upload begin again.
func (m *Media) forget(ctx context.Context, id identity, u upload) error {
	return m.Store.Update(ctx, func(tx store.Tx) error {
		removeUpload(tx, id.key(), u)
		return nil
	})
}
