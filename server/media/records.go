package media

import (
	"webim.js/server/store"
)

// Buckets of this package:
//
//	media_files    id → File
//	media_known    account, MD5, size, kind → id        files that need no second upload
//	media_uploads  account, MD5, size, timestamp, random → upload
//	media_started  time, key of an upload → (empty)     by age
//	media_totals   account → usage
//
// See unused.go for files without references.
const (
	filesBucket   store.Bucket = "media_files"
	knownBucket   store.Bucket = "media_known"
	uploadsBucket store.Bucket = "media_uploads"
	startedBucket store.Bucket = "media_started"
)

// UserBuckets lists the buckets that are deleted with a user. The files are kept, as
// messages may refer to them.
var UserBuckets = []store.Bucket{knownBucket}

// kind is the kind of a file as stated by the client (File_Type).
type kind int

const (
	unstated kind = iota
	picture
	document
	video
	sound
)

// File is the record of an uploaded file.
type File struct {
	ID      string `json:"-"` // from the key; random, so knowing it grants access to pictures
	Owner   string
	Kind    kind
	Name    string `json:",omitempty"` // set by forms only
	Size    int64  // bytes
	MD5     string
	Blob    string // SHA-256 of the content
	Type    string // content type
	Created int64  // Unix seconds

	// The renditions of a picture: the original and two scaled ones.
	Original, Large, Small *Rendition `json:",omitempty"`
}

// Rendition is a picture in a particular size.
type Rendition struct {
	Blob          string
	Type          string // content type
	Size          int64  // bytes
	Width, Height int    // pixels, as displayed
}

// content identifies a user's file by its content.
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

// findKnown finds a file of the same user with the same content. Files of other users
// are not considered, as knowing an MD5 does not prove possession of the file.
func findKnown(r store.Reader, c content, k kind) (File, bool) {
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

// removeFile deletes a file's record, for every kind under which it is indexed.
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
