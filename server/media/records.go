package media

import (
	"webim.js/server/store"
)

// What the database knows of files:
//
//	media_files    id → File
//	media_known    account, MD5, size, kind → id        what needs no second upload
//	media_uploads  account, MD5, size, timestamp, random → upload
//	media_started  time, key of an upload → nothing     the oldest uploads first
//	media_totals   account → usage
//
// See unused.go for those of files that nobody has mentioned.
const (
	filesBucket   store.Bucket = "media_files"
	knownBucket   store.Bucket = "media_known"
	uploadsBucket store.Bucket = "media_uploads"
	startedBucket store.Bucket = "media_started"
)

// Personal are the buckets that go with a user. The files stay as long as
// something mentions them.
var Personal = []store.Bucket{knownBucket}

// kind is what a page says a file is (File_Type).
type kind int

const (
	unstated kind = iota
	picture
	document
	video
	sound
)

// File is an uploaded file as it is stored.
type File struct {
	ID      string `json:"-"` // from the key; cannot be guessed, so it opens the pictures
	Owner   string
	Kind    kind
	Name    string `json:",omitempty"` // only forms tell it
	Size    int64  // bytes
	MD5     string
	Blob    string // where the bytes are: their SHA-256
	Type    string // content type
	Created int64  // Unix seconds

	// Of a picture: the original, and the two that are made of it.
	Original, Large, Small *Rendition `json:",omitempty"`
}

// Rendition is a picture in one size.
type Rendition struct {
	Blob          string
	Type          string // content type
	Size          int64  // bytes
	Width, Height int    // pixels, as it is shown
}

// content is what tells a user's files apart without looking into them.
type content struct {
	Account string
	MD5     string // lower-case hex
	Size    int64
}

func (c content) knownKey(k kind) []byte {
	return store.Key(c.Account, c.MD5, uint64(c.Size), uint64(k))
}

func loadFile(r store.Reader, id string) (File, bool) {
	f, ok := store.Load[File](r, filesBucket, store.Key(id))
	f.ID = id
	return f, ok
}

// known finds a file of the same user and content. Other users' files are not
// asked: who knows an MD5 does not have the file.
func known(r store.Reader, c content, k kind) (File, bool) {
	id := r.Get(knownBucket, c.knownKey(k))
	if id == nil {
		return File{}, false
	}
	return loadFile(r, string(id))
}

func saveFile(tx store.Tx, c content, k kind, f File) {
	store.Save(tx, filesBucket, store.Key(f.ID), f)
	tx.Put(knownBucket, c.knownKey(k), []byte(f.ID))
	count(tx, f, 1)
}

// removeFile forgets a file. Under which kind it was known is not kept.
func removeFile(tx store.Tx, f File) {
	tx.Delete(filesBucket, store.Key(f.ID))
	c := content{f.Owner, f.MD5, f.Size}
	for k := unstated; k <= sound; k++ {
		if string(tx.Get(knownBucket, c.knownKey(k))) == f.ID {
			tx.Delete(knownBucket, c.knownKey(k))
		}
	}
	count(tx, f, -1)
}
