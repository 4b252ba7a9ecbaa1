package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Freeze freezes a page as a browser freezes one in the background, or resumes
// it. Timers and callbacks are suspended meanwhile. Only Chromium supports it.
func (tab *Tab) Freeze(frozen bool) {
	tab.t.Helper()
	page, ok := tab.Page.(*chromiumPage)
	if !ok {
		tab.t.Fatal("only Chromium can freeze a page")
	}
	state := cdppage.SetWebLifecycleStateStateActive
	if frozen {
		state = cdppage.SetWebLifecycleStateStateFrozen
	}
	tab.do(func(ctx context.Context) error {
		return page.do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, cdppage.SetWebLifecycleState, cdppage.SetWebLifecycleStateParams{State: state})
			return err
		}))
	})
}
