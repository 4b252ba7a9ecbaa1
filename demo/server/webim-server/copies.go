package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"webim.js/demo/server/archive"
	"webim.js/demo/server/media/blob/dirblobs"
	"webim.js/demo/server/store/boltstore"
)

// standard is the argument that stands for the standard input or output.
const standard = "-"

func setupBackup(flags *flag.FlagSet) action {
	data, files := dataFlag(flags), filesFlag(flags)
	return func(ctx context.Context, out io.Writer, args []string) error {
		if err := writeCopy(ctx, *data, args[0], database.Backup); err != nil {
			return err
		}
		return copyFiles(ctx, filesOf(*data, *files), dirblobs.Beside(args[0]))
	}
}

func setupExport(flags *flag.FlagSet) action {
	data, files := dataFlag(flags), filesFlag(flags)
	return func(ctx context.Context, out io.Writer, args []string) error {
		if args[0] != standard {
			if err := writeCopy(ctx, *data, args[0], database.Export); err != nil {
				return err
			}
			return copyFiles(ctx, filesOf(*data, *files), dirblobs.Beside(args[0]))
		}
		db, done, err := open(ctx, *data)
		if err != nil {
			return err
		}
		defer done()
		return db.Export(ctx, out)
	}
}

// writeCopy has a database write itself to a file, which is there only once it
// is whole.
func writeCopy(ctx context.Context, data, path string, write func(database, context.Context, io.Writer) error) error {
	if err := notTheDatabase(path, data); err != nil {
		return err
	}
	db, done, err := open(ctx, data)
	if err != nil {
		return err
	}
	defer done()
	return replaceFile(path, func(w io.Writer) error { return write(db, ctx, w) })
}

func setupImport(flags *flag.FlagSet) action {
	data := flags.String("data", defaultData, "the database `FILE` to make; it must not be there yet")
	files := filesFlag(flags)
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
		records, err := importInto(ctx, *data, in)
		if err != nil {
			return err
		}
		if args[0] != standard {
			err = copyFiles(ctx, dirblobs.Beside(args[0]), filesOf(*data, *files))
		}
		fmt.Fprintf(out, "%d records\n", records)
		return err
	}
}

// importInto makes the database beside its place, so that a broken archive
// leaves nothing behind.
func importInto(ctx context.Context, data string, in io.Reader) (records int64, err error) {
	if _, err := os.Lstat(data); err == nil {
		return 0, fmt.Errorf("%s: %w", data, fs.ErrExist)
	}
	partial := data + ".importing"
	os.Remove(partial) // of an import that was killed
	db, err := boltstore.Open(partial)
	if err != nil {
		return 0, err
	}
	defer os.Remove(partial) // after success it is no more
	records, err = archive.Import(ctx, db, in)
	if closeErr := db.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return records, err
	}
	return records, os.Rename(partial, data)
}
