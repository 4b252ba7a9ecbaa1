package boltstore

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// migrations holds the steps from each schema version to the next; the first one
// creates version 1 in an empty file. Only append: files of every version exist.
// New buckets need no migration, only changes to the keys or records of existing
// ones do.
var migrations = []func(*bbolt.Tx) error{
	func(tx *bbolt.Tx) error { return nil },
}

// migrate runs the missing migrations in the given transaction.
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

// SchemaVersion is the schema version that Open migrates to.
var SchemaVersion = len(migrations)
