package ops

import "fmt"

// Space keeps some of a disk free. Without it uploads would fill the disk, and
// then no message could be written any more.
type Space struct {
	Dir     string
	Reserve int64 // bytes that are not for uploads
}

// ForUploads refuses bytes that would go into the reserve.
func (s Space) ForUploads(n int64) error {
	free, err := freeBytes(s.Dir)
	if err == nil && free-n < s.Reserve {
		return fmt.Errorf("%d bytes free, %d reserved for messages", free, s.Reserve)
	}
	return err
}

// lowest is the part of the reserve at which the server is not ready any more:
// the database grows by some megabytes at a time.
const lowest = 8

// ForMessages tells whether there is room for messages.
func (s Space) ForMessages() error {
	free, err := freeBytes(s.Dir)
	if err == nil && free < s.Reserve/lowest {
		return fmt.Errorf("only %d bytes are free", free)
	}
	return err
}
