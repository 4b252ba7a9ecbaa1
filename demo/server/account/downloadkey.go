package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// downloadKeyLifetime matches a session's: clients never renew the key.
const downloadKeyLifetime = SessionLifetime

// macSize is what is kept of the HMAC: 128 bits.
const macSize = 16

// DownloadKey makes the ticket for download addresses (openim/authkey). It
// names its account and cannot be forged, so nothing is stored.
func (a *Accounts) DownloadKey(account string) (key string, expires time.Time) {
	expires = a.clock.Now().Add(downloadKeyLifetime)
	payload := binary.BigEndian.AppendUint64(nil, uint64(expires.Unix()))
	payload = append(payload, account...)
	return hex.EncodeToString(append(a.downloadMAC(payload), payload...)), expires
}

// CheckDownloadKey returns whose ticket it is, false if it is forged or old.
func (a *Accounts) CheckDownloadKey(key string) (account string, ok bool) {
	raw, err := hex.DecodeString(key)
	if err != nil || len(raw) < macSize+8 {
		return "", false
	}
	mac, payload := raw[:macSize], raw[macSize:]
	if !hmac.Equal(mac, a.downloadMAC(payload)) {
		return "", false
	}
	if a.clock.Now().Unix() >= int64(binary.BigEndian.Uint64(payload)) {
		return "", false
	}
	return string(payload[8:]), true
}

// Derive makes a key for a purpose of the one that signs UserSigs, so all
// processes of a server have the same.
func (a *Accounts) Derive(purpose string) []byte {
	mac := hmac.New(sha256.New, []byte(a.key))
	mac.Write([]byte(purpose + "\n")) // no UserSig begins so
	return mac.Sum(nil)
}

func (a *Accounts) downloadMAC(payload []byte) []byte {
	mac := hmac.New(sha256.New, []byte(a.key))
	mac.Write([]byte("download\n")) // no UserSig begins so
	mac.Write(payload)
	return mac.Sum(nil)[:macSize]
}
