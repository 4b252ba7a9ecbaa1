// Package s3blobs stores the bytes of uploaded files in an S3-compatible object
// store.
//
//	PREFIX/parts/NAME/begun          an incomplete file
//	PREFIX/parts/NAME/OFFSET-LENGTH  a slice of it
//	PREFIX/ab/ab34…                  a file, assembled from the slices
//
// Slices are objects rather than parts of S3's multipart uploads, which must have
// at least 5 MiB: the SDKs send smaller ones. A lifecycle rule may delete objects
// under parts/ that are older than two days.
//
// The package uses minio-go, which is the common choice for stores other than
// Amazon's. It needs only an address and keys, no regions and profiles, and adds
// about half as much to the binary as aws-sdk-go-v2.
package s3blobs

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"webim.js/server/media/blob"
)

// callTime bounds a call to the store. It is a variable for tests.
var callTime = 30 * time.Second

const (
	listCalls = 10      // timeout of a listing, as a multiple of callTime
	sliceSize = 4 << 20 // size of the slices that FillPart writes, in bytes
	begun     = "begun"
)

// Store implements blob.Store.
type Store struct {
	client         *minio.Client
	bucket, prefix string
}

// Open connects to a bucket: s3://BUCKET/PREFIX?endpoint=https://host&region=R. The
// keys are read from the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY),
// the AWS credentials file, or the machine's role.
func Open(ctx context.Context, address string) (*Store, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" {
		return nil, fmt.Errorf("s3blobs: %q is not s3://BUCKET/PREFIX?endpoint=URL", address)
	}
	endpoint, err := url.Parse(u.Query().Get("endpoint"))
	if err != nil {
		return nil, fmt.Errorf("s3blobs: endpoint: %w", err)
	}
	if endpoint.Host == "" {
		endpoint = &url.URL{Scheme: "https", Host: "s3.amazonaws.com"}
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Secure: endpoint.Scheme == "https",
		Region: u.Query().Get("region"),
		Creds: credentials.NewChainCredentials([]credentials.Provider{
			&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{Client: &http.Client{Timeout: 5 * time.Second}},
		}),
	})
	if err != nil {
		return nil, fmt.Errorf("s3blobs: endpoint %s: %w", endpoint.Host, err)
	}
	s := &Store{client, u.Host, strings.Trim(u.Path, "/")}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	found, err := client.BucketExists(ctx, s.bucket)
	switch {
	case err != nil:
		return nil, fmt.Errorf("s3blobs: bucket %s: %w", s.bucket, err)
	case !found:
		return nil, fmt.Errorf("s3blobs: no such bucket: %s", s.bucket)
	}
	return s, nil
}

// Close implements blob.Store.
func (s *Store) Close() error { return nil }

func (s *Store) partKey(part, name string) string { return path.Join(s.prefix, "parts", part, name) }

func (s *Store) contentKey(sha string) string { return path.Join(s.prefix, sha[:2], sha) }

func (s *Store) put(key string, r io.Reader, size int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTime+time.Duration(size>>16)*time.Second/8)
	defer cancel()
	_, err := s.client.PutObject(ctx, s.bucket, key, r, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream",
		// An empty body has no chunks to sign.
		DisableContentSha256: size == 0,
	})
	return wrap(err)
}

// wrap maps missing objects to fs.ErrNotExist.
func wrap(err error) error {
	switch minio.ToErrorResponse(err).Code {
	case "":
		if err == nil {
			return nil
		}
	case minio.NoSuchKey, "NotFound":
		return fs.ErrNotExist
	}
	return fmt.Errorf("s3blobs: %w", err)
}

func (s *Store) stat(key string) (size int64, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	info, err := s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	return info.Size, wrap(err)
}

// NewPart implements blob.Store.
func (s *Store) NewPart() (part string, err error) {
	part = rand.Text()
	return part, s.put(s.partKey(part, begun), strings.NewReader(part), int64(len(part)))
}

// WritePart implements blob.Store.
func (s *Store) WritePart(part string, offset int64, data []byte) error {
	if _, err := s.stat(s.partKey(part, begun)); err != nil {
		return err
	}
	return s.put(s.partKey(part, sliceName(blob.Piece{Offset: offset, Length: int64(len(data))})), bytes.NewReader(data), int64(len(data)))
}

func sliceName(p blob.Piece) string { return fmt.Sprintf("%d-%d", p.Offset, p.Length) }

// FillPart implements blob.Store.
func (s *Store) FillPart(part string, r io.Reader) error {
	if _, err := s.stat(s.partKey(part, begun)); err != nil {
		return err
	}
	if err := s.drop(part, func(name string) bool { return name != begun }); err != nil {
		return err
	}
	buffer := make([]byte, sliceSize)
	for offset := int64(0); ; {
		n, err := io.ReadFull(r, buffer)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return err
		}
		if n > 0 {
			if err := s.WritePart(part, offset, buffer[:n]); err != nil {
				return err
			}
		}
		if offset += int64(n); err != nil {
			return nil
		}
	}
}

