package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serveHere runs serve in this process until stop is called.
func serveHere(t *testing.T, args ...string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	in, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"serve", "-demo", "-addr", "127.0.0.1:0", "-log-level", "error"}, args...), out, io.Discard)
		out.CloseWithError(err)
		ended <- err
	}()
	line, err := bufio.NewReader(in).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSuffix(strings.TrimSpace(line), "/"), func() {
		cancel()
		assert.NoError(t, <-ended)
	}
}

func TestServeWithTLSUsesHTTPS(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	address, stop := serveHere(t, "-data", data, "-tls")
	require.Regexp(t, `^https://127\.0\.0\.1:\d+$`, address)
	certificate, err := os.ReadFile(data + ".tls.crt")
	require.NoError(t, err)
	trusted := x509.NewCertPool()
	require.True(t, trusted.AppendCertsFromPEM(certificate))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}}
	client := &http.Client{Transport: transport}

	resp, err := client.Get(address + "/libs/api.min.js")
	require.NoError(t, err)
	script, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Contains(t, string(script), "TLSHelper")

	// 1.7.0 requests files by http, regardless of the server's scheme.
	resp, err = client.Get("http" + strings.TrimPrefix(address, "https"))
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, "https", resp.Request.URL.Scheme)
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	transport.CloseIdleConnections()
	stop()

	_, stop = serveHere(t, "-data", data, "-tls")
	stop()
	again, err := os.ReadFile(data + ".tls.crt")
	require.NoError(t, err)
	assert.Equal(t, certificate, again, "an existing certificate must be reused")

	require.NoError(t, os.WriteFile(data+".tls.key", []byte("broken"), 0o600))
	err = run(t.Context(), []string{"serve", "-addr", "127.0.0.1:0", "-data", data, "-tls"}, io.Discard, io.Discard)
	assert.ErrorContains(t, err, "im.db.tls.key")
}

func TestCertificateCoversAddress(t *testing.T) {
	for addr, want := range map[string][]string{
		"192.168.7.7:8443": {"192.168.7.7", "localhost"},
		"im.example:443":   {"im.example", "localhost", "webim.tim.qq.com"},
		"0.0.0.0:443":      {"localhost", "127.0.0.1"},
		":443":             {"localhost"},
	} {
		f := serveFlags{addr: addr, storage: storage{data: filepath.Join(t.TempDir(), "im.db")}, tls: true}
		pair, err := f.certificate(testTime)
		require.NoError(t, err, addr)
		for _, name := range want {
			assert.NoError(t, pair.Leaf.VerifyHostname(name), addr)
		}
		assert.Error(t, pair.Leaf.VerifyHostname("0.0.0.0"), addr)
	}
	f := serveFlags{addr: ":80"}
	pair, err := f.certificate(testTime)
	require.NoError(t, err)
	assert.Nil(t, pair)
}
