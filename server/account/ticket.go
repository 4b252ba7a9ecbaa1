package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"webim.js/server/store"
)

// macSize is what is kept of the HMAC: 128 bits.
const macSize = 16

// Seal makes a ticket that cannot be forged and is good until a time, so
// nothing of it has to be stored, and any server with this key can check it.
// The purpose keeps a ticket for one thing from being one for another.
func (a *Accounts) Seal(purpose string, expires time.Time, parts ...string) string {
	payload := store.Key(uint64(expires.Unix()))
	for _, part := range parts {
		payload = append(payload, store.Key(part)...)
	}
	return hex.EncodeToString(append(a.mac(purpose, payload), payload...))
}

// Unseal returns what a ticket says, false if it is forged, old or for another
// purpose.
func (a *Accounts) Unseal(purpose, ticket string) (parts []string, ok bool) {
	raw, err := hex.DecodeString(ticket)
	if err != nil || len(raw) < macSize {
		return nil, false
	}
	mac, payload := raw[:macSize], raw[macSize:]
	if !hmac.Equal(mac, a.mac(purpose, payload)) {
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

func (a *Accounts) mac(purpose string, payload []byte) []byte {
	mac := hmac.New(sha256.New, a.Derive(purpose))
	mac.Write(payload)
	return mac.Sum(nil)[:macSize]
}

// Derive makes a key for a purpose of the one that signs UserSigs, so all
// processes of a server have the same.
func (a *Accounts) Derive(purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(a.key))
	mac.Write([]byte(purpose + "\n")) // no UserSig begins so
	return mac.Sum(nil)
}
