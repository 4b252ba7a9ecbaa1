package tlsport

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"slices"
	"time"
)

// Names are what a certificate is for: this machine, and the original's hosts,
// which a hosts file can point here, so that a page with the original SDK in
// it needs no change at all.
var Names = []string{
	"localhost", "127.0.0.1", "::1",
	"webim.tim.qq.com", "pic.tim.qq.com", "test.tim.qq.com", "events.tim.qq.com",
	"grouptalk.c2c.qq.com", "tls.qcloud.com",
}

// organization marks certificates that this package has made, and may replace.
const organization = "webim-server development certificate"

const (
	// lifetime is the longest that Apple's systems take.
	lifetime = 825 * 24 * time.Hour
	// renewal is how long before its end a certificate is replaced.
	renewal = 30 * 24 * time.Hour
)

// Files are the certificate and its key, in PEM.
type Files struct{ Certificate, Key string }

// FilesBeside are those of a database.
func FilesBeside(database string) Files {
	return Files{database + ".tls.crt", database + ".tls.key"}
}

// Certificate loads a certificate for the names. One that is not there, or was
// made here and is too old or for too few names, is made. Somebody else's in
// its place is used as it is.
func Certificate(files Files, names []string, now time.Time) (tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(files.Certificate, files.Key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return generate(files, names, now)
	case err != nil:
		return pair, fmt.Errorf("tlsport: %s and %s: %w", files.Certificate, files.Key, err)
	case !slices.Contains(pair.Leaf.Subject.Organization, organization):
		return pair, nil
	case now.Add(renewal).After(pair.Leaf.NotAfter) || !covers(pair.Leaf, names):
		return generate(files, names, now)
	}
	return pair, nil
}

func covers(leaf *x509.Certificate, names []string) bool {
	for _, name := range names {
		if leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	return true
}

// generate makes a certificate that signs itself. It signs nothing else: a
// browser that is told to trust it trusts these names and no others.
func generate(files Files, names []string, now time.Time) (pair tls.Certificate, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return pair, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return pair, err
	}
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: names[0], Organization: []string{organization}},
		NotBefore:             now.Add(-time.Hour), // of clocks that are behind
		NotAfter:              now.Add(lifetime),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return pair, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return pair, err
	}
	// The certificate goes first and comes last: whatever happens between, the
	// two that are there belong together.
	if err := os.Remove(files.Certificate); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return pair, err
	}
	if err := writePEM(files.Key, "PRIVATE KEY", secret, 0o600); err != nil {
		return pair, err
	}
	if err := writePEM(files.Certificate, "CERTIFICATE", der, 0o644); err != nil {
		return pair, err
	}
	return tls.LoadX509KeyPair(files.Certificate, files.Key)
}

func writePEM(path, kind string, data []byte, mode fs.FileMode) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // one that is there already may be open to others
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), mode)
}
