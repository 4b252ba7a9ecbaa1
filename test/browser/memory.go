package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Memory is a page that tells what its heap holds. Only Chromium's pages do.
type Memory interface {
	// Heap collects a page's garbage and returns what is held then.
	Heap(ctx context.Context) (Heap, error)
}

// Heap is what a page holds, in bytes.
type Heap struct {
	Objects int64 // of JavaScript
	Buffers int64 // array buffers
	// Browser is the DOM, and what the browser keeps of requests and of the console
	// for the debugger that asks here: that grows with each request.
	Browser int64
}

// Total is all of it.
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

// Heap is Memory's for a test's page.
func (tab *Tab) Heap() (held Heap) {
	tab.t.Helper()
	page, ok := tab.Page.(Memory)
	if !ok {
		tab.t.Fatal("only Chromium tells what a page's heap holds")
	}
	tab.do(func(ctx context.Context) (err error) {
		held, err = page.Heap(ctx)
		return err
	})
	return held
}
