package ops

import "fmt"

// Space reserves part of a disk for messages. Otherwise uploads could fill the
// disk, and messages could no longer be stored.
type Space struct {
	Dir     string
	Reserve int64 // bytes that are not for uploads
}

// ForUploads returns an error if n more bytes would use the reserve.
func (s Space) ForUploads(n int64) error {
	free, err := freeBytes(s.Dir)
	if err == nil && free-n < s.Reserve {
		return fmt.Errorf("%d bytes free, %d reserved for messages", free, s.Reserve)
	}
	return err
}

// reserveDivisor is the divisor of the reserve below which the server is not ready: the
// database grows by some megabytes at a time.
const reserveDivisor = 8

// ForMessages returns an error if there is no space for messages.
func (s Space) ForMessages() error {
	free, err := freeBytes(s.Dir)
	if err == nil && free < s.Reserve/reserveDivisor {
		return fmt.Errorf("only %d bytes free in %s", free, s.Dir)
	}
	return err
}
