//go:build js && wasm

package jsbridge

import "time"

// clock implements webim.Clock with the page's Date and timers.
type clock struct{}

// timers holds the callbacks of pending timers, by number.
var timers = map[int32]func(){}

func (clock) Now() int64 { return int64(callOut("now")) }

func (clock) After(d time.Duration, f func()) (stop func()) {
	number := nextNumber()
	timers[number] = f
	callOut("after", number, d.Milliseconds())
	return func() {
		if _, waiting := timers[number]; waiting {
			delete(timers, number)
			callOut("cancel", number)
		}
	}
}

// random implements webim.Random with the browser's generator.
type random struct{}

func (random) Uint32() uint32 { return uint32(callOut("random")) }

// logger implements webim.Log with the script's webim.Log, which a page can silence.
type logger struct{}

func (logger) Info(text string)  { log("info", text) }
func (logger) Warn(text string)  { log("warn", text) }
func (logger) Error(text string) { log("error", text) }

//go:noinline
func log(level, text string) { callOut("log", level, text) }
