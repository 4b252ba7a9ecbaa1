package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"webim.js/test/browser"
)

// measurer opens the measuring pages, each in a new browser context, so that
// nothing is cached or compiled before.
type measurer struct {
	browser browser.Browser
	site    *site
	rounds  int
	report  *report
}

// visit opens a measuring page and passes it to f.
func (m *measurer) visit(ctx context.Context, name, src string, f func(p browser.Page) error) error {
	p, err := m.browser.NewPage(ctx, browser.Options{})
	if err != nil {
		return err
	}
	if err = p.Goto(ctx, m.site.url+"/page/"+name+"?src="+url.QueryEscape(src)); err == nil {
		err = f(p)
	}
	if err != nil {
		err = fmt.Errorf("page %s of %s: %w", name, src, err)
		for _, message := range p.Console() {
			err = errors.Join(err, errors.New(message.String()))
		}
	}
	return errors.Join(err, p.Close())
}

// eval visits a page and returns the value of an expression in it.
func eval[T any](ctx context.Context, m *measurer, name, src, expr string) (T, error) {
	var v T
	err := m.visit(ctx, name, src, func(p browser.Page) error { return p.Eval(ctx, expr, &v) })
	return v, err
}

// loading measures the time from the script tag to the next script.
func (m *measurer) loading(ctx context.Context) error {
	times := map[string][]float64{}
	for range m.rounds {
		for _, src := range []string{ours, plain} {
			ms, err := eval[float64](ctx, m, "tag", src, `after - before`)
			if err != nil {
				return err
			}
			times[src] = append(times[src], ms)
		}
	}
	m.report.ratio("tag to the next script : plain script of 462 kB", times[ours], times[plain], 1)
	return nil
}

// The simulated phone: how much slower its processor is, and its network.
const (
	slowProcessor = 4
	slowBits      = 1.6e6
	slowLatency   = 150
)

// signingIn measures a page that signs in on the line after the tag, on a slow
// processor: its longest task from the tag until it is signed in.
func (m *measurer) signingIn(ctx context.Context) error {
	tasks := map[string][]float64{}
	for range m.rounds {
		for _, src := range []string{ours, es5} {
			task, err := m.signIn(ctx, src)
			if err != nil {
				return err
			}
			tasks[src] = append(tasks[src], task)
		}
	}
	const what = "4x slower processor: longest task until signed in"
	m.report.add(row{what, ms(median(tasks[ours])), "50 ms", median(tasks[ours]) <= 50})
	m.report.add(row{what: what + ", webim.es5.js", measured: ms(median(tasks[es5]))})
	m.report.detail("longest task until signed in: %s ms; webim.es5.js: %s ms", list(tasks[ours]), list(tasks[es5]))
	return nil
}

// signIn returns the longest task of a page that signs in, in ms.
func (m *measurer) signIn(ctx context.Context, src string) (task float64, err error) {
	err = m.visit(ctx, "empty", "", func(p browser.Page) error {
		if err := p.(browser.Throttler).Throttle(ctx, slowProcessor, 0, 0); err != nil {
			return err
		}
		events, err := p.(browser.Tracer).Trace(ctx, []string{"devtools.timeline", "toplevel"}, func() error {
			if err := p.Goto(ctx, m.site.url+"/page/phone?src="+src); err != nil {
				return err
			}
			return p.WaitFor(ctx, `phone.done`)
		})
		if err == nil {
			task, err = longestTask(events, m.site.url+src)
		}
		return err
	})
	return task, err
}

