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
	// Heap collects a page's garbage and returns the bytes that its JavaScript
	// objects, the DOM's, and array buffers then hold.
	Heap(ctx context.Context) (held int64, err error)
}

// Heap implements Memory.
func (p *chromiumPage) Heap(ctx context.Context) (held int64, err error) {
	use, err := chromiumRun(ctx, p, chromedp.Action[runtime.GetHeapUsageResult](func(ctx context.Context, t *chromedp.Target) (u runtime.GetHeapUsageResult, err error) {
		if _, err = cdp.Call(ctx, t, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
			return u, err
		}
		return cdp.Call(ctx, t, runtime.GetHeapUsage, cdp.Empty{})
	}))
	return int64(use.UsedSize + use.EmbedderHeapUsedSize + use.BackingStorageSize), err
}

// HeapBytes is Heap for a test's page.
func (tab *Tab) HeapBytes() (held int64) {
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
