package main

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/dirblobs"
)

const filesUsage = "`DIRECTORY` for uploads (default: the database's name with " + dirblobs.Suffix + " appended)"

// filesOf returns the directory of a database's files; given is the value of -files.
func filesOf(data, given string) string {
	if given != "" {
		return given
	}
	return dirblobs.PathFor(data)
}

// copyFiles copies uploaded files to a directory. It is called after the database
// has been copied, so that no file of that copy is missing. Existing files are kept,
// so a second backup copies new files only.
func copyFiles(ctx context.Context, from, to string) error {
	return copyFilesInto(ctx, from, func(context.Context) (blob.Store, error) { return dirblobs.Open(to) })
}

// copyFilesInto copies the files of a directory into the store that open returns. It
// does not call open if the directory does not exist.
func copyFilesInto(ctx context.Context, from string, open func(context.Context) (blob.Store, error)) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever uploaded
	}
	source, err := dirblobs.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := open(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	return blob.Copy(ctx, source, target)
}
