package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// bidi is a WebDriver BiDi connection: commands with ids, their responses, and
// events, all JSON over one websocket. Chromium's protocol has the same form,
// except for its errors.
type bidi struct {
	ws      *websocket.Conn
	onEvent func(method string, params json.RawMessage) // called in the order of arrival; must not block

	mu      sync.Mutex
	next    int64
	pending map[int64]chan bidiReply
	lost    error // why the connection was lost
}

type bidiReply struct {
	ID         int64           `json:"id"`
	Type       string          `json:"type"` // success, error or event
	Method     string          `json:"method"`
	Params     json.RawMessage `json:"params"`
	Result     json.RawMessage `json:"result"`
	Err        json.RawMessage `json:"error"` // a code, or Chromium's object
	Message    string          `json:"message"`
	Stacktrace string          `json:"stacktrace"`
}

// bidiError is an error response: a code such as "no such frame", and a message.
type bidiError struct{ code, text string }

// Error implements error.
func (e *bidiError) Error() string { return e.code + ": " + e.text }

func (r bidiReply) err() *bidiError {
	var e struct{ Message string }
	if json.Unmarshal(r.Err, &e) == nil {
		return &bidiError{"", e.Message}
	}
	var code string
	if json.Unmarshal(r.Err, &code) != nil {
		code = string(r.Err)
	}
	return &bidiError{code, r.Message}
}

func dialBidi(ctx context.Context, url string, onEvent func(string, json.RawMessage)) (*bidi, error) {
	ws, _, err := websocket.Dial(ctx, url, nil)
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(-1) // screenshots and traces have no useful bound
	c := &bidi{ws: ws, onEvent: onEvent, pending: map[int64]chan bidiReply{}}
	go c.read()
	return c, nil
}

// read delivers responses and events until the connection ends.
func (c *bidi) read() {
	for {
		var r bidiReply
		if err := wsjson.Read(context.Background(), c.ws, &r); err != nil {
			c.mu.Lock()
			c.lost = fmt.Errorf("browser: connection lost: %w", err)
			for id, ch := range c.pending {
				delete(c.pending, id)
				close(ch)
			}
			c.mu.Unlock()
			return
		}
		if r.Type == "event" || r.ID == 0 {
			c.onEvent(r.Method, r.Params)
			continue
		}
		c.mu.Lock()
		ch := c.pending[r.ID]
		delete(c.pending, r.ID)
		c.mu.Unlock()
		if ch != nil {
			ch <- r // buffered, one response each
		}
	}
}

// call sends a command and decodes its result into out, unless out is nil.
func (c *bidi) call(ctx context.Context, method string, params, out any) error {
	ch := make(chan bidiReply, 1)
	c.mu.Lock()
	if c.lost != nil {
		defer c.mu.Unlock()
		return c.lost
	}
	c.next++
	id := c.next
	c.pending[id] = ch
	c.mu.Unlock()
	// A context that ends during a write or read closes the websocket, so the
	// caller's must not be used here: later calls need the connection.
	err := wsjson.Write(context.Background(), c.ws, map[string]any{"id": id, "method": method, "params": params})
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		c.mu.Lock()
		delete(c.pending, id)
		c.mu.Unlock()
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case r, open := <-ch:
		switch {
		case !open:
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.lost
		case r.Err != nil:
			return fmt.Errorf("%s: %w", method, r.err())
		case out == nil:
			return nil
		}
		return json.Unmarshal(r.Result, out)
	}
}

func (c *bidi) close() { _ = c.ws.CloseNow() }
