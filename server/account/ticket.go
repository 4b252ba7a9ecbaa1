package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"webim.js/server/store"
)

// MACSize is the length of a MAC in bytes: HMAC-SHA-256 cut to 128 bits.
const MACSize = 16

// MAC authenticates data with a key.
func MAC(key, data []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	return mac.Sum(nil)[:MACSize]
}

// Seal makes a ticket that cannot be forged and is good until a time, so
// nothing of it has to be stored, and any server with this key can check it.
// The purpose keeps a ticket for one thing from being one for another.
func (a *Accounts) Seal(purpose string, expires time.Time, parts ...string) string {
	payload := store.Key(uint64(expires.Unix()))
	for _, part := range parts {
		payload = append(payload, store.Key(part)...)
	}
	return hex.EncodeToString(append(MAC(a.Derive(purpose), payload), payload...))
}

// Unseal returns what a ticket says, false if it is forged, old or for another
// purpose.
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

// Derive makes a key for a purpose of the database's own, so all processes of a
// server have the same, whatever keys UserSigs are signed with meanwhile.
func (a *Accounts) Derive(purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(a.own))
	mac.Write([]byte(purpose + "\n")) // no UserSig begins so
	return mac.Sum(nil)
}
