package jsontext

import (
	"math"
	"strconv"
)

// Numbers that are not whole are left to whoever binds this package to a page:
// browsers convert them, and the tables that it takes would be a tenth of what a
// page downloads. Elsewhere they are strconv's (number_notjs.go).
var (
	// ParseFloat reads digits with or without a sign, a point and an exponent; NaN
	// for what is none, an infinity for what is too large.
	ParseFloat func(s string) float64
	// FormatFloat prints a finite number as JavaScript does.
	FormatFloat func(f float64) string
)

// shortWhole is how many digits are surely fewer than 2^53.
const shortWhole = 15

// ParseNumber reads a number as JSON writes it; NaN for anything else.
func ParseNumber(s string) float64 {
	digits, n := s, int64(0)
	if len(s) > 0 && s[0] == '-' {
		digits = s[1:]
	}
	whole := len(digits) > 0 && len(digits) <= shortWhole
	for _, c := range []byte(digits) {
		switch {
		case c >= '0' && c <= '9':
			n = 10*n + int64(c-'0')
		case c == '.', c == 'e', c == 'E', c == '+', c == '-':
			whole = false
		default:
			return math.NaN()
		}
	}
	switch {
	case len(digits) == 0:
		return math.NaN()
	case !whole:
		return ParseFloat(s)
	case len(digits) < len(s):
		return math.Copysign(float64(n), -1)
	}
	return float64(n)
}

// FormatNumber prints a finite number.
func FormatNumber(f float64) string {
	if n := int64(f); float64(n) == f && math.Abs(f) < 1<<53 {
		return strconv.FormatInt(n, 10)
	}
	return FormatFloat(f)
}
