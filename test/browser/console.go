package browser

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// console collects the messages of one page. The zero value is ready for use.
type console struct {
	mu       sync.Mutex
	messages []Message
	added    chan struct{} // closed and replaced with each message, once a caller waits
}

func (c *console) add(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages = append(c.messages, m)
	if c.added != nil {
		close(c.added)
		c.added = nil
	}
}

// Console returns the messages so far, across navigations.
func (c *console) Console() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Message(nil), c.messages...)
}

// WaitMessage implements Page.
func (c *console) WaitMessage(ctx context.Context, part string) (Message, error) {
	for seen := 0; ; {
		c.mu.Lock()
		for ; seen < len(c.messages); seen++ {
			if m := c.messages[seen]; strings.Contains(m.Text, part) {
				c.mu.Unlock()
				return m, nil
			}
		}
		if c.added == nil {
			c.added = make(chan struct{})
		}
		added := c.added
		c.mu.Unlock()
		select {
		case <-added:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("browser: waiting for message %q: %w", part, ctx.Err())
		}
	}
}
