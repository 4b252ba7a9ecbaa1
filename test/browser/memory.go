package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Memory is a page that reports its heap usage. Only Chromium's pages do.
type Memory interface {
	// Heap collects garbage and returns the page's heap usage.
	Heap(ctx context.Context) (Heap, error)
}

// Heap is the memory that a page holds, in bytes.
type Heap struct {
	Objects int64 // JavaScript objects
	Buffers int64 // array buffers
	// Browser is the memory of the DOM, and of the requests and console messages that
	// the browser keeps for the debugger. It grows with each request.
	Browser int64
}

// Total returns the sum of all fields.
func (h Heap) Total() int64 { return h.Objects + h.Buffers + h.Browser }

// Heap implements Memory.
func (p *chromiumPage) Heap(ctx context.Context) (Heap, error) {
	use, err := chromiumRun(ctx, p, chromedp.Action[runtime.GetHeapUsageResult](func(ctx context.Context, t *chromedp.Target) (u runtime.GetHeapUsageResult, err error) {
		if _, err = cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return u, err
		}
		return cdp.Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
	}))
	return Heap{Objects: int64(use.UsedSize), Buffers: int64(use.BackingStorageSize), Browser: int64(use.EmbedderHeapUsedSize)}, err
}

// Heap returns the heap usage of a test's page; see Memory.
func (tab *Tab) Heap() (held Heap) {
	tab.t.Helper()
	page, ok := tab.Page.(Memory)
	if !ok {
		tab.t.Fatal("only Chromium reports heap usage")
	}
	tab.do(func(ctx context.Context) (err error) {
		held, err = page.Heap(ctx)
		return err
	})
	return held
}
