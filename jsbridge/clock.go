//go:build js && wasm

package jsbridge

import (
	"math/rand/v2"
	"time"

	"github.com/hack-pad/safejs"
)

// clock is the page's: its Date and its timers.
type clock struct{ host host }

func (c clock) Now() int64 {
	f, err := c.host.call("now").Float()
	if err != nil {
		return 0
	}
	return int64(f)
}

func (c clock) After(d time.Duration, f func()) (stop func()) {
	var release func()
	var timer safejs.Func
	timer, release = once("timer", func([]safejs.Value) {
		release()
		f()
	})
	id, err := safejs.Global().Call("setTimeout", timer, d.Milliseconds())
	if err != nil {
		println("webim: setTimeout: " + err.Error())
	}
	stopped := false
	return func() {
		if stopped {
			return
		}
		stopped = true
		if _, err := safejs.Global().Call("clearTimeout", id); err == nil {
			release()
		}
	}
}

// random is the runtime's generator, seeded by the browser's.
type random struct{}

func (random) Uint32() uint32 { return rand.Uint32() }

// logger writes by webim.Log, which a page can silence.
type logger struct{ host host }

func (l logger) Info(text string)  { l.host.call("log", "info", text) }
func (l logger) Warn(text string)  { l.host.call("log", "warn", text) }
func (l logger) Error(text string) { l.host.call("log", "error", text) }
