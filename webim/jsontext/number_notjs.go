//go:build !js

package jsontext

import (
	"math"
	"strconv"
)

func init() {
	ParseFloat = func(s string) float64 {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil && !math.IsInf(f, 0) {
			return math.NaN()
		}
		return f
	}
	FormatFloat = func(f float64) string {
		if math.Abs(f) < 1e21 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
}
