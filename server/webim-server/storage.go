package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/dirblobs"
	"webim.js/server/media/blob/pgblobs"
	"webim.js/server/media/blob/s3blobs"
	"webim.js/server/ops"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
	"webim.js/server/store/pgstore"
)

// storage is the location of a site's data: a file and a directory next to it, for
// one process, or PostgreSQL, for any number of processes.
type storage struct {
	data, files  string        // paths
	store, blobs string        // URLs
	logKept      time.Duration // 0 means the store's default

	mustExist bool // for commands that need an existing database
}

const (
	storeUsage = "PostgreSQL `URL` (postgres://…) to use instead of -data, shared by any number of servers; set it in the environment, since other users of the machine can read arguments"
	blobsUsage = "`URL` of the store for uploads to use instead of -files: s3://BUCKET/PREFIX?endpoint=URL or postgres://… (default with -store: the same database)"
)

// define defines the flags of all commands on a site's data.
func (s *storage) define(flags *flag.FlagSet, dataUsage string) {
	flags.StringVar(&s.data, "data", defaultData, dataUsage)
	flags.StringVar(&s.store, "store", "", storeUsage)
}

func (s *storage) defineFiles(flags *flag.FlagSet) {
	flags.StringVar(&s.files, "files", "", filesUsage)
	flags.StringVar(&s.blobs, "blobs", "", blobsUsage)
}

// shared reports whether other processes may work on the same data.
func (s *storage) shared() bool { return s.store != "" }

// storeEngine is a store with the figures that operators monitor.
type storeEngine interface {
	store.Store
	Waiting() int
	Size() int64
}

// open opens the store. It creates a file that does not exist.
func (s *storage) open(ctx context.Context, log *slog.Logger, observe func(store.Flush)) (db storeEngine, more []prometheus.Collector, err error) {
	if !s.shared() {
		file, err := boltstore.Open(s.data, boltstore.Observe(observe))
		return file, nil, err
	}
	config := pgstore.Config{Log: log, Observe: observe, MustExist: s.mustExist, Retention: s.logKept}
	shared, err := pgstore.Open(ctx, s.store, config)
	if err != nil {
		return nil, nil, err
	}
	return shared, shared.Collectors(), nil
}

// openForCommand opens the store for a command, without logs and metrics.
func (s *storage) openForCommand(ctx context.Context) (storeEngine, error) {
	db, _, err := s.open(ctx, slog.New(slog.DiscardHandler), func(store.Flush) {})
	return db, err
}

// openBlobs opens the store of uploaded files.
func (s *storage) openBlobs(ctx context.Context) (blob.Store, error) {
	switch scheme, _, _ := strings.Cut(s.blobs, "://"); {
	case scheme == "s3":
		return s3blobs.Open(ctx, s.blobs)
	case scheme == "postgres" || scheme == "postgresql":
		return pgblobs.Open(ctx, s.blobs)
	case s.blobs != "":
		return nil, errors.New("-blobs must begin with s3:// or postgres:// (-files names a directory)")
	case s.shared() && s.files != "":
		return nil, errors.New("-files cannot be used with -store (use -blobs)")
	case s.shared():
		return pgblobs.Open(ctx, s.store)
	}
	return dirblobs.Open(filesOf(s.data, s.files))
}

// copyBlobs copies uploaded files to a directory; see copyFiles.
func (s *storage) copyBlobs(ctx context.Context, to string) error {
	if !s.shared() && s.blobs == "" {
		return copyFiles(ctx, filesOf(s.data, s.files), to)
	}
	from, err := s.openBlobs(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	target, err := dirblobs.Open(to)
	if err != nil {
		return err
	}
	defer target.Close()
	return blob.Copy(ctx, from, target)
}

// spaceForUploads returns the function that reserves disk space for messages, or nil
// if uploads are not on this machine's disk.
func (f *serveFlags) spaceForUploads() func(int64) error {
	if f.reserve <= 0 || f.blobs != "" || f.shared() {
		return nil
	}
	return ops.Space{Dir: filesOf(f.data, f.files), Reserve: f.reserve}.ForUploads
}
