package relation

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
)

// Pages begin at a second, so a page that is too large ends before the second in which
// it becomes so. The first second is always complete.
func TestPendencyPagesAreBounded(t *testing.T) {
	large := strings.Repeat("a", api.MaxResponse/8)
	var items []pendencyItem
	for i := range 20 {
		items = append(items, pendencyItem{To: "peer", AddTime: int64(100 + i/3), AddWording: large})
	}
	page, next, err := cutToSize(items, 200)
	require.NoError(t, err)
	assert.Len(t, page, 6)
	assert.EqualValues(t, 102, next)

	for i := range items {
		items[i].AddTime = 100
	}
	page, next, err = cutToSize(items, 200)
	require.NoError(t, err)
	assert.Len(t, page, 20)
	assert.EqualValues(t, 200, next)
}
