package main

import (
	"context"
	"fmt"

	"webim.js/test/browser"
)

// Targets of webim.es5.js, as ratios to webim.js in the same browser and run.
const (
	es5FirstAim = 1.3
	es5HotAim   = 3.5
)

// scripts compares webim.es5.js with webim.js: the tag, the first call that starts the
// program, and 10,000 calls of toHtml().
func (m *measurer) scripts(ctx context.Context, name string) error {
	type times struct{ tag, start, first, third []float64 }
	of := map[string]*times{ours: {}, es5: {}}
	for range m.rounds {
		for _, src := range []string{ours, es5} {
			t := of[src]
			tag, err := eval[float64](ctx, m, "tag", src, `after - before`)
			if err != nil {
				return err
			}
			start, err := m.firstCall(ctx, src)
			if err != nil {
				return err
			}
			html, err := eval[struct{ First, Third float64 }](ctx, m, "html", src, `html.run()`)
			if err != nil {
				return err
			}
			t.tag, t.start = append(t.tag, tag), append(t.start, start)
			t.first, t.third = append(t.first, html.First), append(t.third, html.Third)
		}
	}
	a, b := of[es5], of[ours]
	what := func(phase string) string { return fmt.Sprintf("%s: webim.es5.js : webim.js, %s", name, phase) }
	m.report.compare(what("tag to the next script"), a.tag, b.tag)
	m.report.ratio(what("first call"), a.start, b.start, es5FirstAim)
	m.report.compare(what("10,000 toHtml(), first time"), a.first, b.first)
	m.report.ratio(what("10,000 toHtml(), third time"), a.third, b.third, es5HotAim)
	return nil
}

// elsewhere measures in another browser. An error, such as a missing browser, becomes a
// row of the report.
func (m measurer) elsewhere(ctx context.Context, kind browser.Kind, what string, measure func(m *measurer) error) {
	err := func() error {
		b, err := browser.Launch(ctx, kind)
		if err != nil {
			return err
		}
		defer b.Close()
		m.browser = b
		return measure(&m)
	}()
	if err != nil {
		m.report.add(row{what: what, measured: "not measured: " + err.Error()})
	}
}
