package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"webim.js/server/account"
)

// pingResponse is the response to GET /ping.
const pingResponse = "webim-server"

// ErrNotRunning means that no server has the database open.
var ErrNotRunning = errors.New("no server runs on this database")

// Client sends commands to the Control of a running server.
type Client struct{ address Address }

// Dial connects to the server that has a database open. It returns ErrNotRunning
// if there is none, even if a server that was killed left its control file.
func Dial(ctx context.Context, data string) (*Client, error) {
	text, err := os.ReadFile(ControlFile(data))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotRunning
	}
	if err != nil {
		return nil, err
	}
	c := &Client{}
	if err := json.Unmarshal(text, &c.address); err != nil {
		return nil, fmt.Errorf("%s: %w", ControlFile(data), err)
	}
	// Another process may have the port by now, and not respond.
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var response bytes.Buffer
	if err := c.request(ctx, http.MethodGet, "/ping", nil, &response); err != nil || response.String() != pingResponse {
		return nil, ErrNotRunning
	}
	return c, nil
}

// Users lists all users.
func (c *Client) Users(ctx context.Context) (list []User, err error) {
	var response bytes.Buffer
	if err := c.request(ctx, http.MethodGet, "/users", nil, &response); err != nil {
		return nil, err
	}
	return list, json.Unmarshal(response.Bytes(), &list)
}

// App returns the application that the server serves, and the IDs of its keys.
func (c *Client) App(ctx context.Context) (app account.Stored, err error) {
	var response bytes.Buffer
	if err := c.request(ctx, http.MethodGet, "/app", nil, &response); err != nil {
		return app, err
	}
	return app, json.Unmarshal(response.Bytes(), &app)
}

// Edit applies one of the edits add, nick, revoke, delete, disable and enable to a
// user.
func (c *Client) Edit(ctx context.Context, do, name, nick string) error {
	body, err := json.Marshal(userEdit{do, name, nick})
	if err != nil {
		return err
	}
	return c.request(ctx, http.MethodPost, "/users", body, io.Discard)
}

// Backup writes a copy of the database to w.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	return c.request(ctx, http.MethodGet, "/backup", nil, w)
}

// Export writes an archive to w.
func (c *Client) Export(ctx context.Context, w io.Writer) error {
	return c.request(ctx, http.MethodGet, "/export", nil, w)
}

func (c *Client) request(ctx context.Context, method, path string, body []byte, to io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, method, c.address.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.address.Token)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return errors.New(strings.TrimSpace(string(text)))
	}
	_, err = io.Copy(to, resp.Body)
	return err
}