// list calls visit for the objects below a key.
func (s *Store) list(ctx context.Context, below string, visit func(minio.ObjectInfo) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing if visit fails
	for info := range s.client.ListObjects(ctx, s.bucket, minio.ListObjectsOptions{Prefix: below, Recursive: true}) {
		if info.Err != nil {
			return wrap(info.Err)
		}
		if err := visit(info); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// OpenPart implements blob.Store.
func (s *Store) OpenPart(part string) (io.ReadSeekCloser, error) {
	var all []blob.Piece
	found := false
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	err := s.list(ctx, s.partKey(part, "")+"/", func(info minio.ObjectInfo) error {
		name := path.Base(info.Key)
		if name == begun {
			found = true
			return nil
		}
		var p blob.Piece
		if _, err := fmt.Sscanf(name, "%d-%d", &p.Offset, &p.Length); err != nil {
			return fmt.Errorf("s3blobs: unexpected object %q", info.Key)
		}
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fs.ErrNotExist
	}
	return blob.NewReader(blob.Pieces(all), func(p blob.Piece) ([]byte, error) {
		return s.bytes(s.partKey(part, sliceName(p)))
	}), nil
}

func (s *Store) bytes(key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	o, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, wrap(err)
	}
	defer o.Close()
	data, err := io.ReadAll(o)
	return data, wrap(err)
}

// DropPart implements blob.Store. The begun object is deleted last, so that
// OldParts returns the part again if DropPart is interrupted.
func (s *Store) DropPart(part string) error {
	return errors.Join(
		s.drop(part, func(name string) bool { return name != begun }),
		s.drop(part, func(name string) bool { return name == begun }))
}

func (s *Store) drop(part string, which func(name string) bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	return s.list(ctx, s.partKey(part, "")+"/", func(info minio.ObjectInfo) error {
		if !which(path.Base(info.Key)) {
			return nil
		}
		return wrap(s.client.RemoveObject(ctx, s.bucket, info.Key, minio.RemoveObjectOptions{}))
	})
}

// OldParts implements blob.Store.
func (s *Store) OldParts(before time.Time) (old []string, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), listCalls*callTime)
	defer cancel()
	err = s.list(ctx, path.Join(s.prefix, "parts")+"/", func(info minio.ObjectInfo) error {
		if path.Base(info.Key) == begun && info.LastModified.Before(before) {
			old = append(old, path.Base(path.Dir(info.Key)))
		}
		return nil
	})
	return old, err
}

// Keep implements blob.Store. The bytes pass through this process, as the slices
// may have any size.
func (s *Store) Keep(part, sha256 string) error {
	in, err := s.OpenPart(part)
	if err != nil {
		return err
	}
	defer in.Close()
	size, err := in.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = in.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = s.put(s.contentKey(sha256), in, size)
	}
	if err != nil {
		return err
	}
	return s.DropPart(part)
}

// Put implements blob.Store.
func (s *Store) Put(data []byte) (string, error) {
	sha := blob.Hash(data)
	if has, err := s.Has(sha); has || err != nil {
		return sha, err
	}
	return sha, s.put(s.contentKey(sha), bytes.NewReader(data), int64(len(data)))
}

// Drop implements blob.Store.
func (s *Store) Drop(sha256 string) error {
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	return wrap(s.client.RemoveObject(ctx, s.bucket, s.contentKey(sha256), minio.RemoveObjectOptions{}))
}

// Has implements blob.Store.
func (s *Store) Has(sha256 string) (bool, error) {
	_, err := s.stat(s.contentKey(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Get implements blob.Store.
func (s *Store) Get(sha256 string) (io.ReadSeekCloser, error) {
	ctx, cancel := context.WithCancel(context.Background())
	o, err := s.client.GetObject(ctx, s.bucket, s.contentKey(sha256), minio.GetObjectOptions{})
	if err != nil {
		cancel()
		return nil, wrap(err)
	}
	d := &download{object: o, cancel: cancel}
	if err := d.within(func() error { _, err := o.Stat(); return err }); err != nil { // the first request
		d.Close()
		return nil, err
	}
	return d, nil
}

// download is an object that is read at the client's pace. callTime applies to each
// call to the store.
type download struct {
	object *minio.Object
	cancel context.CancelFunc
}

// within calls call and cancels the download if it exceeds callTime.
func (d *download) within(call func() error) error {
	timer := time.AfterFunc(callTime, d.cancel)
	defer timer.Stop()
	err := call()
	if err == io.EOF {
		return err
	}
	return wrap(err)
}

// Read implements io.Reader.
func (d *download) Read(p []byte) (n int, err error) {
	err = d.within(func() (err error) { n, err = d.object.Read(p); return err })
	return n, err
}

// Seek implements io.Seeker.
func (d *download) Seek(offset int64, whence int) (at int64, err error) {
	err = d.within(func() (err error) { at, err = d.object.Seek(offset, whence); return err })
	return at, err
}

// Close implements io.Closer.
func (d *download) Close() error {
	d.cancel()
	return d.object.Close()
}

// All implements blob.Store.
func (s *Store) All(ctx context.Context) iter.Seq2[string, error] {
	stop := errors.New("stop")
	return func(yield func(string, error) bool) {
		below := ""
		if s.prefix != "" {
			below = s.prefix + "/"
		}
		err := s.list(ctx, below, func(info minio.ObjectInfo) error {
			name := strings.TrimPrefix(info.Key, below)
			if strings.HasPrefix(name, "parts/") {
				return nil
			}
			if !yield(path.Base(name), ctx.Err()) {
				return stop
			}
			return nil
		})
		if err != nil && !errors.Is(err, stop) {
			yield("", err)
		}
	}
}
