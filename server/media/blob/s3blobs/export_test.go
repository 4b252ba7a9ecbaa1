package s3blobs

import "time"

// SetCallTime sets callTime until restore is called.
func SetCallTime(d time.Duration) (restore func()) {
	before := callTime
	callTime = d
	return func() { callTime = before }
}
