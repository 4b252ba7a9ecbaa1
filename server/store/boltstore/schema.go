package boltstore

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// migrations lead from one schema version to the next: the first makes
// version 1 of an empty file. Append, never change: files of every version
// are out there. Buckets need no migration to come into being, only changes
// to the keys or records of existing ones do.
var migrations = []func(*bbolt.Tx) error{
	func(tx *bbolt.Tx) error { return nil },
}

// migrate runs the missing migrations, all or none.
func migrate(tx *bbolt.Tx) error {
	meta, err := tx.CreateBucketIfNotExists(metaBucket)
	if err != nil {
		return err
	}
	var version uint64
	if v := meta.Get(versionKey); len(v) == 8 {
		version = binary.BigEndian.Uint64(v)
	}
	if version > uint64(len(migrations)) {
		return fmt.Errorf("schema version %d is newer than supported version %d", version, len(migrations))
	}
	for ; version < uint64(len(migrations)); version++ {
		if err := migrations[version](tx); err != nil {
			return fmt.Errorf("migration to version %d: %w", version+1, err)
		}
	}
	return meta.Put(versionKey, binary.BigEndian.AppendUint64(nil, version))
}

// SchemaVersion is the version that Open brings a file to.
var SchemaVersion = len(migrations)
