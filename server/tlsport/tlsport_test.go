package tlsport_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/tlsport"
)

// start serves on a free port. It returns the address and a client that trusts the
// certificate and connects to it for every host, as with a hosts file.
func start(t *testing.T) (address string, client *http.Client) {
	t.Helper()
	pair, err := tlsport.Certificate(tlsport.FilesNextTo(filepath.Join(t.TempDir(), "im.db")), tlsport.Names, time.Now())
	require.NoError(t, err)
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	listener := tlsport.Listen(inner, pair)
	web := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: tlsport.Redirect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s by %s", r.Method, r.Host, r.Proto)
	}))}
	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	t.Cleanup(func() {
		require.NoError(t, web.Close())
		assert.ErrorIs(t, <-ended, http.ErrServerClosed)
	})
	trusted := x509.NewCertPool()
	trusted.AddCert(pair.Leaf)
	address = inner.Addr().String()
	transport := &http.Transport{
		TLSClientConfig:   &tls.Config{RootCAs: trusted},
		ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return address, &http.Client{Transport: transport}
}

func read(t *testing.T, resp *http.Response, err error) string {
	t.Helper()
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(data)
}

func TestListenServesHTTPS(t *testing.T) {
	_, client := start(t)
	for _, host := range []string{
		"localhost:8443", "127.0.0.1:8443", "webim.tim.qq.com", "pic.tim.qq.com", "test.tim.qq.com",
		"events.tim.qq.com", "grouptalk.c2c.qq.com", "tls.qcloud.com",
	} {
		resp, err := client.Post("https://"+host+"/v4/openim/login", "text/plain", nil)
		assert.Equal(t, "POST "+host+" by HTTP/2.0", read(t, resp, err))
	}
	resp, err := client.Get("https://other.example/")
	if err == nil {
		resp.Body.Close()
	}
	var wrongName x509.HostnameError
	assert.ErrorAs(t, err, &wrongName)
}

func TestPlainHTTPRedirects(t *testing.T) {
	_, client := start(t)
	resp, err := client.Get("http://webim.tim.qq.com:443/asn.com/stddownload_common_file?authkey=ab&filename=%E4%BD%A0")
	assert.Equal(t, "GET webim.tim.qq.com:443 by HTTP/2.0", read(t, resp, err))
	assert.Equal(t, "https://webim.tim.qq.com:443/asn.com/stddownload_common_file?authkey=ab&filename=%E4%BD%A0", resp.Request.URL.String())

	resp, err = client.Post("http://localhost/v4/openim/login", "text/plain", nil)
	assert.Contains(t, read(t, resp, err), "https://")
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
}

func TestSilentClientsDelayNoOthers(t *testing.T) {
	address, client := start(t)
	for range 20 {
		silent, err := net.Dial("tcp", address)
		require.NoError(t, err)
		defer silent.Close()
	}
	resp, err := client.Get("https://localhost/")
	read(t, resp, err)

	garbage, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer garbage.Close()
	_, err = garbage.Write([]byte("\x16\x03\x01garbage that is no handshake\r\n\r\n"))
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, garbage) // closed by the server
	resp, err = client.Get("https://localhost/")
	read(t, resp, err)

}

// failingListener is a listener whose Accept returns an error.
type failingListener struct {
	net.Listener
	errors chan error
}

func (f failingListener) Accept() (net.Conn, error) {
	err, ok := <-f.errors
	if !ok {
		err = net.ErrClosed
	}
	return nil, err
}

func TestListenReturnsAcceptErrors(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	f := failingListener{inner, make(chan error, 2)}
	acceptErr := errors.New("too many open files")
	f.errors <- acceptErr
	f.errors <- acceptErr
	listener := tlsport.Listen(f, tls.Certificate{})
	for range 2 {
		_, err = listener.Accept()
		assert.ErrorIs(t, err, acceptErr)
	}
	close(f.errors)
	require.NoError(t, listener.Close())
	_, err = listener.Accept()
	assert.ErrorIs(t, err, net.ErrClosed)
}

func TestListenDetectsTLSByteByByte(t *testing.T) {
	address, _ := start(t)
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	for _, b := range []byte("GET /x HTTP/1.1\r\nHost: a\r\n\r\n") {
		_, err := conn.Write([]byte{b})
		require.NoError(t, err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, "https://a/x", resp.Header.Get("Location"))
}

func TestCertificateIsReused(t *testing.T) {
	files := tlsport.FilesNextTo(filepath.Join(t.TempDir(), "im.db"))
	now := time.Unix(1500000000, 0)
	load := func(now time.Time, names ...string) string {
		pair, err := tlsport.Certificate(files, append(names, tlsport.Names...), now)
		require.NoError(t, err)
		assert.Equal(t, pair.Leaf.Issuer.String(), pair.Leaf.Subject.String())
		assert.False(t, pair.Leaf.IsCA, "the certificate must not be a CA")
		for _, name := range append(names, tlsport.Names...) {
			assert.NoError(t, pair.Leaf.VerifyHostname(name))
		}
		return pair.Leaf.SerialNumber.String()
	}
	first := load(now)
	assert.Equal(t, first, load(now.Add(700*24*time.Hour)), "an existing certificate must be reused")
	for path, mode := range map[string]os.FileMode{files.Key: 0o600, files.Certificate: 0o644} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode())
	}
	second := load(now.Add(800 * 24 * time.Hour))
	assert.NotEqual(t, first, second, "a certificate that expires soon must be replaced")
	third := load(now.Add(800*24*time.Hour), "192.168.1.7", "im.example")
	assert.NotEqual(t, second, third, "a certificate without the name must be replaced")
	require.NoError(t, os.Remove(files.Key))
	assert.NotEqual(t, third, load(now.Add(800*24*time.Hour)))
}

func TestForeignCertificateIsUsed(t *testing.T) {
	files := tlsport.FilesNextTo(filepath.Join(t.TempDir(), "im.db"))
	own, err := tlsport.Certificate(files, []string{"im.example"}, time.Now())
	require.NoError(t, err)

	// A certificate of another issuer is kept, whatever its names.
	foreign := testCertificate(t)
	require.NoError(t, os.WriteFile(files.Certificate, foreign.certificate, 0o600))
	_, err = tlsport.Certificate(files, tlsport.Names, time.Now())
	assert.ErrorContains(t, err, "im.db.tls.crt", "an incomplete pair must be an error")
	require.NoError(t, os.WriteFile(files.Key, foreign.key, 0o600))
	pair, err := tlsport.Certificate(files, tlsport.Names, time.Now())
	require.NoError(t, err)
	assert.NotEqual(t, own.Leaf.SerialNumber, pair.Leaf.SerialNumber)
	assert.True(t, strings.HasPrefix(pair.Leaf.Subject.String(), "O=Acme"), pair.Leaf.Subject)
	kept, err := os.ReadFile(files.Certificate)
	require.NoError(t, err)
	assert.Equal(t, foreign.certificate, kept)
}
