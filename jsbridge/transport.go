//go:build js && wasm

package jsbridge

import "webim.js/webim"

// transport implements webim.Transport with shim/transport.js, which uses fetch.
type transport struct{}

// requests holds the callbacks of requests in flight, by number.
var requests = map[int32]func(webim.Reply){}

func (transport) Send(r webim.Request, done func(webim.Reply)) (abort func()) {
	number := nextNumber()
	requests[number] = done
	callOut("send", number, r.URL, r.Body, r.ContentType, r.Timeout.Milliseconds())
	return func() {
		if _, waiting := requests[number]; waiting {
			delete(requests, number)
			callOut("abort", number)
		}
	}
}
