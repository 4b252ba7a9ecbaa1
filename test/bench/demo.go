package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"webim.js/test/browser"
	"webim.js/test/process"
)

// The part demo measures the demo, served by the built server: time to first paint,
// bytes loaded, the first view and a picture on a slow network, a conversation of 2,000
// messages, a list of 5,000 members, and frame times and memory in a live room that
// receives 50 messages a second.

const (
	roomRate = 50               // messages per second
	roomTime = 15 * time.Second // duration of the measurement
	frameAim = 50.0             // longest acceptable frame, in ms
)

// demoServer is the built server with the sample conversations.
type demoServer struct {
	url     string
	running *process.Process
	folder  string
}

func startDemo() (*demoServer, error) {
	folder, err := os.MkdirTemp("", "webim-bench-")
	if err != nil {
		return nil, err
	}
	out, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("bin/webim-server", "serve", "-samples", "-addr", "127.0.0.1:0", "-admin-addr", "off", "-data", filepath.Join(folder, "im.db"))
	cmd.Stdout = w
	running, err := process.Start(cmd)
	w.Close()
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		running.Kill()
		return nil, errors.Join(fmt.Errorf("bin/webim-server did not start: %w; run `make build` first", err), os.RemoveAll(folder))
	}
	return &demoServer{strings.TrimSpace(line), running, folder}, nil
}

func (s *demoServer) Close() error {
	s.running.Kill()
	return os.RemoveAll(s.folder)
}

// figures holds the measurements of one visit, in ms and bytes.
type figures struct{ Paint, Longest, Bytes, Requests float64 }

// opening is a script that returns the figures of a visit, in a page just loaded.
const opening = `new Promise(function (done) {
	const tasks = []
	new PerformanceObserver(function (list) { for (const e of list.getEntries()) tasks.push(e.duration) }).observe({ type: 'longtask', buffered: true })
	const until = performance.now() + 15000
	;(function look() {
		if (document.querySelectorAll('#session_list li').length < 3 && performance.now() < until) return setTimeout(look, 50)
		setTimeout(function () {
			const files = performance.getEntriesByType('resource').filter(function (e) { return e.initiatorType !== 'xmlhttprequest' && e.initiatorType !== 'fetch' })
			const page = performance.getEntriesByType('navigation')[0]
			done({
				Paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
				Longest: Math.max(0, ...tasks),
				Bytes: page.transferSize + files.reduce(function (sum, e) { return sum + e.transferSize }, 0),
				Requests: 1 + files.length,
			})
		}, 500)
	})()
})`

// opens measures signing in as a demo user, with an empty cache.
func (m *measurer) opens(ctx context.Context, s *demoServer) error {
	var paint, longest []float64
	var last figures
	for range min(m.rounds, 5) {
		p, err := m.browser.NewPage(ctx, browser.Options{Width: 1280, Height: 800})
		if err != nil {
			return err
		}
		err = p.Goto(ctx, s.url+"demo/?v=1.7&user=alice")
		if err == nil {
			err = p.Eval(ctx, opening, &last)
		}
		if err = errors.Join(err, p.Close()); err != nil {
			return err
		}
		paint, longest = append(paint, last.Paint), append(longest, last.Longest)
	}
	m.report.add(row{what: "demo: first contentful paint", measured: fmt.Sprintf("%.0f ms", median(paint))})
	task := "none over 50 ms" // browsers report tasks over 50 ms
	if ms := median(longest); ms > 0 {
		task = fmt.Sprintf("%.0f ms", ms)
	}
	m.report.add(row{what: "demo: longest task while signing in", measured: task})
	m.report.add(row{what: "demo: transferred, with the SDK", measured: fmt.Sprintf("%.0f kB in %.0f requests", last.Bytes/1000, last.Requests)})
	return nil
}

// watching is a script that records the frame times of a visitor's page.
const watching = `(function () {
	window.frames_ = { longest: 0, over: 0, count: 0 }
	let before = performance.now()
	requestAnimationFrame(function frame(now) {
		const took = now - before
		before = now
		frames_.count++
		frames_.longest = Math.max(frames_.longest, took)
		if (took > 50) frames_.over++
		requestAnimationFrame(frame)
	})
})()`

// live sends messages to a room and measures a visitor's page.
func (m *measurer) live(ctx context.Context, s *demoServer) error {
	p, err := m.browser.NewPage(ctx, browser.Options{Width: 1280, Height: 800})
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Goto(ctx, s.url+"demo/?v=1.7&room=live"); err != nil {
		return err
	}
	if err := p.WaitFor(ctx, `document.querySelector('.room-line')`); err != nil {
		return err
	}
	talk, err := newTalk(ctx, s.url)
	if err != nil {
		return err
	}
	// The first seconds fill the list; the steady state after that is measured.
	if err := talk.run(ctx, 5*time.Second); err != nil {
		return err
	}
	memory, ok := p.(browser.Memory)
	if !ok {
		return errors.New("bench: the browser does not report memory")
	}
	start, err := memory.Heap(ctx)
	if err != nil {
		return err
	}
	if err := p.Eval(ctx, watching, nil); err != nil {
		return err
	}
	if err := talk.run(ctx, roomTime); err != nil {
		return err
	}
	var frames struct{ Longest, Over, Count float64 }
	if err := p.Eval(ctx, `frames_`, &frames); err != nil {
		return err
	}
	end, err := memory.Heap(ctx)
	if err != nil {
		return err
	}
	m.report.add(row{fmt.Sprintf("demo: longest frame, room with %d messages a second", roomRate), fmt.Sprintf("%.0f ms (%.0f of %.0f over %.0f)", frames.Longest, frames.Over, frames.Count, frameAim), fmt.Sprintf("%.0f ms", frameAim), frames.Longest <= frameAim})
	m.report.add(row{fmt.Sprintf("demo: page's memory after %.0f seconds of that", roomTime.Seconds()), fmt.Sprintf("%+.1f MB (from %.1f)", float64(end.Total()-start.Total())/1e6, float64(start.Total())/1e6), "2 MB more", end.Total()-start.Total() <= 2e6})
	return nil
}

// demo runs all measurements of the demo.
func demo(ctx context.Context, m *measurer) error {
	s, err := startDemo()
	if err != nil {
		return err
	}
	for _, measure := range []func(context.Context, *demoServer) error{m.opens, m.slowView, m.longChat, m.longList, m.picture, m.live} {
		if err = measure(ctx, s); err != nil {
			break
		}
	}
	return errors.Join(err, s.Close())
}
