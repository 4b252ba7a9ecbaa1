package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"
)

// conn is a keep-alive connection for one request at a time. net/http would use
// more processor time than the server itself.
type conn struct {
	target string // host:port
	in     *bufio.Reader
	out    []byte
	body   []byte

	mu  sync.Mutex // held to change net, and by interrupt
	net net.Conn
}

// errInterrupted is returned after interrupt.
var errInterrupted = errors.New("interrupted")

// dialTimeout bounds the time to open a connection.
const dialTimeout = 10 * time.Second

// post sends a request and returns the response body, which is valid until the next
// call. After an error the next request opens a new connection.
func (c *conn) post(path string, body []byte) ([]byte, error) {
	if c.net == nil {
		n, err := net.DialTimeout("tcp", c.target, dialTimeout)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		c.net = n
		c.mu.Unlock()
		if c.in == nil {
			c.in = bufio.NewReaderSize(n, 1024) // holds a header; there are thousands of connections
		} else {
			c.in.Reset(n)
		}
	}
	response, err := c.exchange(path, body)
	if err != nil {
		c.close()
	}
	return response, err
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.net != nil {
		c.net.Close()
		c.net = nil
	}
}

// interrupt aborts a request in flight.
func (c *conn) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.net != nil {
		_ = c.net.SetDeadline(time.Now()) // the connection is not used again
	}
}

func (c *conn) exchange(path string, body []byte) ([]byte, error) {
	// Write header and body at once: two writes would be two packets, and with
	// TCP_NODELAY two wake-ups of the server.
	c.out = append(c.out[:0], "POST "...)
	c.out = append(c.out, path...)
	c.out = append(c.out, " HTTP/1.1\r\nHost: "...)
	c.out = append(c.out, c.target...)
	c.out = append(c.out, "\r\nUser-Agent: loadtest\r\nContent-Type: text/plain\r\nContent-Length: "...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.net.Write(c.out); err != nil {
		return nil, err
	}
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return nil, fmt.Errorf("unexpected status %q", status)
	}
	size := -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if size, err = strconv.Atoi(string(value)); err != nil {
				return nil, err
			}
		}
	}
	if size < 0 {
		return nil, errors.New("response without Content-Length")
	}
	if cap(c.body) < size {
		c.body = make([]byte, size)
	}
	c.body = c.body[:size]
	_, err = io.ReadFull(c.in, c.body)
	return c.body, err
}

// after returns the number that follows the first occurrence of key.
func after(response []byte, key string) (n int64, ok bool) {
	i := bytes.Index(response, []byte(key))
	if i < 0 {
		return 0, false
	}
	n, _ = digits(response[i+len(key):])
	return n, true
}

// digits parses a non-negative number.
func digits(text []byte) (n int64, length int) {
	for length < len(text) && '0' <= text[length] && text[length] <= '9' {
		n = n*10 + int64(text[length]-'0')
		length++
	}
	return n, length
}

// errorCode returns the ErrorCode of a response.
func errorCode(response []byte) int64 {
	code, ok := after(response, `"ErrorCode":`)
	if !ok {
		return -1
	}
	return code
}
