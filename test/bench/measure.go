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

// measurer opens the measuring pages, each in a browser context of its own, so
// that nothing is cached or compiled before.
type measurer struct {
	browser browser.Browser
	site    *site
	rounds  int
	report  *report
}

// visit opens a measuring page and hands it to f.
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

// eval visits a page and returns what an expression gives there.
func eval[T any](ctx context.Context, m *measurer, name, src, expr string) (T, error) {
	var v T
	err := m.visit(ctx, name, src, func(p browser.Page) error { return p.Eval(ctx, expr, &v) })
	return v, err
}

// loading compares the time from the tag to the next script.
func (m *measurer) loading(ctx context.Context) error {
	scripts := []string{single, "/plain/original.js", split, "/plain/small.js"}
	times := map[string][]float64{}
	for range m.rounds {
		for _, src := range scripts {
			ms, err := eval[float64](ctx, m, "tag", src, `after - before`)
			if err != nil {
				return err
			}
			times[src] = append(times[src], ms)
		}
	}
	for _, c := range []struct {
		what, sdk, plain string
		aim              float64
	}{
		{"tag to next script, webim.js : plain 462 kB", single, "/plain/original.js", 3},
		{"tag to next script, split : plain 60 kB", split, "/plain/small.js", 1},
	} {
		ours, plain := median(times[c.sdk]), median(times[c.plain])
		m.report.add(row{c.what, fmt.Sprintf("%.2f (%.1f : %.1f ms)", ours/plain, ours, plain), fmt.Sprintf("%.0f", c.aim), ours/plain <= c.aim})
		m.report.detail("tag to next script: %s %s; %s %s", c.sdk, list(times[c.sdk]), c.plain, list(times[c.plain]))
	}
	return nil
}

// evaluating takes from Chromium's trace how long the script ran when it was
// there, and the longest task of the main thread afterwards, until Go is
// compiled.
func (m *measurer) evaluating(ctx context.Context) error {
	for _, src := range []string{single, split} {
		var runs, tasks []float64
		for range m.rounds {
			err := m.visit(ctx, "empty", "", func(p browser.Page) error {
				events, err := p.(browser.Tracer).Trace(ctx, []string{"devtools.timeline", "toplevel"}, func() error {
					if err := p.Goto(ctx, m.site.url+"/page/tag?src="+src); err != nil {
						return err
					}
					return p.WaitFor(ctx, `webim[Symbol.for('webim.js')].state() !== 'compiling'`)
				})
				if err != nil {
					return err
				}
				run, task, err := mainThread(events, m.site.url+src)
				runs, tasks = append(runs, run), append(tasks, task)
				return err
			})
			if err != nil {
				return err
			}
		}
		name := strings.TrimPrefix(src, "/")
		m.report.add(row{"evaluating " + name, ms(median(runs)), "15 ms", median(runs) <= 15})
		m.report.add(row{"longest later task, " + name, ms(median(tasks)), "25 ms", median(tasks) <= 25})
		m.report.detail("evaluating %s: %s ms; longest later task: %s ms", name, list(runs), list(tasks))
	}
	return nil
}

// mainThread finds the evaluation of the script in a trace, and the longest
// task on the same thread that began after it, both in ms.
func mainThread(events []browser.TraceEvent, url string) (run, task float64, err error) {
	i := slices.IndexFunc(events, func(e browser.TraceEvent) bool {
		return e.Name == "EvaluateScript" && strings.Contains(string(e.Args), `"`+url+`"`)
	})
	if i < 0 {
		return 0, 0, errors.New("the trace has no evaluation of the script")
	}
	script := events[i]
	for _, e := range events {
		if e.Name == "ThreadControllerImpl::RunTask" && e.Pid == script.Pid && e.Tid == script.Tid && e.Ts > script.Ts+script.Dur {
			task = max(task, e.Dur/1000)
		}
	}
	return script.Dur / 1000, task, nil
}

// starting measures the first synchronous call, which has to start Go.
func (m *measurer) starting(ctx context.Context) error { return m.startingIn(ctx, "Chromium", 55) }

func (m *measurer) startingIn(ctx context.Context, name string, aim float64) error {
	for _, src := range []string{single, split} {
		var times []float64
		for range m.rounds {
			first, err := eval[struct {
				Call, State string
				Ms          float64
			}](ctx, m, "first", src, `first`)
			if err != nil {
				return err
			}
			if first.Call == "" {
				return fmt.Errorf("%s: no call started Go, it is %s", src, first.State)
			}
			times = append(times, first.Ms)
		}
		r := row{what: "first call that starts Go, " + name, measured: ms(median(times)), aim: ms(aim), met: median(times) <= aim}
		if src == split { // which has to fetch its binary first: told, not aimed at
			r.what, r.aim = r.what+", split", ""
		}
		m.report.add(r)
		m.report.detail("%s: %s ms", r.what, list(times))
	}
	return nil
}

// calling measures Tool calls; the slowest counts.
func (m *measurer) calling(ctx context.Context) error {
	times, err := eval[map[string]float64](ctx, m, "tool", single, `tool.run()`)
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

// perPage is how many rounds a page takes part in before a new one takes over:
// messages pile up in it, and with them the work of the garbage collector.
const perPage = 2

// receiving measures a poll of 10,000 group messages and their rendering
// against the plain loop. A page's first round warms both up and does not count.
func (m *measurer) receiving(ctx context.Context) error {
	var polls, plains, htmls, plainHTMLs []float64
	for len(polls) < m.rounds {
		err := m.visit(ctx, "messages", single, func(p browser.Page) error {
			if err := p.Eval(ctx, `messages.signIn()`, nil); err != nil {
				return err
			}
			for n := range perPage + 1 {
				var r struct {
					SDK, Plain, HTML, PlainHTML, KB float64
					Differs                         string
				}
				if err := p.Eval(ctx, fmt.Sprintf(`messages.round(%d)`, n), &r); err != nil {
					return err
				}
				if r.Differs != "" { // then the two sides did not do the same work
					return errors.New("SDK and plain loop disagree: " + r.Differs)
				}
				m.report.detail("round %d, %.0f kB: poll %.1f, plain %.1f; toHtml %.1f, plain %.1f ms", n, r.KB, r.SDK, r.Plain, r.HTML, r.PlainHTML)
				if n > 0 {
					polls, plains = append(polls, r.SDK), append(plains, r.Plain)
					htmls, plainHTMLs = append(htmls, r.HTML), append(plainHTMLs, r.PlainHTML)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, c := range []struct {
		what        string
		ours, plain []float64
		aim         float64
	}{
		{"10,000 group messages until onMsgNotify : plain loop", polls, plains, 1.5},
		{"their toHtml() : plain toHtml", htmls, plainHTMLs, 4},
	} {
		ours, plain := median(c.ours), median(c.plain)
		m.report.add(row{c.what, fmt.Sprintf("%.2f (%.1f : %.1f ms)", ours/plain, ours, plain), fmt.Sprintf("%.1f", c.aim), ours/plain <= c.aim})
	}
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
