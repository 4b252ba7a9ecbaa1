package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// adminPort is where a server tells of itself.
type adminPort struct {
	mu           sync.Mutex
	admin, token string // http://127.0.0.1:PORT and what opens it; others after a restart
}

// set takes the address that a server prints at its start.
func (p *adminPort) set(address string) error {
	base, token, ok := strings.Cut(strings.TrimSpace(address), "/admin/?token=")
	if !ok {
		return fmt.Errorf("%q is not the address of an admin port, http://HOST:PORT/admin/?token=TOKEN", address)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.admin, p.token = base, token
	return nil
}

// ask sends a request there.
func (p *adminPort) ask(ctx context.Context, method, path string) (*http.Response, error) {
	p.mu.Lock()
	admin, token := p.admin, p.token
	p.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, method, admin+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return http.DefaultClient.Do(req)
}

// openPort takes an address and sees that it is one.
func openPort(ctx context.Context, address string) (*adminPort, error) {
	p := &adminPort{}
	if err := p.set(address); err != nil {
		return nil, err
	}
	resp, err := p.ask(ctx, http.MethodGet, "/metrics")
	if err != nil {
		return nil, err
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server answers %s", resp.Status)
	}
	return p, nil
}
