package webim

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWordsSplitsAtSpaces(t *testing.T) {
	assert.Equal(t, []string{"a", "bc", ""}, words("a bc "))
	assert.Equal(t, []string{"abc"}, words("abc"))
	assert.Equal(t, []string{""}, words(""))
}

func TestIndexFindsFirst(t *testing.T) {
	assert.Equal(t, 2, index("xxxy", "xy"))
	assert.Equal(t, 0, index("xy", ""))
	assert.Equal(t, -1, index("x", "xy"))
	assert.Equal(t, -1, index("xzxz", "xy"))
}

func TestBase64MatchesStandardLibrary(t *testing.T) {
	data := make([]byte, 300)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for n := range data {
		got := appendBase64([]byte("x"), data[:n])
		assert.Equal(t, "x"+base64.StdEncoding.EncodeToString(data[:n]), string(got))
		assert.Len(t, got, 1+base64Size(n))
	}
}
