package usersig

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	secp256k1ecdsa "github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
)

// Key verifies UserSigs of one version: a secret those of version 2, a public
// key those of version 1.
type Key struct {
	Name   string // its origin, for messages: a flag or a file
	Secret string // "" if it is a public key

	public crypto.PublicKey
	der    []byte // DER encoding of public
}

// NewSecret returns a key of version 2.
func NewSecret(name, secret string) Key { return Key{Name: name, Secret: secret} }

// ParsePublicKey parses a key of version 1 from a PEM file: P-256, secp256k1
// (used by the vendor's first tools) or RSA.
func ParsePublicKey(name string, file []byte) (Key, error) {
	block, _ := pem.Decode(file)
	if block == nil {
		return Key{}, errors.New("no PEM block")
	}
	if block.Type != "PUBLIC KEY" {
		return Key{}, fmt.Errorf("PEM block is %q, not PUBLIC KEY", block.Type)
	}
	public, err := parsePublic(block.Bytes)
	return Key{Name: name, public: public, der: block.Bytes}, err
}

func parsePublic(der []byte) (crypto.PublicKey, error) {
	if k, ok := parseSecp256k1(der); ok {
		return k, nil
	}
	public, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, err
	}
	switch public.(type) {
	case *ecdsa.PublicKey, *rsa.PublicKey:
		return public, nil
	}
	return nil, fmt.Errorf("unsupported key type %T: must be ECDSA or RSA", public)
}

var (
	oidECPublicKey = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	oidSecp256k1   = asn1.ObjectIdentifier{1, 3, 132, 0, 10}
)

// parseSecp256k1 parses the keys that crypto/x509 does not support.
func parseSecp256k1(der []byte) (*secp256k1.PublicKey, bool) {
	var info struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 || !info.Algorithm.Algorithm.Equal(oidECPublicKey) {
		return nil, false
	}
	var curve asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &curve); err != nil || !curve.Equal(oidSecp256k1) {
		return nil, false
	}
	k, err := secp256k1.ParsePubKey(info.Key.RightAlign())
	return k, err == nil
}

// ID returns a short fingerprint that identifies the key in errors, logs and
// commands. It reveals no more of a secret than a UserSig does.
func (k Key) ID() string {
	sum := sha256.Sum256(k.der)
	id := sum[:]
	if k.public == nil {
		id = sign(k.Secret, "key id")
	}
	return hex.EncodeToString(id[:4])
}

// String returns the name and ID of the key.
func (k Key) String() string { return k.Name + " (" + k.ID() + ")" }

func (k Key) version() string {
	if k.public == nil {
		return version2
	}
	return version1
}

func (k Key) verifies(s decodedSig) bool {
	digest := sha256.Sum256([]byte(s.text))
	switch public := k.public.(type) {
	case *ecdsa.PublicKey:
		return ecdsa.VerifyASN1(public, digest[:], s.sig)
	case *rsa.PublicKey:
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], s.sig) == nil
	case *secp256k1.PublicKey:
		sig, err := secp256k1ecdsa.ParseDERSignature(s.sig)
		return err == nil && sig.Verify(digest[:], public)
	}
	return hmac.Equal(s.sig, sign(k.Secret, s.text))
}
