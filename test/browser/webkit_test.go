package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestResizeWaitsForLateViewport resizes a window whose viewport follows one
// measurement late, as on a busy machine.
func TestResizeWaitsForLateViewport(t *testing.T) {
	const bars = 38
	var late, height int // of the viewport
	driver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/window/rect":
			var rect struct{ Height int }
			assert.NoError(t, json.NewDecoder(r.Body).Decode(&rect))
			late, height = height, rect.Height-bars
			fmt.Fprint(w, `{"value": null}`)
		case "/execute/async":
			fmt.Fprintf(w, `{"value": {"value": "[1440, %d]"}}`, late)
			late = height
		}
	}))
	defer driver.Close()
	page := &webkitPage{address: driver.URL}
	require.NoError(t, page.resize(t.Context(), 1440, 900))
	assert.Equal(t, 900, height)
}
