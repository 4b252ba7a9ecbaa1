package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// waitLimit is the timeout of WaitFor if its context has no deadline.
const waitLimit = 20 * time.Second

// errNavigated reports that the document was discarded during an evaluation.
var errNavigated = errors.New("browser: the page navigated away")

// asJSON wraps an expression so that both protocols return one string: the JSON
// of the awaited value, or undefined.
func asJSON(expr string) string {
	return "(async () => JSON.stringify(await (\n" + expr + "\n)))()"
}

// decode decodes the JSON of a value into out. undefined arrives as "".
func decode(text, expr string, out any) error {
	if out == nil {
		return nil
	}
	if text == "" {
		text = "null"
	}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		return fmt.Errorf("browser: value of %s: %w", brief(expr), err)
	}
	return nil
}

// brief shortens an expression for an error message.
func brief(expr string) string {
	expr = strings.Join(strings.Fields(expr), " ")
	if r := []rune(expr); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return expr
}

// pollScript returns a script that polls the condition in the page every 15 ms. The
// script returns the last value at the limit, so that a timeout error contains it.
func pollScript(expr string, limit time.Duration) string {
	return fmt.Sprintf(`(async () => {
	const end = performance.now() + %d; let seen;
	for (;;) {
		try { const v = await (%s
		); if (v) return { met: true }; seen = String(JSON.stringify(v)); } catch (e) { seen = String(e); }
		if (performance.now() > end) return { met: false, seen };
		await { then: (ok) => setTimeout(ok, 15) }; // the page may have no Promise
	}
})()`, limit.Milliseconds(), expr)
}

// waitFor implements Page.WaitFor for any page. A navigation ends an evaluation,
// so the evaluation is restarted in the new document until the deadline.
func waitFor(ctx context.Context, p Page, expr string) error {
	end, set := ctx.Deadline()
	if !set {
		end = time.Now().Add(waitLimit)
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, end)
		defer cancel()
	}
	for {
		// The page's own limit ends first, so that it can report the last value.
		left := time.Until(end) - 300*time.Millisecond
		if left < 0 {
			left = 0
		}
		var r struct {
			Met  bool
			Seen string
		}
		err := p.Eval(ctx, pollScript(expr, left), &r)
		switch {
		case err == nil && r.Met:
			return nil
		case err == nil:
			return fmt.Errorf("browser: timed out waiting for %s, last value: %s", brief(expr), r.Seen)
		case !errors.Is(err, errNavigated):
			return fmt.Errorf("browser: waiting for %s: %w", brief(expr), err)
		}
		select { // the next document may not exist yet
		case <-ctx.Done():
			return fmt.Errorf("browser: waiting for %s: %w", brief(expr), ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}
