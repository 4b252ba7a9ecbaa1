package fmt

import (
	"errors"
	std "fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type named struct{}

func (named) String() string { return "named" }

// What it knows, it prints as the standard library does.
func TestEqualsTheStandardLibrary(t *testing.T) {
	failed := errors.New("failed")
	for _, c := range []struct {
		format string
		args   []any
	}{
		{"", nil},
		{"plain", nil},
		{"100%%", nil},
		{"invalid type for instanceof: %v", []any{named{}}},
		{"%+v\n%s", []any{failed, "stack"}},
		{"%q", []any{`a "quoted" word`}},
		{"%s\n\t%s:%d\n", []any{"main.f", "main.go", 12}},
		{"%v %v", []any{true, nil}},
		{"%s %s", []any{"one"}},
		{"ends with %", nil},
	} {
		assert.Equal(t, std.Sprintf(c.format, c.args...), Sprintf(c.format, c.args...), c.format)
		assert.Equal(t, std.Errorf(c.format, c.args...).Error(), Errorf(c.format, c.args...).Error(), c.format)
		var a, b strings.Builder
		n, err := Fprintf(&a, c.format, c.args...)
		require.NoError(t, err)
		assert.Equal(t, a.Len(), n)
		_, _ = std.Fprintf(&b, c.format, c.args...)
		assert.Equal(t, b.String(), a.String())
	}
	var a strings.Builder
	_, err := Fprint(&a, failed, named{}, 3)
	require.NoError(t, err)
	assert.Equal(t, "failednamed3", a.String())
	assert.Equal(t, "(?)", Sprint([]int{1}))
}
