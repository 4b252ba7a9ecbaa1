//go:build !linux && !darwin

package ops

import "math"

// freeBytes is not known here: nothing is kept free.
func freeBytes(string) (int64, error) { return math.MaxInt64 / 2, nil }
