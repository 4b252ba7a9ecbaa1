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

// conn is one keep-alive connection with one request at a time. net/http would
// cost the generator more than the server takes.
type conn struct {
	target string // host:port
	in     *bufio.Reader
	out    []byte
	body   []byte

	mu  sync.Mutex // held to change net, and by interrupt
	net net.Conn
}

// errBroken is for requests after the end.
var errBroken = errors.New("interrupted")

// dialTime is how long a connection may take to come about.
const dialTime = 10 * time.Second

// post sends a request and returns the answer's body, which is valid until the
// next one. After an error the next request makes a new connection.
func (c *conn) post(path string, body []byte) ([]byte, error) {
	if c.net == nil {
		n, err := net.DialTimeout("tcp", c.target, dialTime)
		if err != nil {
			return nil, err
		}
		c.mu.Lock()
		c.net = n
		c.mu.Unlock()
		if c.in == nil {
			c.in = bufio.NewReaderSize(n, 1024) // a head fits; there are thousands of these
		} else {
			c.in.Reset(n)
		}
	}
	answer, err := c.exchange(path, body)
	if err != nil {
		c.close()
	}
	return answer, err
}

func (c *conn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.net != nil {
		c.net.Close()
		c.net = nil
	}
}

// interrupt breaks a request that somebody else waits for.
func (c *conn) interrupt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.net != nil {
		_ = c.net.SetDeadline(time.Now()) // it is not used any more
	}
}

func (c *conn) exchange(path string, body []byte) ([]byte, error) {
	// One write for head and body: two would be two packets, and with Nagle's
	// algorithm off two wake-ups of the server.
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
		return nil, fmt.Errorf("answered %q", status)
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
		return nil, errors.New("an answer without Content-Length")
	}
	if cap(c.body) < size {
		c.body = make([]byte, size)
	}
	c.body = c.body[:size]
	_, err = io.ReadFull(c.in, c.body)
	return c.body, err
}

// after returns the digits that follow a key the first time, as a number.
func after(answer []byte, key string) (n int64, ok bool) {
	i := bytes.Index(answer, []byte(key))
	if i < 0 {
		return 0, false
	}
	n, _ = digits(answer[i+len(key):])
	return n, true
}

// digits reads a number that is not negative.
func digits(text []byte) (n int64, length int) {
	for length < len(text) && '0' <= text[length] && text[length] <= '9' {
		n = n*10 + int64(text[length]-'0')
		length++
	}
	return n, length
}

// errorCode is an answer's.
func errorCode(answer []byte) int64 {
	code, ok := after(answer, `"ErrorCode":`)
	if !ok {
		return -1
	}
	return code
}
