package jsontext

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestParseNumberReturnsNaNForInvalid(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "7": 7, "-12": -12, "123456789012345": 123456789012345, "9007199254740993": 9007199254740992,
		"18446744073709551616": 1 << 64, "1.5": 1.5, "-2e3": -2000, "1E-7": 1e-7, "+5": 5, "1e999": math.Inf(1),
	} {
		assert.Equal(t, want, ParseNumber(text), text)
	}
	assert.True(t, math.Signbit(ParseNumber("-0")))
	for _, text := range []string{"", "-", "+", ".", "e5", "1_000", "0x10", "Infinity", "inf", "nan", " 1", "1 ", "१", "1-2"} {
		assert.True(t, math.IsNaN(ParseNumber(text)), text)
	}
}

func TestFormatNumberLikeJavaScript(t *testing.T) {
	for want, f := range map[string]float64{
		"0": 0, "-12": -12, "9007199254740991": 1<<53 - 1, "9007199254740992": 1 << 53, "1.5": 1.5, "1e+21": 1e21, "-1.25e+300": -1.25e300,
	} {
		assert.Equal(t, want, FormatNumber(f))
	}
}
