package usersig_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/usersig"
)

// readVector reads the output of testdata/make.sh (OpenSSL).
func readVector(t testing.TB, name string) (usersig.Key, string) {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join("testdata", name+".pem"))
	require.NoError(t, err)
	key, err := usersig.ParsePublicKey(name, pem)
	require.NoError(t, err)
	sig, err := os.ReadFile(filepath.Join("testdata", name+".sig"))
	require.NoError(t, err)
	return key, string(sig)
}

func TestVerifyAcceptsVersion1(t *testing.T) {
	want := usersig.Ticket{Identifier: "小明", SDKAppID: 1400000002, Issued: time.Unix(1500000000, 0), Valid: time.Hour}
	for _, name := range []string{"p256", "secp256k1", "rsa"} {
		key, sig := readVector(t, name)
		got, err := usersig.Verify(sig, want.Issued, secret, key)
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
		got, err = usersig.Verify(sig, want.Expires(), key)
		assert.ErrorIs(t, err, usersig.ErrExpired, name)
		assert.Equal(t, want, got, name)

		doc := decodeSig(t, sig)
		for field := range doc {
			if field == "TLS.version" { // the signature does not cover TLS.version
				continue
			}
			value := doc[field]
			doc[field] = "1"
			_, err := usersig.Verify(encodeSig(t, doc), want.Issued, secret, key)
			assert.Error(t, err, "%s: %s altered", name, field)
			delete(doc, field)
			_, err = usersig.Verify(encodeSig(t, doc), want.Issued, secret, key)
			assert.ErrorIs(t, err, usersig.ErrFormat, "%s: without %s", name, field)
			doc[field] = value
		}
		doc["TLS.sdk_appid"] = json.Number("1400000002")
		_, err = usersig.Verify(encodeSig(t, doc), want.Issued, key)
		assert.NoError(t, err, "%s: a number instead of a string", name)
	}
}

func TestVerifyNamesVersionAndKeys(t *testing.T) {
	p256, sig := readVector(t, "p256")
	rsa, _ := readVector(t, "rsa")
	now := time.Unix(1500000000, 0)

	_, err := usersig.Verify(sig, now, secret, rsa)
	assert.ErrorIs(t, err, usersig.ErrSignature)
	assert.ErrorContains(t, err, "version 1.0, tried rsa ("+rsa.ID()+")")

	_, err = usersig.Verify(sig, now, secret)
	assert.ErrorIs(t, err, usersig.ErrSignature)
	assert.ErrorContains(t, err, "no key for UserSig version 1.0")

	older := usersig.NewSecret("-old-key", "an old secret")
	good := usersig.Sign("an old secret", ticket)
	_, err = usersig.Verify(good, ticket.Issued, secret, p256, older)
	assert.NoError(t, err, "both keys must be valid")
	_, err = usersig.Verify(usersig.Sign("unknown", ticket), ticket.Issued, secret, p256, older)
	assert.ErrorContains(t, err, "version 2.0, tried -key ("+secret.ID()+"), -old-key ("+older.ID()+")")
	assert.NotContains(t, err.Error(), key)
}

func TestParsePublicKeyRejectsOtherKeys(t *testing.T) {
	for name, file := range map[string]string{
		"no PEM":      "hello",
		"private key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"no key":      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"Ed25519":     "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
	} {
		_, err := usersig.ParsePublicKey("key.pem", []byte(file))
		assert.Error(t, err, name)
	}
}
