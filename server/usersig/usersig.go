// Package usersig makes and checks UserSigs, version 2: the credential with
// which a site's own server lets a user sign in. It is a JSON object that an
// HMAC-SHA256 over its fields protects, deflated and written in a base64 that
// needs no escaping in a URL.
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
	"strings"
	"time"
)

// Why a UserSig is refused.
var (
	ErrFormat    = errors.New("usersig: not a version 2 UserSig")
	ErrSignature = errors.New("usersig: signed with another key or altered")
	ErrExpired   = errors.New("usersig: expired")
)

// maxText and maxJSON bound what a stranger can make the server inflate.
// A genuine UserSig has some 200 to 400 characters.
const (
	maxText = 4096
	maxJSON = 4096
)

// Ticket is what a UserSig says.
type Ticket struct {
	Identifier string
	SDKAppID   int64
	Issued     time.Time
	Valid      time.Duration
}

// Expires is the time from which the ticket is refused.
func (t Ticket) Expires() time.Time { return t.Issued.Add(t.Valid) }

// document is the JSON inside; its field names are the protocol's.
type document struct {
	Version    string `json:"TLS.ver"`
	Identifier string `json:"TLS.identifier"`
	SDKAppID   int64  `json:"TLS.sdkappid"`
	Expire     int64  `json:"TLS.expire"` // seconds
	Time       int64  `json:"TLS.time"`   // Unix seconds
	Sig        string `json:"TLS.sig"`
}

func (d document) sign(key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%d\nTLS.time:%d\nTLS.expire:%d\n",
		d.Identifier, d.SDKAppID, d.Time, d.Expire)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// The URL-safe letters are not those of base64.URLEncoding.
var (
	toURL   = strings.NewReplacer("+", "*", "/", "-", "=", "_")
	fromURL = strings.NewReplacer("*", "+", "-", "/", "_", "=")
)

// Sign makes a UserSig. Times are kept in whole seconds.
func Sign(key string, t Ticket) string {
	d := document{
		Version:    "2.0",
		Identifier: t.Identifier,
		SDKAppID:   t.SDKAppID,
		Expire:     int64(t.Valid / time.Second),
		Time:       t.Issued.Unix(),
	}
	d.Sig = d.sign(key)
	text, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	var deflated bytes.Buffer
	w := zlib.NewWriter(&deflated)
	// Writing to a bytes.Buffer cannot fail.
	_, _ = w.Write(text)
	_ = w.Close()
	return toURL.Replace(base64.StdEncoding.EncodeToString(deflated.Bytes()))
}

// Verify reads a UserSig and checks its signature and its age at now. With
// ErrExpired the ticket is returned too: it is genuine, only too old.
func Verify(key, sig string, now time.Time) (Ticket, error) {
	d, err := decode(sig)
	if err != nil {
		return Ticket{}, fmt.Errorf("%w: %v", ErrFormat, err)
	}
	if !hmac.Equal([]byte(d.Sig), []byte(d.sign(key))) {
		return Ticket{}, ErrSignature
	}
	t := Ticket{
		Identifier: d.Identifier,
		SDKAppID:   d.SDKAppID,
		Issued:     time.Unix(d.Time, 0),
		Valid:      time.Duration(d.Expire) * time.Second,
	}
	if !now.Before(t.Expires()) {
		return t, ErrExpired
	}
	return t, nil
}

func decode(sig string) (d document, err error) {
	if len(sig) == 0 || len(sig) > maxText {
		return d, fmt.Errorf("%d characters", len(sig))
	}
	deflated, err := base64.StdEncoding.DecodeString(fromURL.Replace(sig))
	if err != nil {
		return d, err
	}
	z, err := zlib.NewReader(bytes.NewReader(deflated))
	if err != nil {
		return d, err
	}
	text, err := io.ReadAll(io.LimitReader(z, maxJSON+1))
	if err != nil {
		return d, err
	}
	if len(text) > maxJSON {
		return d, errors.New("too long inside")
	}
	if err := json.Unmarshal(text, &d); err != nil {
		return d, err
	}
	// The cap keeps Expire*time.Second from overflowing: about 100 years.
	const maxExpire = 100 * 366 * 24 * 3600
	switch {
	case d.Version != "2.0":
		return d, fmt.Errorf("version %q", d.Version)
	case d.Identifier == "":
		return d, errors.New("no identifier")
	case d.Expire < 0 || d.Expire > maxExpire || d.Time < 0:
		return d, errors.New("impossible times")
	}
	return d, nil
}
