package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Freeze stops a page as a browser stops one in the background, or lets it go
// on: its timers and callbacks wait meanwhile. Only Chromium has this.
func (tab *Tab) Freeze(frozen bool) {
	tab.t.Helper()
	page, ok := tab.Page.(*chromiumPage)
	if !ok {
		tab.t.Fatal("only Chromium freezes a page")
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
