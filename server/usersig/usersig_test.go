package usersig_test

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/usersig"
)

const key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e"

var secret = usersig.NewSecret("-key", key)

var ticket = usersig.Ticket{
	Identifier: "小明",
	SDKAppID:   1400000001,
	Issued:     time.Unix(1500000000, 0),
	Valid:      time.Hour,
}

// decodeSig decodes the outer layers independently of the package under test.
func decodeSig(t *testing.T, sig string) map[string]any {
	t.Helper()
	deflated, err := base64.StdEncoding.DecodeString(strings.NewReplacer("*", "+", "-", "/", "_", "=").Replace(sig))
	require.NoError(t, err)
	z, err := zlib.NewReader(bytes.NewReader(deflated))
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	var doc map[string]any
	require.NoError(t, json.Unmarshal(text, &doc))
	return doc
}

func encodeSig(t *testing.T, doc any) string {
	t.Helper()
	text, err := json.Marshal(doc)
	require.NoError(t, err)
	return encodeText(text)
}

func encodeText(text []byte) string {
	var deflated bytes.Buffer
	z := zlib.NewWriter(&deflated)
	z.Write(text)
	z.Close()
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(deflated.Bytes()))
}

func TestSignFollowsFormat(t *testing.T) {
	sig := usersig.Sign(key, ticket)
	assert.NotContains(t, sig, "+")
	assert.NotContains(t, sig, "/")
	assert.NotContains(t, sig, "=")

	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("TLS.identifier:小明\nTLS.sdkappid:1400000001\nTLS.time:1500000000\nTLS.expire:3600\n"))
	assert.Equal(t, map[string]any{
		"TLS.ver":        "2.0",
		"TLS.identifier": "小明",
		"TLS.sdkappid":   1400000001.0,
		"TLS.time":       1500000000.0,
		"TLS.expire":     3600.0,
		"TLS.sig":        base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	}, decodeSig(t, sig))
}

func TestVerifyAcceptsUntilExpiry(t *testing.T) {
	good := usersig.Sign(key, ticket)
	now := ticket.Issued.Add(time.Minute)

	got, err := usersig.Verify(good, now, secret)
	require.NoError(t, err)
	assert.Equal(t, ticket, got)

	_, err = usersig.Verify(good, ticket.Expires().Add(-time.Second), secret)
	assert.NoError(t, err, "the signature must be valid until its last second")
	_, err = usersig.Verify(good, ticket.Expires(), secret)
	assert.ErrorIs(t, err, usersig.ErrExpired)
	_, err = usersig.Verify(good, now, usersig.NewSecret("-key", "another key"))
	assert.ErrorIs(t, err, usersig.ErrSignature)

	for field, value := range map[string]any{
		"TLS.identifier": "admin", "TLS.sdkappid": 1, "TLS.time": 1500000001, "TLS.expire": 360000, "TLS.sig": "",
	} {
		doc := decodeSig(t, good)
		doc[field] = value
		_, err := usersig.Verify(encodeSig(t, doc), now, secret)
		assert.ErrorIs(t, err, usersig.ErrSignature, "altered %s", field)
	}

	// A line break that moves between two fields must invalidate the signature.
	forged := decodeSig(t, usersig.Sign(key, usersig.Ticket{Identifier: "a\nTLS.sdkappid:1", SDKAppID: 2, Issued: ticket.Issued, Valid: time.Hour}))
	forged["TLS.identifier"], forged["TLS.sdkappid"] = "a", 1
	_, err = usersig.Verify(encodeSig(t, forged), now, secret)
	assert.ErrorIs(t, err, usersig.ErrSignature)
}

func TestVerifyRejectsInvalidFormats(t *testing.T) {
	doc := decodeSig(t, usersig.Sign(key, ticket))
	with := func(field string, value any) string {
		d := map[string]any{}
		for k, v := range doc {
			d[k] = v
		}
		d[field] = value
		return encodeSig(t, d)
	}
	for name, sig := range map[string]string{
		"empty":                  "",
		"not base64":             "%%%",
		"not deflated":           "aGVsbG8_",
		"not JSON":               encodeText([]byte("hello")),
		"an array":               encodeText([]byte("[]")),
		"inflates without limit": encodeText(make([]byte, 1<<20)),
		"too long":               strings.Repeat("A", 1<<20),
		"version 1":              with("TLS.ver", "1.0"),
		"no identifier":          with("TLS.identifier", ""),
		"string as number":       with("TLS.sdkappid", "x"),
		"negative expiry":        with("TLS.expire", -1),
		"overflowing":            with("TLS.expire", int64(1)<<62),
	} {
		_, err := usersig.Verify(sig, ticket.Issued, secret)
		assert.ErrorIs(t, err, usersig.ErrFormat, name)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(usersig.Sign(key, ticket))
	f.Add(encodeText([]byte(`{"TLS.ver":"2.0","TLS.identifier":"a"}`)))
	f.Fuzz(func(t *testing.T, sig string) {
		got, err := usersig.Verify(sig, ticket.Issued, secret)
		if err == nil {
			assert.Equal(t, ticket, got, "only the original may verify")
		}
	})
}
