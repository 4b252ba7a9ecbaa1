package hostedlogin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

// ticketLifetime is the time for which a page can be reloaded with the ticket in its
// URL.
const ticketLifetime = time.Hour

// ticket returns a tmpsig. It holds the user and is authenticated, so nothing
// is stored.
func (l *Login) ticket(user string) string {
	payload := binary.BigEndian.AppendUint64(nil, uint64(l.Clock.Now().Add(ticketLifetime).Unix()))
	payload = append(payload, user...)
	return hex.EncodeToString(append(l.mac(payload), payload...))
}

// check returns the user of a ticket, or false if it is forged or expired.
func (l *Login) check(ticket string) (user string, ok bool) {
	raw, err := hex.DecodeString(ticket)
	if err != nil || len(raw) < sha256.Size+8 {
		return "", false
	}
	mac, payload := raw[:sha256.Size], raw[sha256.Size:]
	if !hmac.Equal(mac, l.mac(payload)) || l.Clock.Now().Unix() >= int64(binary.BigEndian.Uint64(payload)) {
		return "", false
	}
	return string(payload[8:]), true
}

func (l *Login) mac(payload []byte) []byte {
	mac := hmac.New(sha256.New, l.Key)
	mac.Write(payload)
	return mac.Sum(nil)
}
