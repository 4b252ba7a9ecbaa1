package browser

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTraceContainsScripts(t *testing.T) {
	page := Open(t, Chromium, Options{})
	events, err := page.Page.(Tracer).Trace(context.Background(), []string{"devtools.timeline"}, func() error {
		return page.Page.Eval(context.Background(), `new Promise(ok => {
			const script = document.createElement('script');
			script.text = 'for (const end = performance.now() + 30; performance.now() < end;);';
			setTimeout(() => { document.head.append(script); ok(); });
		})`, nil)
	})
	require.NoError(t, err)
	longest := 0.0
	for _, e := range events {
		if e.Name == "EvaluateScript" {
			longest = max(longest, e.Dur)
		}
	}
	assert.InDelta(t, 30e3, longest, 25e3, "the trace contains a script of 30 ms")
}
