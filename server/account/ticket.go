package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"webim.js/server/store"
)

// MACSize is the length of a MAC in bytes: HMAC-SHA-256 truncated to 128 bits.
const MACSize = 16

// MAC returns the authentication code of data under a key.
func MAC(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)[:MACSize]
}

// Seal returns an authenticated ticket that holds parts until it expires.
// Nothing is stored, and any process with the same key can check it. A ticket
// for one purpose is not valid for another.
func (a *Accounts) Seal(purpose string, expires time.Time, parts ...string) string {
	payload := store.Key(uint64(expires.Unix()))
	for _, part := range parts {
		payload = append(payload, store.Key(part)...)
	}
	return hex.EncodeToString(append(MAC(a.Derive(purpose), payload), payload...))
}

// Unseal returns the parts of a ticket. It returns false if the ticket is
// forged, expired or for another purpose.
func (a *Accounts) Unseal(purpose, ticket string) (parts []string, ok bool) {
	raw, err := hex.DecodeString(ticket)
	if err != nil || len(raw) < MACSize {
		return nil, false
	}
	mac, payload := raw[:MACSize], raw[MACSize:]
	if !hmac.Equal(mac, MAC(a.Derive(purpose), payload)) {
		return nil, false
	}
	expires, rest, ok := store.CutUint64(payload)
	if !ok || uint64(a.clock.Now().Unix()) >= expires {
		return nil, false
	}
	for len(rest) > 0 {
		var part string
		if part, rest, ok = store.CutString(rest); !ok {
			return nil, false
		}
		parts = append(parts, part)
	}
	return parts, true
}

// Derive derives a key for a purpose from the database's own key. All processes
// of a server derive the same key, regardless of the keys that sign UserSigs.
func (a *Accounts) Derive(purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(a.own))
	mac.Write([]byte(purpose + "\n")) // no signed text of a UserSig begins like this
	return mac.Sum(nil)
}
