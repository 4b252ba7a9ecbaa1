package jsontext

import "math"

// Conversion of numbers other than integers is provided by the package that embeds
// this one in a page: browsers convert them, and strconv's tables would be a tenth of
// the page's download. Elsewhere strconv converts them (number_notjs.go).
var (
	// ParseFloat parses digits with an optional sign, decimal point and exponent.
	// It returns NaN for invalid numbers and an infinity for those out of range.
	ParseFloat func(s string) float64
	// FormatFloat formats a finite number as JavaScript does.
	FormatFloat func(f float64) string
)

// safeDigits is the highest number of digits with which every integer is below 2^53.
const safeDigits = 15

// ParseNumber parses a JSON number. It returns NaN for anything else.
func ParseNumber(s string) float64 {
	digits, n := s, int64(0)
	if len(s) > 0 && s[0] == '-' {
		digits = s[1:]
	}
	whole := len(digits) > 0 && len(digits) <= safeDigits
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

// FormatNumber formats a finite number as JavaScript does.
func FormatNumber(f float64) string {
	if n := int64(f); float64(n) == f && math.Abs(f) < 1<<53 {
		return FormatInt(n)
	}
	return FormatFloat(f)
}

// FormatInt formats n in base 10. strconv.FormatInt would add a table of digits to the
// script.
func FormatInt(n int64) string {
	var b [20]byte
	i, rest := len(b), uint64(n)
	if n < 0 {
		rest = -rest
	}
	for {
		i--
		b[i] = '0' + byte(rest%10)
		if rest /= 10; rest == 0 {
			break
		}
	}
	if n < 0 {
		i--
		b[i] = '-'
	}
	return string(b[i:])
}
