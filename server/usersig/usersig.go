// Package usersig signs and verifies UserSigs: the credentials that a site's back
// end issues to its users for signing in. A UserSig is a JSON object with a
// signature over its fields, compressed with zlib and encoded in a variant of
// base64 that needs no escaping in a URL.
//
// Version 2 is authenticated by an HMAC-SHA256 with a secret. Version 1, used by
// back ends from 2015 to 2019, is signed with a private key (ECDSA or RSA, see
// version1.go); this package only verifies it.
package usersig

import (
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Errors of Verify.
var (
	ErrFormat    = errors.New("usersig: not a UserSig")
	ErrSignature = errors.New("usersig: signature mismatch")
	ErrExpired   = errors.New("usersig: expired")
)

// maxText and maxJSON bound the work for an untrusted UserSig before and after
// decompression. A valid UserSig has some 200 to 400 characters.
const (
	maxText = 4096
	maxJSON = 4096
)

// Ticket is the content of a UserSig.
type Ticket struct {
	Identifier string
	SDKAppID   int64
	Issued     time.Time
	Valid      time.Duration
}

// Expires returns the time from which the ticket is rejected.
func (t Ticket) Expires() time.Time { return t.Issued.Add(t.Valid) }

// document is the JSON of a version 2 UserSig, with the protocol's field names.
type document struct {
	Version    string `json:"TLS.ver"`
	Identifier string `json:"TLS.identifier"`
	SDKAppID   int64  `json:"TLS.sdkappid"`
	Expire     int64  `json:"TLS.expire"` // seconds
	Time       int64  `json:"TLS.time"`   // Unix seconds
	Sig        string `json:"TLS.sig"`
}

// signedText returns the text that the HMAC authenticates.
func (d document) signedText() string {
	return fmt.Sprintf("TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n",
		d.Identifier, d.SDKAppID, d.Time, d.Expire)
}

func sign(secret, text string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

// The URL-safe characters differ from those of base64.URLEncoding.
var (
	toURL   = strings.NewReplacer("+", "*", "/", "-", "=", "_")
	fromURL = strings.NewReplacer("*", "+", "-", "/", "_", "=")
)

// compressors holds idle zlib writers, each of which allocates 800 kB.
var compressors = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// Sign returns a UserSig of version 2. Times are truncated to seconds.
func Sign(secret string, t Ticket) string {
	d := document{
		Version:    version2,
		Identifier: t.Identifier,
		SDKAppID:   t.SDKAppID,
		Expire:     int64(t.Valid / time.Second),
		Time:       t.Issued.Unix(),
	}
	d.Sig = base64.StdEncoding.EncodeToString(sign(secret, d.signedText()))
	text, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	var deflated bytes.Buffer
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	w.Reset(&deflated)
	// Writing to a bytes.Buffer cannot fail.
	_, _ = w.Write(text)
	_ = w.Close()
	return toURL.Replace(base64.StdEncoding.EncodeToString(deflated.Bytes()))
}

// The versions, as named in errors.
const (
	version1 = "1.0"
	version2 = "2.0"
)

// decodedSig is a UserSig that was decoded but not verified.
type decodedSig struct {
	version string
	ticket  Ticket
	text    string // the signed text
	sig     []byte
}

// Verify decodes a UserSig and verifies its signature, which must be valid for
// one of the keys, and its age at now. With ErrExpired it also returns the
// ticket, which is genuine. An ErrSignature names the version and the keys that
// were tried.
func Verify(sig string, now time.Time, keys ...Key) (Ticket, error) {
	s, err := decode(sig)
	if err != nil {
		return Ticket{}, fmt.Errorf("%w: %v", ErrFormat, err)
	}
	var tried []string
	for _, k := range keys {
		if k.version() != s.version {
			continue
		}
		if !k.verifies(s) {
			tried = append(tried, k.String())
			continue
		}
		if !now.Before(s.ticket.Expires()) {
			return s.ticket, ErrExpired
		}
		return s.ticket, nil
	}
	if tried == nil {
		return Ticket{}, fmt.Errorf("%w: no key for UserSig version %s", ErrSignature, s.version)
	}
	return Ticket{}, fmt.Errorf("%w: version %s, tried %s", ErrSignature, s.version, strings.Join(tried, ", "))
}

func decode(sig string) (s decodedSig, err error) {
	if len(sig) == 0 || len(sig) > maxText {
		return s, fmt.Errorf("length %d out of range", len(sig))
	}
	deflated, err := base64.StdEncoding.DecodeString(fromURL.Replace(sig))
	if err != nil {
		return s, err
	}
	z, err := zlib.NewReader(bytes.NewReader(deflated))
	if err != nil {
		return s, err
	}
	text, err := io.ReadAll(io.LimitReader(z, maxJSON+1))
	if err != nil {
		return s, err
	}
	if len(text) > maxJSON {
		return s, errors.New("decompressed content too long")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return s, err
	}
	if fields["TLS.ver"] == nil && fields["TLS.expire_after"] != nil {
		return decode1(fields)
	}
	return decode2(text)
}

func decode2(text []byte) (s decodedSig, err error) {
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return s, err
	}
	if d.Version != version2 {
		return s, fmt.Errorf("unknown version %q", d.Version)
	}
	s = decodedSig{version: version2, text: d.signedText()}
	// Invalid base64 leaves a signature that no key verifies.
	s.sig, _ = base64.StdEncoding.Strict().DecodeString(d.Sig)
	s.ticket, err = newTicket(d.Identifier, d.SDKAppID, d.Time, d.Expire)
	return s, err
}

// newTicket validates the fields of a ticket.
func newTicket(identifier string, app, issued, expire int64) (Ticket, error) {
	// The cap keeps expire*time.Second from overflowing: about 100 years.
	const maxExpire = 100 * 366 * 24 * 3600
	switch {
	case identifier == "":
		return Ticket{}, errors.New("no identifier")
	case expire < 0 || expire > maxExpire || issued < 0:
		return Ticket{}, errors.New("time out of range")
	}
	return Ticket{
		Identifier: identifier, SDKAppID: app, Issued: time.Unix(issued, 0), Valid: time.Duration(expire) * time.Second,
	}, nil
}

func number(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }
