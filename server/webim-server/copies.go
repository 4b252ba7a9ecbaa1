package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"webim.js/server/archive"
	"webim.js/server/media/blob/dirblobs"
	"webim.js/server/store/boltstore"
)

// standard is the argument for standard input or output.
const standard = "-"

func setupBackup(flags *flag.FlagSet) action {
	var at storage
	at.define(flags, dataUsage)
	at.defineFiles(flags)
	return func(ctx context.Context, out io.Writer, args []string) error {
		if err := at.writeCopy(ctx, args[0], database.Backup); err != nil {
			return err
		}
		return at.copyBlobs(ctx, dirblobs.PathFor(args[0]))
	}
}

func setupExport(flags *flag.FlagSet) action {
	var at storage
	at.define(flags, dataUsage)
	at.defineFiles(flags)
	return func(ctx context.Context, out io.Writer, args []string) error {
		if args[0] != standard {
			if err := at.writeCopy(ctx, args[0], database.Export); err != nil {
				return err
			}
			return at.copyBlobs(ctx, dirblobs.PathFor(args[0]))
		}
		db, done, err := at.find(ctx)
		if err != nil {
			return err
		}
		defer done()
		return db.Export(ctx, out)
	}
}

// writeCopy writes a copy of the database to a file, which it creates only once the
// copy is complete.
func (s *storage) writeCopy(ctx context.Context, path string, write func(database, context.Context, io.Writer) error) error {
	if err := checkNotDatabase(path, s.data); err != nil && !s.shared() {
		return err
	}
	db, done, err := s.find(ctx)
	if err != nil {
		return err
	}
	defer done()
	return replaceFile(path, func(w io.Writer) error { return write(db, ctx, w) })
}

func setupImport(flags *flag.FlagSet) action {
	var at storage
	at.define(flags, "database `FILE` to create; it must not exist")
	at.defineFiles(flags)
	return func(ctx context.Context, out io.Writer, args []string) error {
		in := io.Reader(os.Stdin)
		if args[0] != standard {
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			in = f
		}
		records, err := at.importFrom(ctx, in)
		if err != nil {
			return err
		}
		if args[0] != standard {
			err = at.importFiles(ctx, dirblobs.PathFor(args[0]))
		}
		fmt.Fprintf(out, "%d records\n", records)
		return err
	}
}

// importFrom imports an archive into an empty database. After an interrupted import
// into PostgreSQL an administrator has to empty the database; the command does not
// delete data.
func (s *storage) importFrom(ctx context.Context, in io.Reader) (records int64, err error) {
	if !s.shared() {
		return importInto(ctx, s.data, in)
	}
	db, err := s.openForCommand(ctx)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return archive.Import(ctx, db, in)
}

func (s *storage) importFiles(ctx context.Context, from string) error {
	return copyFilesInto(ctx, from, s.openBlobs)
}

// importInto imports an archive into a new database file. It writes to a temporary
// file, so that a broken archive leaves no database.
func importInto(ctx context.Context, data string, in io.Reader) (records int64, err error) {
	if _, err := os.Lstat(data); err == nil {
		return 0, fmt.Errorf("%s: %w", data, fs.ErrExist)
	}
	partial := data + ".importing"
	os.Remove(partial) // left by an import that was killed
	db, err := boltstore.Open(partial)
	if err != nil {
		return 0, err
	}
	defer os.Remove(partial) // fails after success, when the file has been renamed
	records, err = archive.Import(ctx, db, in)
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return records, err
	}
	return records, os.Rename(partial, data)
}
