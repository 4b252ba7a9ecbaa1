package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
)

// adminPort is the admin port of a server.
type adminPort struct {
	mu           sync.Mutex
	admin, token string // http://127.0.0.1:PORT and its token; both change on restart
}

// set parses the admin URL that a server prints at startup.
func (p *adminPort) set(address string) error {
	base, token, ok := strings.Cut(strings.TrimSpace(address), "/admin/?token=")
	if !ok {
		return fmt.Errorf("invalid admin URL %q: want http://HOST:PORT/admin/?token=TOKEN", address)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.admin, p.token = base, token
	return nil
}

// request sends a request to the admin port.
func (p *adminPort) request(ctx context.Context, method, path string) (*http.Response, error) {
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

// openPort parses an admin URL and verifies that it works.
func openPort(ctx context.Context, address string) (*adminPort, error) {
	p := &adminPort{}
	if err := p.set(address); err != nil {
		return nil, err
	}
	resp, err := p.request(ctx, http.MethodGet, "/metrics")
	if err != nil {
		return nil, err
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the server responded %s", resp.Status)
	}
	return p, nil
}
