package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Throttler is a page that can be slowed down to the speed of a phone. Only
// Chromium's pages can.
type Throttler interface {
	// Throttle slows the processor down by a factor and, if bits is not 0,
	// limits the network to bits per second in each direction, with a latency in ms.
	Throttle(ctx context.Context, processor, bits, latency float64) error
}

// Throttle implements Throttler.
func (p *chromiumPage) Throttle(ctx context.Context, processor, bits, latency float64) error {
	err := p.do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: processor}); err != nil || bits == 0 {
			return err
		}
		if _, err := cdp.Call(ctx, t, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: latency, DownloadThroughput: bits / 8, UploadThroughput: bits / 8}},
		})
		return err
	}))
	if err != nil {
		return fmt.Errorf("browser: throttling: %w", err)
	}
	return nil
}
