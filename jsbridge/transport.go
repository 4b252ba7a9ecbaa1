//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
)

// transport sends requests by fetch.
type transport struct{ host host }

// exchange is one request under way. Its functions are given back when its
// promise settles, and it always does: abort and timeout reject it.
type exchange struct {
	transport
	done       func(webim.Reply)
	controller safejs.Value
	status     int
	ended      bool // done was called, or must not be any more
	stopTimer  func()
	release    []func()
}

func (t transport) Send(r webim.Request, done func(webim.Reply)) (abort func()) {
	x := &exchange{transport: t, done: done, stopTimer: func() {}}
	if err := x.start(r); err != nil {
		// Not before Send has returned.
		x.stopTimer = clock(t).After(0, func() { x.end(webim.Reply{}) })
	}
	return func() {
		x.ended = true
		x.stopTimer()
		x.cancel()
	}
}

func (x *exchange) start(r webim.Request) error {
	global := safejs.Global()
	class, err := global.Get("AbortController")
	if err != nil {
		return err
	}
	if x.controller, err = class.New(); err != nil {
		return err
	}
	signal, err := x.controller.Get("signal")
	if err != nil {
		return err
	}
	init := map[string]any{"method": "POST", "body": r.Body, "signal": signal}
	if r.ContentType != "" {
		init["headers"] = map[string]any{"Content-Type": r.ContentType}
	}
	promise, err := global.Call("fetch", r.URL, init)
	if err != nil {
		return err
	}
	answered, err := promise.Call("then", x.answered())
	if err != nil {
		return err
	}
	lost := x.on("lost", func([]safejs.Value) { x.settled(webim.Reply{}) })
	if _, err = answered.Call("then", x.on("body", x.body), lost); err != nil {
		return err
	}
	if r.Timeout > 0 {
		x.stopTimer = clock(x.transport).After(r.Timeout, x.cancel)
	}
	return nil
}

// on makes a function that is released with the exchange.
func (x *exchange) on(what string, f func(args []safejs.Value)) safejs.Func {
	fn, release := once("fetch "+what, f)
	x.release = append(x.release, release)
	return fn
}

// answered takes the response and passes on the promise of its JSON. A body
// that is none rejects it, as a connection that breaks does.
func (x *exchange) answered() safejs.Func {
	fn, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		defer guard("fetch answer", nil)
		if len(args) == 0 {
			return nil
		}
		status, err := args[0].Get("status")
		if err != nil {
			return nil
		}
		if x.status, err = status.Int(); err != nil || x.status != 200 {
			return nil
		}
		json, err := args[0].Call("json")
		if err != nil {
			return nil
		}
		return json
	})
	if err != nil {
		println("webim: fetch: " + err.Error())
	}
	x.release = append(x.release, fn.Release)
	return fn
}

func (x *exchange) body(args []safejs.Value) {
	reply := webim.Reply{Status: x.status}
	if len(args) > 0 && args[0].Type() == safejs.TypeObject {
		reply.Answer = &answer{host: x.host, v: args[0]}
	}
	x.settled(reply)
}

func (x *exchange) settled(reply webim.Reply) {
	x.stopTimer()
	for _, release := range x.release {
		release()
	}
	x.release = nil
	x.end(reply)
}

func (x *exchange) end(reply webim.Reply) {
	if !x.ended {
		x.ended = true
		x.done(reply)
	}
}

func (x *exchange) cancel() {
	if x.controller.Type() == safejs.TypeObject {
		if _, err := x.controller.Call("abort"); err != nil {
			println("webim: abort: " + err.Error())
		}
	}
}