// loadOnPhone measures the time from the navigation to the sign-in request, on a
// slow processor and a slow network, against a page that loads a plain script of
// the original's sizes and sends one request.
func (m *measurer) loadOnPhone(ctx context.Context) error {
	times := map[string][]float64{}
	for range m.rounds {
		for _, src := range []string{ours, plain} {
			err := m.visit(ctx, "empty", "", func(p browser.Page) error {
				if err := p.(browser.Throttler).Throttle(ctx, slowProcessor, slowBits, slowLatency); err != nil {
					return err
				}
				if err := p.Goto(ctx, m.site.url+"/page/phone?src=/packed"+src); err != nil {
					return err
				}
				if err := p.WaitFor(ctx, `phone.left > 0`); err != nil {
					return err
				}
				var left float64
				err := p.Eval(ctx, `phone.left`, &left)
				times[src] = append(times[src], left)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	m.report.ratio("slow phone, navigation to the sign-in request : plain", times[ours], times[plain], 1.1)
	m.report.figures["slow phone"] = fmt.Sprintf("%.2f", median(times[ours])/1000)
	return nil
}

// longestTask returns the duration in ms of the longest task of the main thread in a
// trace. Tasks that end before the evaluation of the script are ignored.
func longestTask(events []browser.TraceEvent, url string) (task float64, err error) {
	i := slices.IndexFunc(events, func(e browser.TraceEvent) bool {
		return e.Name == "EvaluateScript" && strings.Contains(string(e.Args), `"`+url+`"`)
	})
	if i < 0 {
		return 0, errors.New("bench: trace has no evaluation of the script")
	}
	script := events[i]
	for _, e := range events {
		if e.Name == "ThreadControllerImpl::RunTask" && e.Pid == script.Pid && e.Tid == script.Tid && e.Ts+e.Dur > script.Ts {
			task = max(task, e.Dur/1000)
		}
	}
	return task, nil
}

// starting measures the first synchronous call, which has to start Go.
func (m *measurer) starting(ctx context.Context) error { return m.startingIn(ctx, "Chromium", 15) }

func (m *measurer) startingIn(ctx context.Context, name string, aim float64) error {
	var times []float64
	for range m.rounds {
		ms, err := m.firstCall(ctx, ours)
		if err != nil {
			return err
		}
		times = append(times, ms)
	}
	m.report.add(row{"first call that starts Go, " + name, ms(median(times)), ms(aim), median(times) <= aim})
	m.report.figures["first call, "+name] = fmt.Sprintf("%.0f", median(times))
	m.report.detail("first call that starts Go, %s: %s ms", name, list(times))
	return nil
}

// firstCall returns the time of the call that starts the program of a script.
func (m *measurer) firstCall(ctx context.Context, src string) (float64, error) {
	first, err := eval[struct {
		Call, State string
		Ms          float64
	}](ctx, m, "first", src, `first`)
	if err == nil && first.Call == "" {
		err = fmt.Errorf("no call started Go; state is %s", first.State)
	}
	return first.Ms, err
}

// calling measures Tool calls and reports the slowest.
func (m *measurer) calling(ctx context.Context) error {
	times, err := eval[map[string]float64](ctx, m, "tool", ours, `tool.run()`)
	if err != nil {
		return err
	}
	slowest := ""
	for name, us := range times {
		if slowest == "" || us > times[slowest] {
			slowest = name
		}
		m.report.detail("Tool.%s: %.2f µs", name, us)
	}
	m.report.add(row{"a Tool call with a short string", fmt.Sprintf("%.2f µs (%s)", times[slowest], slowest), "1 µs", times[slowest] <= 1})
	return nil
}

// receiving measures a poll of 10,000 group messages and their rendering against
// the plain loop. Both are cold: the first and only round of a new page, with the
// order of the two alternating.
func (m *measurer) receiving(ctx context.Context) error {
	var polls, plains, htmls, plainHTMLs, heaps []float64
	for n := range m.rounds {
		err := m.visit(ctx, "messages", ours, func(p browser.Page) error {
			if err := p.Eval(ctx, `messages.signIn()`, nil); err != nil {
				return err
			}
			var r struct {
				SDK, Plain, HTML, PlainHTML, KB float64
				Differs                         string
			}
			if err := p.Eval(ctx, fmt.Sprintf(`messages.round(%d)`, n), &r); err != nil {
				return err
			}
			if r.Differs != "" { // the two sides did not do the same work
				return errors.New("SDK and plain loop disagree: " + r.Differs)
			}
			m.report.detail("%.0f kB: poll %.1f, plain %.1f; toHtml %.1f, plain %.1f ms", r.KB, r.SDK, r.Plain, r.HTML, r.PlainHTML)
			polls, plains = append(polls, r.SDK), append(plains, r.Plain)
			htmls, plainHTMLs = append(htmls, r.HTML), append(plainHTMLs, r.PlainHTML)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for range min(m.rounds, 3) {
		err := m.visit(ctx, "messages", ours, func(p browser.Page) error {
			if err := p.Eval(ctx, `messages.signIn().then(messages.only)`, nil); err != nil {
				return err
			}
			held, err := p.(browser.Memory).Heap(ctx)
			if err != nil {
				return err
			}
			heaps = append(heaps, float64(held.Total())/1e6)
			return nil
		})
		if err != nil {
			return err
		}
	}
	m.report.ratio("10,000 group messages, first poll : plain loop, both cold", polls, plains, 1.3)
	m.report.ratio("their toHtml() : plain toHtml, both cold", htmls, plainHTMLs, 1.5)
	m.report.add(row{"heap and wasm memory after 10,000 messages", fmt.Sprintf("%.1f MB", median(heaps)), "18 MB", median(heaps) <= 18})
	return nil
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if len(s) == 0 {
		return 0
	}
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

func ms(v float64) string { return fmt.Sprintf("%.1f ms", v) }

func list(v []float64) string {
	var s []string
	for _, x := range v {
		s = append(s, fmt.Sprintf("%.1f", x))
	}
	return strings.Join(s, " ")
}
