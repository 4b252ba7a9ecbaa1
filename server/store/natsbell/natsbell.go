// Package natsbell rings by NATS, for a cluster whose connections to
// PostgreSQL go by way of a pooler that breaks LISTEN, or that has NATS anyway.
// The log stays in PostgreSQL: what NATS loses is found there.
package natsbell

import (
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
)

// defaultSubject is what is rung where the address names nothing else.
const defaultSubject = "webim.bell"

// Bell implements pgstore.Bell.
type Bell struct {
	conn    *nats.Conn
	subject string
}

// Open connects to nats://HOST:PORT?subject=NAME. A server that is away is
// tried again for ever: messages go on without a bell, a little later.
func Open(address string, log *slog.Logger) (*Bell, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("natsbell: %w", err)
	}
	subject := u.Query().Get("subject")
	if subject == "" {
		subject = defaultSubject
	}
	u.RawQuery = ""
	conn, err := nats.Connect(u.String(),
		nats.Name("webim-server"), nats.NoEcho(), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(time.Second),
		nats.ReconnectBufSize(-1), // what could not be rung need not be rung later
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { log.Warn("bell: NATS is away", "error", err) }),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("bell: NATS is back") }),
	)
	if err != nil {
		return nil, fmt.Errorf("natsbell: %w", err)
	}
	return &Bell{conn, subject}, nil
}

// Ring implements pgstore.Bell.
func (b *Bell) Ring(number uint64) {
	_ = b.conn.Publish(b.subject, strconv.AppendUint(nil, number, 10)) // lost while NATS is away, as it may be
}

// Listen implements pgstore.Bell.
func (b *Bell) Listen(fn func(number uint64)) (stop func(), err error) {
	sub, err := b.conn.Subscribe(b.subject, func(m *nats.Msg) {
		if number, err := strconv.ParseUint(string(m.Data), 10, 64); err == nil {
			fn(number)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("natsbell: %w", err)
	}
	return func() { _ = sub.Unsubscribe() }, nil // of a connection that is closed already: an error
}

// Close ends the connection.
func (b *Bell) Close() { b.conn.Close() }
