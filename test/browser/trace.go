package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// TraceEvent is an event of the browser's tracing.
type TraceEvent struct {
	Name string          `json:"name"`
	Pid  int             `json:"pid"`
	Tid  int             `json:"tid"`
	Ts   float64         `json:"ts"`  // start, µs
	Dur  float64         `json:"dur"` // µs of wall-clock time, for events that last
	Args json.RawMessage `json:"args"`
}

// Tracer is a page whose browser can trace its activity. Only Chromium's pages
// can.
type Tracer interface {
	// Trace records the events of the given categories while f runs.
	Trace(ctx context.Context, categories []string, f func() error) ([]TraceEvent, error)
}

// Trace implements Tracer.
func (p *chromiumPage) Trace(ctx context.Context, categories []string, f func() error) ([]TraceEvent, error) {
	var (
		mu       sync.Mutex
		events   []TraceEvent
		failed   error
		complete = make(chan bool, 1) // whether events were lost
	)
	listening, stop := context.WithCancel(p.ctx)
	defer stop()
	err := chromedp.Listen(listening, func(ev any) {
		switch ev := ev.(type) {
		case *tracing.EventDataCollected:
			mu.Lock()
			defer mu.Unlock()
			for _, raw := range ev.Value {
				var e TraceEvent
				if err := json.Unmarshal(raw, &e); err != nil {
					failed = err
					continue
				}
				events = append(events, e)
			}
		case *tracing.EventTracingComplete:
			complete <- ev.DataLossOccurred
		}
	})
	if err != nil {
		return nil, fmt.Errorf("browser: tracing: %w", err)
	}
	params := tracing.StartParams{
		TransferMode: tracing.StartTransferModeReportEvents,
		TraceConfig:  &tracing.TraceConfig{IncludedCategories: categories, ExcludedCategories: []string{"*"}},
	}
	if _, err := chromiumRun(ctx, p, command(tracing.Start, params)); err != nil {
		return nil, fmt.Errorf("browser: tracing: %w", err)
	}
	failed = f()
	if _, err := chromiumRun(ctx, p, command(tracing.End, cdp.Empty{})); err != nil {
		return nil, errors.Join(failed, fmt.Errorf("browser: tracing: %w", err))
	}
	select {
	case lost := <-complete:
		if lost && failed == nil {
			failed = errors.New("browser: trace is incomplete")
		}
	case <-ctx.Done():
		return nil, errors.Join(failed, ctx.Err())
	}
	mu.Lock()
	defer mu.Unlock()
	return events, failed
}

// command returns an action that sends one protocol command to the page.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[R] {
	return func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, c, params) }
}
